"""Lists of journeys, with how far each has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from journeys.models import Journey, Space, Task
from journeys.queries.progress import Figures, figures_by_journey

Status = Task.Status


@dataclass(frozen=True, slots=True)
class JourneyRow:
    """One journey in a list. `status` is what its tasks come to."""

    journey: Journey
    figures: Figures

    @property
    def status(self) -> Task.Status:
        figures = self.figures
        if figures.in_scope and not figures.open:
            return Status.COMPLETED
        return Status.IN_PROGRESS if figures.completed or figures.in_progress else Status.PLANNED


def narrowed(
    journeys: QuerySet[Journey], *, text: str = "", space: Space | None = None, archived: bool = False
) -> QuerySet[Journey]:
    """Those of `journeys` with `text` in the title, in `space`, going on or archived; in order of title."""
    journeys = journeys.filter(archived_at__isnull=not archived)
    if text:
        journeys = journeys.filter(title__icontains=text)
    if space:
        journeys = journeys.filter(space=space)
    return journeys.select_related("space").order_by("title", "pk")


def rows_of(journeys: Iterable[Journey], today: date) -> list[JourneyRow]:
    """`journeys` with their figures, in one more query."""
    journeys = list(journeys)
    figures = figures_by_journey([journey.pk for journey in journeys], today)
    return [JourneyRow(journey, figures.get(journey.pk, Figures())) for journey in journeys]


def spaces_of(journeys: QuerySet[Journey]) -> QuerySet[Space]:
    """The spaces that `journeys` are in."""
    return Space.objects.filter(pk__in=journeys.order_by().values("space"))


def deleted_in(spaces: QuerySet[Space]) -> QuerySet[Journey]:
    """The deleted journeys of `spaces` that can still be brought back, the last deleted first."""
    deleted = Journey.objects.filter(space__in=spaces, deleted_at__isnull=False)
    return deleted.select_related("space").order_by("-deleted_at", "pk")
