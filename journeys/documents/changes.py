"""What happened between two revisions, in words that someone who never opens MigOps understands."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import get_text_list

from journeys.documents.register_changes import decision_changes, light_changes, register_changes, risk_changes
from journeys.documents.snapshot import Event
from journeys.documents.text import count, full, on
from journeys.models import Outcome
from journeys.models import Task as TaskRow
from journeys.services.tasks import VERBS

Status = TaskRow.Status
STATUS_VERBS = {*VERBS.values(), "task.entered_scope"}
BAD_NEWS = {Outcome.NO_GO: "A check came to no-go", Outcome.FAILED: "A test failed"}


@dataclass(frozen=True, slots=True)
class Move:
    """What a thing was before the period and is after it, whatever came between."""

    title: str
    before: Any
    after: Any
    reason: str


def net(events: Iterable[Event], key: Callable[[Event], object], title: str = "title") -> list[Move]:
    """One move for each thing whose value at the end differs from that at the start."""
    moves: dict[object, Move] = {}
    for event in events:
        data, known = event.data, moves.get(key(event))
        moves[key(event)] = Move(
            title=str(data.get(title, "")),
            before=known.before if known else data.get("before"),
            after=data.get("after"),
            reason=str(data.get("reason") or data.get("note") or ""),
        )
    return [move for move in moves.values() if move.before != move.after]


def changes(events: Iterable[Event]) -> list[str]:
    """Sentences, the weightiest first. Empty when nothing of interest happened."""
    events = list(events)
    return [
        *light_changes(events),
        *target_changes(events),
        *task_changes(events),
        *branch_changes(events),
        *risk_changes(events),
        *decision_changes(events),
        *item_changes(events),
        *plan_changes(events),
        *register_changes(events),
        *file_changes(events),
        *people_changes(events),
    ]


def target_changes(events: list[Event]) -> Iterator[str]:
    for name, words in (("due_on", "target date"), ("starts_on", "start")):
        moves = [e.data for e in events if e.verb == "journey.changed" and name in e.data.get("after", {})]
        if moves and (before := moves[0]["before"][name]) != (after := moves[-1]["after"][name]):
            yield f"The {words} moved from {day(before)} to {day(after)}."


def day(iso: str | None) -> str:
    return on(date.fromisoformat(iso)) if iso else "no date"


def task_changes(events: list[Event]) -> Iterator[str]:
    moves = net((e for e in events if e.verb in STATUS_VERBS), key=lambda event: event.task_id)
    came = {status: [move for move in moves if move.after == status] for status in Status.values}
    if done := len(came[Status.COMPLETED]):
        yield f"{count(done, 'task was', 'tasks were')} completed."
    if reopened := sum(move.before == Status.COMPLETED for move in moves):
        yield f"{count(reopened, 'completed task was', 'completed tasks were')} opened again."
    started = [move for move in came[Status.IN_PROGRESS] if move.before == Status.PLANNED]
    if started:
        yield f"{count(len(started), 'task was', 'tasks were')} started."
    for move in came[Status.BLOCKED]:
        yield f"“{move.title}” is blocked: {full(move.reason)}"
    for move in moves:
        if move.before == Status.BLOCKED:
            yield f"“{move.title}” is no longer blocked: it is {Status(move.after).label.lower()}."
    if left := len(came[Status.OUT_OF_SCOPE]):
        yield f"{count(left, 'task')} left the scope."
    if back := sum(move.before == Status.OUT_OF_SCOPE for move in moves):
        yield f"{count(back, 'task')} came back into the scope."


def branch_changes(events: list[Event]) -> Iterator[str]:
    """Phases and modules that left the scope or came back, and did not go the other way again."""
    moves: dict[tuple, list[Event]] = {}
    for event in events:
        noun, _, verb = event.verb.partition(".")
        if noun in ("phase", "module") and verb in ("left_scope", "entered_scope"):
            moves.setdefault((noun, event.data["id"]), []).append(event)
    for (noun, _), steps in moves.items():
        if len(steps) % 2:
            last = steps[-1]
            move = "came back into" if last.verb.endswith("entered_scope") else "left"
            yield f"The {noun} “{last.data['title']}” {move} the scope: {full(last.data['reason'])}"


def item_changes(events: list[Event]) -> Iterator[str]:
    settled = [event for event in events if event.verb in ("item.settled", "item.reopened")]
    moves = net(settled, key=lambda event: event.data["item"], title="text")
    if done := sum(move.after != Outcome.OPEN for move in moves):
        yield f"{count(done, 'checklist item was', 'checklist items were')} settled."
    if reopened := sum(move.after == Outcome.OPEN for move in moves):
        yield f"{count(reopened, 'checklist item was', 'checklist items were')} opened again."
    for move in moves:
        if move.after in BAD_NEWS:
            yield f"{BAD_NEWS[move.after]}: {full(move.title)}"


def plan_changes(events: list[Event]) -> Iterator[str]:
    yield from growth(events)
    dates = net((e for e in events if e.verb == "task.scheduled"), key=lambda event: event.task_id)
    if dates:
        yield f"{count(len(dates), 'task has', 'tasks have')} new dates."
    owners = net((e for e in events if e.verb == "task.assigned"), key=lambda event: event.task_id)
    if owners:
        yield f"{count(len(owners), 'task has a new owner', 'tasks have new owners')}."


def growth(events: list[Event]) -> Iterator[str]:
    """Tasks and checklist items that came and stayed, or went and had been there before."""
    for noun, plural, key in (("task", "tasks", "task"), ("checklist item", "checklist items", "item")):
        ids = {
            verb: {event.task_id if key == "task" else event.data["item"] for event in events if event.verb == verb}
            for verb in (f"{key}.added", f"{key}.deleted")
        }
        added, deleted = ids[f"{key}.added"], ids[f"{key}.deleted"]
        if came := len(added - deleted):
            yield f"{count(came, f'{noun} was', f'{plural} were')} added to the plan."
        if gone := len(deleted - added):
            yield f"{count(gone, f'{noun} was', f'{plural} were')} taken out of the plan."


def file_changes(events: list[Event]) -> Iterator[str]:
    verbs = [event.verb for event in events]
    for verb, done in (("file.attached", "added"), ("file.replaced", "replaced"), ("file.removed", "removed")):
        if number := verbs.count(verb):
            yield f"{count(number, 'file was', 'files were')} {done}."


def people_changes(events: list[Event]) -> Iterator[str]:
    for verb, said in (("member.added", "joined"), ("member.removed", "left")):
        names = [event.data["name"] for event in events if event.verb == verb]
        if names:
            yield f"{get_text_list(names, 'and')} {said} the journey."
