"""Checklist items: settling them, and what is said about them."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.timezone import now

from journeys.models import OUTCOMES, ChecklistItem, Decision, Event, Journey, Member, Outcome, Policy, Priority, User
from journeys.services.decisions import refuse_untaken
from journeys.services.errors import Confirm, Conflict, Refusal
from journeys.services.history import changing, record
from journeys.services.telling import tell_assigned
from journeys.services.visitors import Visitor, link_of, user_of

NEEDS_WORDS = {
    Outcome.ANSWERED: "Write the answer first.",
    Outcome.NOT_APPLICABLE: "Say why it does not apply.",
}
# Asked for together with the item, so that it costs no query of its own.
WAITS = Exists(Decision.objects.untaken().filter(items=OuterRef("pk")))


def settle(
    *,
    item: ChecklistItem,
    outcome: str,
    by: User | Visitor,
    note: str | None = None,
    base_revision: int | None = None,
    confirmed: bool = False,
) -> ChecklistItem:
    """Give `item` its outcome. Saying the same twice changes nothing and leaves no second event.

    A `note` of None leaves the note as it is; else it was written from the journey's `base_revision`, and a note that
    changed since raises Conflict. Answered needs an answer as its note, not applicable a reason. `Outcome.OPEN` takes
    the outcome back. An item that waits for a decision is settled after it. `confirmed` says that a missing file was
    pointed out and accepted. What comes back knows its journey as it is after the change.
    """
    with changing(item.task.journey_id) as journey:
        item = ChecklistItem.objects.select_related("task", "owner").annotate(waits=WAITS).get(pk=item.pk)
        item.task.journey = journey
        note = item.note if note is None else note.strip()
        if (item.outcome, item.note) == (outcome, note):
            return item
        refuse_unfit(item, outcome, note)
        if item.waits and outcome not in (Outcome.OPEN, item.outcome):
            refuse_untaken(items=item)
        if outcome in (Outcome.MET, Outcome.GO, Outcome.PASSED) and item.outcome != outcome:
            ask_for_evidence(journey, item, confirmed)
        if note != item.note and note_changed_since(item, base_revision):
            raise Conflict(theirs=item.note, yours=note)
        before, item.outcome, note_before, item.note = item.outcome, outcome, item.note, note
        if outcome != before:
            stamp(item, None if outcome == Outcome.OPEN else by)
        item.save(update_fields=["outcome", "note", *STAMPED])
        said: dict[str, Any] = {"note": note, "note_before": note_before} if note != note_before else {}
        record(
            journey, verb_for(before, outcome), by=by, task=item.task,
            item=item.pk, text=item.text, kind=item.kind, before=before, after=outcome, **said,
        )  # fmt: skip
    return item


STAMPED = ("settled_by", "settled_through", "settled_at")


def stamp(item: ChecklistItem, by: User | Visitor | None) -> None:
    """Who settled it, and when; nobody leaves it open."""
    item.settled_by, item.settled_through, item.settled_at = user_of(by), link_of(by), now() if by else None


def verb_for(before: str, outcome: str) -> str:
    if before == outcome:
        return "item.noted"
    return "item.reopened" if outcome == Outcome.OPEN else "item.settled"


def note_changed_since(item: ChecklistItem, revision: int | None) -> bool:
    """Whether anyone wrote the item's note after `revision`; None asks nothing."""
    if revision is None:
        return False
    later = Event.objects.filter(journey=item.task.journey_id, revision__gt=revision, data__item=item.pk)
    return later.filter(data__has_key="note").exists()


def refuse_unfit(item: ChecklistItem, outcome: str, note: str) -> None:
    if outcome != Outcome.OPEN and outcome not in OUTCOMES[item.kind]:
        fitting = ", ".join(o.label.lower() for o in OUTCOMES[item.kind])
        raise Refusal(f"{item.get_kind_display()}: the outcome can be {fitting}.")
    if not note and outcome in NEEDS_WORDS:
        raise Refusal(NEEDS_WORDS[Outcome(outcome)])


def ask_for_evidence(journey: Journey, item: ChecklistItem, confirmed: bool) -> None:
    """Applies the journey's policy to an item that asks for a file and has none."""
    policy = journey.evidence_policy
    if not item.needs_evidence or policy == Policy.ALLOW or (policy == Policy.WARN and confirmed):
        return
    if item.evidence.current().exists():
        return
    if policy == Policy.REFUSE:
        raise Refusal("This item asks for a file. Add the file first.")
    raise Confirm("This item asks for a file and has none. Settle it all the same?")


def assign_item(*, item: ChecklistItem, owner: Member | None, by: User) -> ChecklistItem:
    """Make `owner`, a member of the item's journey, the one it waits for. None takes the owner away."""
    with changing(item.task.journey_id) as journey:
        item = ChecklistItem.objects.select_related("task", "owner").get(pk=item.pk)
        item.task.journey = journey
        if owner and owner.journey_id != journey.pk:
            raise Refusal("The owner is not a member of this journey. Add them on the People page first.")
        if item.owner_id == (owner.pk if owner else None):
            return item
        before, item.owner = item.owner, owner
        item.save(update_fields=["owner"])
        record(
            journey, "item.assigned", by=by, task=item.task,
            item=item.pk, text=item.text, before=before and before.name, after=owner and owner.name,
        )  # fmt: skip
        thing = f"the checklist item “{item.text}”"
        tell_assigned(journey, owner, thing, noun="checklist item", by=by, task=item.task_id, item=item.pk)
    return item


def set_priority(*, item: ChecklistItem, priority: str, by: User) -> ChecklistItem:
    """Say how much a go / no-go check weighs. What comes back knows its journey as it is after the change."""
    with changing(item.task.journey_id) as journey:
        item = ChecklistItem.objects.select_related("task", "owner").get(pk=item.pk)
        item.task.journey = journey
        if priority not in Priority.values:
            raise Refusal("A priority is high, medium or low.")
        if item.kind != ChecklistItem.Kind.CHECK:
            raise Refusal("Only go / no-go checks have a priority.")
        if item.priority == priority:
            return item
        before, item.priority = item.priority, priority
        item.save(update_fields=["priority"])
        record(
            journey, "item.prioritised", by=by, task=item.task,
            item=item.pk, text=item.text, before=before, after=priority,
        )  # fmt: skip
    return item
