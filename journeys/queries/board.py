"""The tasks of a journey as cards in columns, by what becomes of them. The same few queries at any size."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, CharField, Count, F, IntegerField, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from journeys.models import IN_SCOPE, Journey, Member, Task
from journeys.queries.filtering import Filters, let_through
from journeys.queries.outline import TaskRow, task_rows

Status = Task.Status
CARDS = 50
# What counts as planned, blocked and so on in the figures; all else is out of scope, by itself or with what is above.
COLUMN = Case(When(IN_SCOPE, then=F("status")), default=Value(Status.OUT_OF_SCOPE.value), output_field=CharField())


@dataclass(frozen=True, slots=True)
class Card:
    """One task or subtask, and where it is."""

    row: TaskRow
    module: str
    parent: str | None

    @property
    def can_move(self) -> bool:
        """What is out of scope only with its module, phase or task moves with them."""
        return self.row.in_scope or self.row.status == Status.OUT_OF_SCOPE


@dataclass(slots=True)
class Column:
    """The first cards of all that have one status."""

    status: Status
    size: int = 0
    cards: list[Card] = field(default_factory=list)

    @property
    def left(self) -> int:
        """How many are not among the cards."""
        return self.size - len(self.cards)


def board(
    journey: Journey, filters: Filters, today: date, me: QuerySet[Member], shown: Mapping[str, int]
) -> list[Column]:
    """A column for each status, in the order of work, with as many cards as `shown` says, else 50. Four queries."""
    columns = {status.value: Column(status) for status in Status}
    places = list(first_places(journey, filters, today, me, shown))
    rows = {row.id: row for row in task_rows(journey, today, pk__in=[task_id for task_id, *_ in places])}
    for task_id, status, size, module, parent in places:
        columns[status].size = size
        columns[status].cards.append(Card(rows[task_id], module, parent))
    return list(columns.values())


def first_places(journey: Journey, filters: Filters, today: date, me: QuerySet[Member], shown: Mapping[str, int]):
    """Id, column, size of the column, titles of module and parent: of the first tasks of each column, in order."""
    tasks = journey.tasks.filter(let_through(filters, today, me)).in_order().annotate(column=COLUMN)
    limits = [When(column=status, then=Value(number)) for status, number in shown.items()]
    ranked = tasks.annotate(
        place=Window(RowNumber(), partition_by="column", order_by=tasks.query.order_by),  # type: ignore[arg-type]  # names
        size=Window(Count("pk"), partition_by="column"),
        most=Case(*limits, default=Value(CARDS), output_field=IntegerField()),
    )
    return ranked.filter(place__lte=F("most")).values_list("pk", "column", "size", "module__title", "parent__title")
