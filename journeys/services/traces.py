"""Many rows written at once, with all that it takes to write them back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Model

from journeys.services.columns import columns_of, read_column, row_with
from journeys.services.errors import Refusal

BATCH = 200
# Beyond all positions that rows have: where they wait while others take theirs.
ASIDE = 1_000_000_000


@dataclass(slots=True)
class Trace:
    """What was done to rows, by the name of their model and their id, as JSON can hold it."""

    made: dict[str, list[int]] = field(default_factory=dict)
    changed: dict[str, dict[str, dict[str, list]]] = field(default_factory=dict)  # what each column was and is
    gone: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def make(self, model: type[Model], rows: Collection[Model]) -> None:
        model._default_manager.bulk_create(rows, batch_size=BATCH)
        self.made.setdefault(name_of(model), []).extend(row.pk for row in rows)

    def change(self, model: type[Model], rows: Iterable[tuple[Model, dict[str, Any]]]) -> None:
        """Give each row its new values, by column; rows whose values are these already are left alone."""
        touched: list[Model] = []
        columns: set[str] = set()
        for row, values in rows:
            before = columns_of(row)
            for name, value in values.items():
                setattr(row, name, value)
            after = columns_of(row)
            if moves := {name: [before[name], after[name]] for name in values if before[name] != after[name]}:
                self.changed.setdefault(name_of(model), {})[str(row.pk)] = moves
                touched.append(row)
                columns |= moves.keys()
        write(model, touched, columns)

    def remove(self, model: type[Model], rows: Collection[Model]) -> None:
        """Delete rows on which nothing hangs but what is removed too, the lowest first."""
        if rows:
            self.gone.setdefault(name_of(model), []).extend(columns_of(row) for row in rows)
            model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()


def name_of(model: type[Model]) -> str:
    return str(model._meta.model_name)


def write(model: type[Model], rows: Collection[Model], columns: Collection[str]) -> None:
    fields = sorted(field.name for field in model._meta.concrete_fields if field.attname in columns)
    if rows and fields:
        model._default_manager.bulk_update(rows, fields, batch_size=BATCH)


def take_back(trace: Trace, order: Iterable[type[Model]]) -> None:
    """Write the rows back as they were; `order` has the models from the top down.

    Refuses, before anything is written, where what was changed was changed again since.
    """
    order = list(order)
    found = {model: rows_of(model, trace) for model in order}
    for model, rows in found.items():
        refuse_changed(rows, trace.changed.get(name_of(model), {}))
    for model in order:
        bring_back(model, trace.gone.get(name_of(model), []))
    for model, rows in found.items():
        change_back(model, rows, trace.changed.get(name_of(model), {}))
    for model in reversed(order):
        model._default_manager.filter(pk__in=trace.made.get(name_of(model), [])).delete()


def rows_of(model: type[Model], trace: Trace) -> list[Model]:
    ids = [int(pk) for pk in trace.changed.get(name_of(model), {})]
    return list(model._default_manager.filter(pk__in=ids))


def refuse_changed(rows: Collection[Model], changed: dict[str, dict[str, list]]) -> None:
    if len(rows) != len(changed):
        raise Refusal("This can't be undone any more: rows that it changed were deleted since.")
    for row in rows:
        now = columns_of(row)
        if any(now[name] != after for name, (_, after) in changed[str(row.pk)].items()):
            raise Refusal(f"This can't be undone any more: “{row}” was changed since.")


def change_back(model: type[Model], rows: Collection[Model], changed: dict[str, dict[str, list]]) -> None:
    columns: set[str] = set()
    for row in rows:
        for name, (before, _) in changed[str(row.pk)].items():
            setattr(row, name, read_column(model, name, before))
            columns.add(name)
    if "position" in columns:
        moved = [row.pk for row in rows if "position" in changed[str(row.pk)]]
        model._default_manager.filter(pk__in=moved).update(position=F("position") + ASIDE)
    write(model, rows, columns)


def bring_back(model: type[Model], gone: Iterable[dict[str, Any]]) -> None:
    model._default_manager.bulk_create([row_with(model, columns) for columns in gone], batch_size=BATCH)
