"""What a change takes to be taken back is kept with it: the last few changes of each person."""

from dataclasses import asdict
from typing import Any

from django.db.models import Model

from journeys.models import Event, Journey, Undo, User
from journeys.queries.history import describe
from journeys.services.columns import Columns, as_json
from journeys.services.kept import Kept, name_of
from journeys.services.positions import siblings_of

MOST_KEPT = 20
LONGEST_LABEL = 1000


def remember(journey: Journey, event: Event, by: User, **data: Any) -> None:
    """`data` is what `services.undo` knows to take back: what was taken away, moved or changed."""
    if "kept" in data:
        data["kept"] = asdict(data["kept"])
    label = describe(event)[:LONGEST_LABEL]
    Undo.objects.create(journey=journey, by=by, sequence=event.sequence, label=label, data=data)
    own = Undo.objects.filter(journey=journey, by=by)
    Undo.objects.filter(pk__in=list(own.values_list("pk", flat=True)[MOST_KEPT:])).delete()


def place_of(row: Any, *columns: str) -> dict[str, Any]:
    """Where a row stands: these columns of it, its position, and the sibling it is behind."""
    before = siblings_of(row).filter(position__lt=row.position).order_by("-position").first()
    return {"columns": values_of(row, *columns, "position"), "behind": before and before.pk}


def moved(row: Model, before: dict[str, Any], kept: Kept | None = None) -> dict[str, Any]:
    """What to remember of a row that stood as `before` says, and stands elsewhere now; `kept` went with the move."""
    after = values_of(row, *before["columns"])
    said = {"model": name_of(type(row)), "id": row.pk, "label": str(row), **before, "after": after}
    return {"moved": said, "kept": kept} if kept else {"moved": said}


def values_of(row: Any, *columns: str) -> Columns:
    return {column: as_json(getattr(row, column)) for column in columns}
