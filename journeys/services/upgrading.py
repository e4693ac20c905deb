"""A running journey goes over to another version of its playbook, and back."""

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from journeys.models import ChecklistItem, Event, Journey, Module, Phase, Playbook, Task, Tool, Undo, User
from journeys.playbooks.merging import Merge
from journeys.playbooks.taking import taken
from journeys.queries.upgrades import compare_with, worked_on
from journeys.services.errors import Refusal
from journeys.services.history import changing, record
from journeys.services.remembering import remember
from journeys.services.traces import Trace, take_back
from journeys.services.upgraded_rows import Moves, Writing

# From the top down.
MODELS = (Phase, Module, Task, ChecklistItem, Tool)
UPGRADED = "journey.upgraded"


class Stale(Refusal):
    """The journey changed since the list was read, and so did the list; the new one is here."""

    def __init__(self, merge: Merge):
        super().__init__("The journey changed while you read, and so did this list. Look again; nothing was changed.")
        self.merge = merge


def upgrade_journey(
    *, journey: Journey, playbook: Playbook, chosen: Collection[str], stamp: str, by: User
) -> Journey:  # fmt: skip
    """Let the journey follow `playbook`, another version of its own, and take over the `chosen` of the changes.

    Raises Stale when the changes are not those that had this `stamp`. One event, which its person can undo.
    """
    with changing(journey.pk) as journey:
        if journey.playbook_id == playbook.pk:
            return journey
        refuse_other(journey, playbook)
        merge, standing = compare_with(journey, playbook)
        if merge.stamp != stamp:
            raise Stale(merge)
        trace = Writing(journey, playbook, merge, standing, taken(merge, chosen), statuses_before(journey)).write()
        count = sum(change.id in chosen and change.is_choice for change in merge.changes)
        before = follow(journey, playbook)
        event = record(
            journey, UPGRADED, by=by, title=playbook.title, before=before.version, after=playbook.version,
            taken=count, offered=len(merge.changes), left=statuses_in(trace),
        )  # fmt: skip
        remember(journey, event, by, upgrade={"from": before.pk, "to": playbook.pk, "trace": asdict(trace)})
    return journey


def statuses_in(trace: Trace) -> Moves:
    """What an upgrade changed in the tasks that it moved out of scope: kept for the one that brings them back."""
    tasks = trace.changed.get("task", {})
    return {pk: moves for pk, moves in tasks.items() if moves.get("status", ["", ""])[1] == Task.Status.OUT_OF_SCOPE}


def statuses_before(journey: Journey) -> Moves:
    """Of the tasks that upgrades moved out of scope, the last of them."""
    found: Moves = {}
    for event in Event.objects.filter(journey=journey, verb=UPGRADED).order_by("sequence"):
        found |= event.data["left"]
    return found


def refuse_other(journey: Journey, playbook: Playbook) -> None:
    if journey.playbook is None:
        raise Refusal("This journey follows no playbook, so there is nothing to upgrade it to.")
    if playbook.slug != journey.playbook.slug or playbook.space_id not in (None, journey.space_id):
        raise Refusal(f"“{playbook}” is no version of the playbook that this journey follows.")


def follow(journey: Journey, playbook: Playbook) -> Playbook:
    """Returns the one that it followed before."""
    before = journey.playbook
    assert before is not None, "it was compared with the new one"
    journey.playbook = playbook
    journey.save(update_fields=["playbook"])
    return before


def last_upgrade(journey: Journey, by: User) -> Undo | None:
    """What `by` undoes it with, if it was theirs and stands."""
    last = Event.objects.filter(journey=journey, verb=UPGRADED).order_by("-sequence").first()
    return Undo.objects.filter(journey=journey, by=by, used_at=None, sequence=last.sequence).first() if last else None


def take_back_upgrade(journey: Journey, upgrade: dict[str, Any]) -> None:
    """All of it, for `undo_change`. Refuses where what it changed or added was worked on since."""
    if journey.playbook_id != upgrade["to"]:
        raise Refusal("The journey follows another version by now.")
    trace = Trace(**upgrade["trace"])
    refuse_worked_on(journey, trace)
    take_back(trace, MODELS)
    follow(journey, Playbook.objects.get(pk=upgrade["from"]))


def refuse_worked_on(journey: Journey, trace: Trace) -> None:
    """What the upgrade added goes away, so nothing may hang on it."""
    made: dict[Any, set[int]] = {model: {*trace.made.get(str(model._meta.model_name), [])} for model in MODELS}
    rows = [row for model in MODELS[:4] for row in model._default_manager.filter(pk__in=made[model])]
    touched = [pk for model, pk in worked_on(journey, rows) if pk in made[model]]
    new = (
        Module.objects.filter(phase__in=made[Phase]).exclude(pk__in=made[Module]),
        Task.objects.filter(module__in=made[Module]).exclude(pk__in=made[Task]),
        Task.objects.filter(parent__in=made[Task]).exclude(pk__in=made[Task]),
        ChecklistItem.objects.filter(task__in=made[Task]).exclude(pk__in=made[ChecklistItem]),
    )
    moved = trace.changed
    if touched or any(
        row.pk for rows in new for row in rows if str(row.pk) not in moved.get(str(row._meta.model_name), {})
    ):
        raise Refusal(
            "People worked on what this upgrade added, so it can't be undone. Choose the version before to go back to "
            "it: their work stays then."
        )
