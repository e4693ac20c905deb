"""Tasks follow the start of their journey, by the working days of their plan."""

from datetime import date
from enum import StrEnum
from typing import Any

from journeys.models import Journey, Task, User
from journeys.playbooks.tree import LONGEST_DAYS
from journeys.queries import dates as query
from journeys.queries.dates import Changes, Offer
from journeys.services.errors import Confirm, Refusal
from journeys.services.history import changing, changing_many, record
from journeys.services.remembering import remember, values_of
from journeys.services.tasks import schedule, set_facts

BATCH = 200
COLUMNS = ("starts_on", "due_on")
LAST_YEAR = 9900
NO_START = "This journey has no start yet. Its admins set it in the settings; then dates can follow from it."


class TaskDates(StrEnum):
    """What becomes of the dates of tasks when their journey starts on another day."""

    ALL = "all"  # those set by hand too
    PLANNED = "planned"  # where they still are those of the plan
    KEEP = "keep"


class DatesQuestion(Confirm):
    """Another start would leave dates behind: what becomes of them is to be said, with what `offer` has `seen`."""

    def __init__(self, offer: Offer):
        super().__init__(words_of(offer))
        self.offer = offer


def words_of(offer: Offer) -> str:
    if offer.days is None:
        return f"{tasks(len(offer.planned))} with a plan could get dates from this start."
    where = "later" if offer.days > 0 else "earlier"
    by_hand = len(offer.all) - len(offer.planned)
    return (
        f"The start moves by {counted(abs(offer.days), 'working day')} {where}. {tasks(len(offer.all))} could move "
        f"with it, {by_hand or 'none'} of them with dates that were set by hand."
    )


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def tasks(number: int) -> str:
    return counted(number, "task") + " not done yet"


def refuse_far_start(starts_on: date | None) -> None:
    """So that every plan that a task can have ends within the calendar."""
    if starts_on and starts_on.year > LAST_YEAR:
        raise Refusal(f"A journey starts in the year {LAST_YEAR} at the latest.")


def offer_for(journey: Journey, starts_on: date | None) -> Offer | None:
    """What could follow another start; refuses a start that would move dates out of the calendar."""
    refuse_far_start(starts_on)
    try:
        return query.offer(journey, starts_on)
    except OverflowError:
        raise Refusal("With this start, dates of tasks would leave the calendar. Choose another.") from None


def chosen_dates(journey: Journey, starts_on: date | None, choice: str | None, seen: str | None) -> Changes:
    """What the tasks of a journey get when it starts on `starts_on`, as chosen from the offer that was `seen`.

    Raises DatesQuestion when nothing was chosen, or what could move is not what was seen any more.
    """
    offer = offer_for(journey, starts_on)
    if offer is None or choice == TaskDates.KEEP:
        return ()
    if not choice or seen != offer.seen:
        raise DatesQuestion(offer)
    return offer.all if choice == TaskDates.ALL else offer.planned


def give_dates(journey: Journey, changes: Changes, by: User) -> None:
    """Write what was chosen, with an event for each task, and one for all of them, which can be undone."""
    if not changes:
        return
    changed = []
    for new in changes:
        task, before = new.task, values_of(new.task, *COLUMNS)
        task.starts_on, task.due_on = new.starts_on, new.due_on
        facts: dict[str, Any] = {"before": before, "after": values_of(task, *COLUMNS)}
        record(journey, "task.scheduled", by=by, task=task, title=task.title, **facts)
        changed.append({"id": task.pk, "label": task.title, **facts})
    Task.objects.bulk_update([new.task for new in changes], COLUMNS, batch_size=BATCH)
    event = record(journey, "journey.dated", by=by, count=len(changes))
    remember(journey, event, by, changed=changed)


def set_plan(*, task: Task, starts_after: int | None, length: int | None, by: User) -> Task:
    """Set both parts of the plan, in working days; None means that it says nothing. Dates stay as they are."""
    for days, least in ((starts_after, 0), (length, 1)):
        if days is not None and not least <= days <= LONGEST_DAYS:
            raise Refusal(
                f"A task starts 0 to {LONGEST_DAYS:,} working days after its journey, and takes 1 to {LONGEST_DAYS:,}."
            )
    return set_facts(task, "task.plan_changed", {"starts_after": starts_after, "length": length}, by)


def set_dates_by_plan(*, task: Task, by: User) -> Task:
    """Give one task the dates of its plan, whatever it has."""
    with changing(task.journey_id) as journey:
        task = Task.objects.get(pk=task.pk)
        if journey.starts_on is None:
            raise Refusal(NO_START)
        if task.starts_after is None:
            raise Refusal("The plan of this task does not say when it starts. Say that first.")
        starts_on, due_on = query.planned(task, journey.starts_on)
        return schedule(task=task, starts_on=starts_on, due_on=due_on, by=by)


def set_all_dates_by_plan(*, journey: Journey, seen: str | None, by: User) -> int:
    """Give what is not done yet the dates of its plan, also where others were set by hand. How many tasks it changed.

    `seen` says which changes were agreed to; Confirm when they are others by now.
    """
    with changing_many(journey.pk) as batch:
        if batch.journey.starts_on is None:
            raise Refusal(NO_START)
        changes = query.by_plan(batch.journey)
        if changes and seen != query.mark_of(changes):
            raise Confirm(f"{tasks(len(changes))} would get other dates. Look at them before you agree.")
        give_dates(batch.journey, changes, by)
    return len(changes)
