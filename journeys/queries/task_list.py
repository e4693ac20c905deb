"""The tasks of a journey as a table: its columns, what they sort by, and the rows of a page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.expressions import Expression, OrderBy
from django.db.models.functions import Coalesce, Lower
from django.utils.timezone import localtime

from journeys.models import Attachment, ChecklistItem, Journey, Member, Task
from journeys.queries.board import COLUMN
from journeys.queries.dependencies import open_count
from journeys.queries.filtering import Filters, let_through
from journeys.queries.outline import LABELS, TaskRow, task_rows

Status = Task.Status


@dataclass(frozen=True, slots=True)
class ListRow:
    """One task or subtask: its facts, and what is counted of it."""

    task: Task
    counted: TaskRow

    @property
    def status(self) -> str:
        """Out of scope also when something above it is, as on the board."""
        return self.counted.status if self.counted.in_scope else Status.OUT_OF_SCOPE.value


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, what stands under it, and the expressions that it sorts by."""

    name: str
    label: str
    read: Callable[[ListRow], Any]
    sorts_by: tuple[Expression | F, ...]
    is_number: bool = False


def number_of(rows: QuerySet) -> Coalesce:
    """For a queryset of tasks: how many of `rows` each of them has."""
    counted = rows.filter(task=OuterRef("pk")).order_by().values("task").annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count")), 0)


def day_of(moment: datetime | None) -> date | None:
    return localtime(moment).date() if moment else None


def items_of(row: ListRow) -> str | None:
    """In words: a spreadsheet takes 2/3 for a date."""
    return f"{row.counted.resolved} of {row.counted.items}" if row.counted.items else None


IN_ORDER_OF_WORK = Case(
    *(When(column=status.value, then=Value(place)) for place, status in enumerate(Status)), output_field=IntegerField()
)
COLUMNS = {
    column.name: column
    for column in (
        Column("title", "Task", lambda row: row.task.title, (Lower("title"),)),
        Column("parent", "Part of", lambda row: row.task.parent and row.task.parent.title, (Lower("parent__title"),)),
        Column("phase", "Phase", lambda row: row.task.module.phase.title, (F("module__phase__position"),)),
        Column(
            "module",
            "Module",
            lambda row: row.task.module.title,
            (F("module__phase__position"), F("module__position")),
        ),
        Column("status", "Status", lambda row: LABELS[row.status], (IN_ORDER_OF_WORK,)),
        Column("reason", "Reason", lambda row: row.task.status_reason, (Lower("status_reason"),)),
        Column("owner", "Owner", lambda row: row.counted.owner, (Lower("owner__name"),)),
        Column("starts_on", "Start", lambda row: row.task.starts_on, (F("starts_on"),)),
        Column("due_on", "Due", lambda row: row.task.due_on, (F("due_on"),)),
        Column("completed", "Completed", lambda row: day_of(row.task.completed_at), (F("completed_at"),)),
        Column("items", "Items", items_of, (number_of(ChecklistItem.objects.unresolved()),), is_number=True),
        Column("waits_for", "Waits for", lambda row: row.counted.waits_for or None, (open_count(),), is_number=True),
        Column(
            "files",
            "Files",
            lambda row: row.counted.files or None,
            (number_of(Attachment.objects.current()),),
            is_number=True,
        ),
        Column("estimate", "Estimate, hours", lambda row: row.task.estimate_hours, (F("estimate_hours"),), True),
        Column("spent", "Spent, hours", lambda row: row.task.spent_hours, (F("spent_hours"),), True),
    )
}
ALWAYS = "title"
AT_FIRST = ("title", "module", "status", "owner", "due_on", "items", "waits_for")


def columns_of(names: list[str] | None) -> list[Column]:
    """The columns with these names, in their own order and with the title; those of a newcomer for None."""
    wanted = {ALWAYS, *(AT_FIRST if names is None else names)}
    return [column for name, column in COLUMNS.items() if name in wanted]


def sorted_ids(journey: Journey, filters: Filters, today: date, me: QuerySet[Member], sort: str) -> QuerySet:
    """The ids of the tasks that `filters` let through, by a column's name, a minus in front for the other way round.

    What has no value comes last either way; what is equal, in the order of the outline.
    """
    tasks = journey.tasks.filter(let_through(filters, today, me)).annotate(column=COLUMN).in_order()
    column = COLUMNS.get(sort.removeprefix("-"))
    if column:
        is_down = sort.startswith("-")
        first = [OrderBy(each, descending=is_down, nulls_last=True) for each in column.sorts_by]
        tasks = tasks.order_by(*first, *tasks.query.order_by)
    return tasks.values_list("pk", flat=True)


def rows_of(journey: Journey, today: date, ids: list[int]) -> list[ListRow]:
    """The rows of these tasks of the journey, in the order of `ids`. Four queries."""
    tasks = journey.tasks.select_related("module__phase", "parent").defer("description", "parent__description")
    # All of a journey are fetched without naming them: a database takes only so many parameters.
    some: dict[str, Any] = {"pk__in": ids} if len(ids) <= MOST_NAMED else {}
    by_id = {task.pk: task for task in tasks.filter(**some)}
    counted = {row.id: row for row in task_rows(journey, today, **some)}
    return [ListRow(by_id[task_id], counted[task_id]) for task_id in ids if task_id in by_id and task_id in counted]


MOST_NAMED = 500
