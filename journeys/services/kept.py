"""Rows are taken away with all that hangs on them, and put back whole."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import CASCADE, SET_NULL, ForeignKey, ManyToOneRel, Model

from journeys.services.columns import Columns, columns_of, read_column, row_with

# Ids in one statement; SQLite takes 32,766.
AT_ONCE = 5_000


@dataclass(slots=True)
class Kept:
    """Rows of one kind, and everything that leaves or lets go together with them, as JSON can hold it.

    `rows` are those that leave, by the name of their model; `loose` what only points at them (the files of a task):
    by model and column, pairs of a row's id and of what it points at.
    """

    root: str
    ids: list[int]
    rows: dict[str, list[Columns]] = field(default_factory=dict)
    loose: dict[str, list[list[int]]] = field(default_factory=dict)

    def count(self, name: str) -> int:
        return len(self.rows.get(name, []))

    @property
    def files(self) -> int:
        return len({pk for path, pairs in self.loose.items() if path.startswith("attachment.") for pk, _ in pairs})


def gather(model: type[Model], ids: Collection[int]) -> Kept:
    """These rows with all below them. As many queries as there are kinds of rows, for each 5,000."""
    kept = Kept(name_of(model), sorted(ids))
    seen: dict[type[Model], set[int]] = defaultdict(set)
    queue: list[tuple[type[Model], str, Collection[int]]] = [(model, "pk", ids)]
    while queue:
        model, column, ids = queue.pop(0)
        found = {row.pk: row for row in rows_where(model, column, ids) if row.pk not in seen[model]}
        if not found:
            continue
        seen[model] |= found.keys()
        kept.rows.setdefault(name_of(model), []).extend(map(columns_of, found.values()))
        for relation in relations_to(model):
            if relation.on_delete is CASCADE:
                queue.append((relation.related_model, relation.field.name, list(found)))
            elif relation.on_delete is SET_NULL:
                let_go(kept, relation, list(found))
    return kept


def name_of(model: type[Model]) -> str:
    return str(model._meta.model_name)


def relations_to(model: type[Model]) -> list[ManyToOneRel]:
    """Also those of the tables between, such as the one of decisions and the tasks that wait for them."""
    return [each for each in model._meta.get_fields(include_hidden=True) if isinstance(each, ManyToOneRel)]


def rows_where(model: type[Model], column: str, ids: Collection[int]) -> Iterator[Any]:
    for some in portions(ids):
        yield from model._base_manager.filter(**{f"{column}__in": some}).order_by("pk")


def portions(values: Collection[Any]) -> Iterator[list[Any]]:
    values = list(values)
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def let_go(kept: Kept, relation: ManyToOneRel, ids: list[int]) -> None:
    model, column = relation.related_model, relation.field.attname
    pairs = [[row.pk, getattr(row, column)] for row in rows_where(model, relation.field.name, ids)]
    if pairs:
        kept.loose.setdefault(f"{name_of(model)}.{column}", []).extend(pairs)


def take_away(kept: Kept) -> None:
    """All of it, by statements on whole tables: their own `delete` would look for what hangs on each hundred rows."""
    for path, pairs in kept.loose.items():
        model, column = column_at(path)
        for some in portions([pk for pk, _ in pairs]):
            model._base_manager.filter(pk__in=some).update(**{column: None})
    for name in reversed(kept.rows):
        for some in portions([row["id"] for row in kept.rows[name]]):
            rows = model_called(name)._base_manager.filter(pk__in=some)
            rows._raw_delete(rows.db)


def model_called(name: str) -> type[Model]:
    return apps.get_model("journeys", name)


def column_at(path: str) -> tuple[type[Model], str]:
    name, _, column = path.partition(".")
    return model_called(name), column


def put_back(kept: Kept, place: Callable[[Any], None]) -> None:
    """All of it under the ids that it had; `place` finds each of the roots its place first.

    What is gone by now is pointed at no longer: owners, and rows that only join two others (letters, dependencies).
    """
    there = {name: {row["id"] for row in rows} for name, rows in kept.rows.items()}
    for name, rows in kept.rows.items():
        model = model_called(name)
        made = [row_with(model, columns) for columns in fitting(model, rows, there, is_root=name == kept.root)]
        for row in sorted(made, key=is_below):
            if name == kept.root and row.pk in kept.ids:
                place(row)
                row.save(force_insert=True)
        model._base_manager.bulk_create([row for row in made if row._state.adding], batch_size=500)
        stamp_again(model, made, rows)
    for path, pairs in kept.loose.items():
        tie_again(*column_at(path), dict(pairs))  # type: ignore[arg-type]  # each has two


def is_below(row: Any) -> bool:
    """Whether it is a subtask, whose task is to be there first."""
    return getattr(row, "parent_id", None) is not None


def fitting(model: type[Model], rows: list[Columns], there: dict[str, set[int]], is_root: bool) -> list[Columns]:
    """The rows without what is gone; whether the roots still have a place is for `place` to say."""
    for column in model._meta.concrete_fields:
        if not isinstance(column, ForeignKey) or column.name == "parent":
            continue
        target, name = column.related_model, column.attname
        wanted = {row[name] for row in rows if row[name]} - there.get(name_of(target), set())
        missing = wanted - {row.pk for row in rows_where(target, "pk", wanted)}
        if missing and column.null:
            rows = [{**row, name: None} if row[name] in missing else row for row in rows]
        elif missing and not is_root:
            rows = [row for row in rows if row[name] not in missing]
    return rows


def stamp_again(model: type[Model], made: list[Any], rows: list[Columns]) -> None:
    """The times at which rows were made, which saving a new row sets to now."""
    names = [each.attname for each in model._meta.concrete_fields if getattr(each, "auto_now_add", False)]
    columns = {row["id"]: row for row in rows}
    for row in made if names else []:
        for name in names:
            setattr(row, name, read_column(model, name, columns[row.pk][name]))
    if names:
        model._base_manager.bulk_update(made, names, batch_size=500)


def tie_again(model: type[Model], column: str, targets: dict[int, int]) -> None:
    """Those that point at nothing else by now."""
    rows = [row for row in rows_where(model, "pk", targets) if getattr(row, column) is None]
    for row in rows:
        setattr(row, column, targets[row.pk])
    model._base_manager.bulk_update(rows, [column.removesuffix("_id")], batch_size=500)
