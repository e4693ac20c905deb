"""What a workbook that came back asks for, without a workbook: edits of rows of a journey, as reading it gives them."""

from django.core.files.base import ContentFile
from django.db.models import Model

from journeys.models import Import, Journey, User
from journeys.services import imports
from journeys.services.edits import Edit, GoneRow, NewRow, Plan

NOUNS = {"Task": "task", "ChecklistItem": "item", "Decision": "decision", "Member": "member", "Resource": "resource"}


def key_of(row: Model) -> str:
    return f"{NOUNS[type(row).__name__]}:{row.pk}"


def edit(row: Model, field: str, value: str | None, *, cell: str = "D5", conflict: bool = False) -> Edit:
    return Edit(
        sheet="Sheet", cell=cell, key=key_of(row), field=field, heading=field, label=str(row), before="before",
        after=str(value), value=value, is_conflict=conflict,
    )  # fmt: skip


def letter(row: Model, role: Model, value: str | None) -> Edit:
    noun = type(row).__name__.lower()
    return Edit("RACI", "F7", f"raci:{noun}:{row.pk}:{role.pk}", "letter", role.name, str(row), "", "", value, False)


def new_row(row: int = 9, **values: str | None) -> NewRow:
    label = next(filter(None, (values.get(name) for name in ("title", "text", "name", "function"))), "")
    return NewRow("Sheet", row, label, values, {name: value or "" for name, value in values.items()})


def gone_row(row: Model) -> GoneRow:
    return GoneRow("Sheet", key_of(row), str(row))


def plan_of(*asked: Edit | NewRow | GoneRow, kind: str = "roadmap") -> Plan:
    return Plan(
        kind=kind,
        journey_revision=1,
        edits=tuple(each for each in asked if isinstance(each, Edit)),
        new_rows=tuple(each for each in asked if isinstance(each, NewRow)),
        gone_rows=tuple(each for each in asked if isinstance(each, GoneRow)),
    )


def a_file(content: bytes = b"a workbook", name: str = "plan.xlsx") -> ContentFile:
    return ContentFile(content, name=name)


def read(journey: Journey, plan: Plan, by: User, content: bytes = b"a workbook") -> Import:
    """An import that a worker has read: the file asks for `plan`."""
    row = imports.request_import(journey=journey, kind=plan.kind, upload=a_file(content), by=by)
    claimed = imports.QUEUE.claim(row.pk)
    imports.finish_reading(claimed, plan, Journey.objects.get(pk=journey.pk).revision)
    return Import.objects.get(pk=row.pk)


def worked(row: Import, work, *arguments) -> Import:
    """What was asked for, done by a worker."""
    work(imports.QUEUE.claim(row.pk), *arguments)
    return Import.objects.get(pk=row.pk)


def applied(row: Import, by: User, replan=None) -> Import:
    imports.ask_to_apply(row, by=by)
    return worked(row, imports.apply, replan or (lambda: imports.plan_for(row)))


def undone(row: Import, by: User) -> Import:
    imports.ask_to_undo(row, by=by)
    return worked(row, imports.take_back)
