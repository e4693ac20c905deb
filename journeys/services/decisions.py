"""Decisions: raising, writing, taking and replacing them, and what waits for them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Max
from django.utils.timezone import localdate, now

from journeys.models import ChecklistItem, Decision, Event, Journey, Member, Task, User
from journeys.services.errors import Conflict, Refusal
from journeys.services.history import changing, record
from journeys.services.telling import tell_decision_owner, tell_decision_waits

Status = Decision.Status
TEXTS = ("title", "context", "options", "outcome")
LONGEST_TITLE = 300
VERBS = {Status.APPROVED: "decision.approved", Status.REJECTED: "decision.rejected"}


def raise_decision(
    *,
    journey: Journey,
    title: str,
    by: User,
    context: str = "",
    options: str = "",
    outcome: str = "",
    owner: Member | None = None,
    approver: Member | None = None,
    blocks: Iterable[Task | ChecklistItem] = (),
) -> Decision:
    """A new decision, proposed, under the journey's next number. What it `blocks` waits until it is taken."""
    with changing(journey.pk) as journey:
        refuse_outsiders(journey, owner, approver)
        decision = Decision.objects.create(
            journey=journey,
            number=(Decision.objects.filter(journey=journey).aggregate(last=Max("number"))["last"] or 0) + 1,
            title=checked_title(title),
            context=context.strip(),
            options=options.strip(),
            outcome=outcome.strip(),
            owner=owner,
            approver=approver,
            raised_on=localdate(),
        )
        tell(journey, "decision.raised", decision, by)
        tell_decision_owner(journey, decision, by)
        tell_decision_waits(journey, decision, by)
        for target in blocks:
            let_wait(journey, decision, target, by)
    return decision


def checked_title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Refusal("A decision needs a title.")
    if len(title) > LONGEST_TITLE:
        raise Refusal(f"A title has at most {LONGEST_TITLE} characters.")
    return title


def edit_text(*, decision: Decision, field: str, text: str, base_revision: int, by: User) -> Decision:
    """Change one of TEXTS, written from the journey's `base_revision`, while the decision is not taken.

    Raises Conflict, with both texts, when someone changed the same field since.
    """
    if field not in TEXTS:
        raise ValueError(field)
    with changing(decision.journey_id) as journey:
        decision = locked(decision)
        text = checked_title(text) if field == "title" else text.strip()
        before = getattr(decision, field)
        if text == before:
            return decision
        refuse_taken(decision)
        if texts_changed_since(decision, base_revision, field=field):
            raise Conflict(theirs=before, yours=text)
        setattr(decision, field, text)
        decision.save(update_fields=[field])
        tell(journey, "decision.edited", decision, by, field=field, before=before, after=text)
    return decision


def texts_changed_since(decision: Decision, revision: int, **more: str) -> bool:
    """Whether anyone changed a text of the decision after `revision`; `more` narrows down which."""
    facts = {f"data__{name}": value for name, value in more.items()}
    later = Event.objects.filter(journey=decision.journey_id, revision__gt=revision, verb="decision.edited")
    return later.filter(data__decision=decision.pk, **facts).exists()


def set_people(*, decision: Decision, owner: Member | None, approver: Member | None, by: User) -> Decision:
    """Say who prepares the decision and who takes it. Once it is taken, its approver stays."""
    with changing(decision.journey_id) as journey:
        decision = locked(decision)
        refuse_outsiders(journey, owner, approver)
        people = {"owner": owner, "approver": approver}
        before = {name: getattr(decision, name) for name in people}
        if before == people:
            return decision
        if approver != decision.approver:
            refuse_taken(decision)
        decision.owner, decision.approver = owner, approver
        decision.save(update_fields=["owner", "approver"])
        tell(journey, "decision.assigned", decision, by, before=names_of(before), after=names_of(people))
        if owner != before["owner"]:
            tell_decision_owner(journey, decision, by)
        if approver != before["approver"]:
            tell_decision_waits(journey, decision, by)
    return decision


def names_of(people: dict[str, Member | None]) -> dict[str, str | None]:
    return {name: member.name if member else None for name, member in people.items()}


def set_waiting(*, decision: Decision, target: Task | ChecklistItem, waits: bool, by: User) -> Decision:
    """Let a task or checklist item of the journey wait for the decision, or wait no longer."""
    with changing(decision.journey_id) as journey:
        decision = locked(decision)
        refuse_taken(decision)
        if waits:
            let_wait(journey, decision, target, by)
        elif waiting_like(decision, target).filter(pk=target.pk).exists():
            waiting_like(decision, target).remove(target)
            tell(journey, "decision.unblocked", decision, by, task=task_of(target), text=str(target))
    return decision


def let_wait(journey: Journey, decision: Decision, target: Task | ChecklistItem, by: User) -> None:
    if task_of(target).journey_id != journey.pk:
        raise Refusal("This is no part of the journey, and can't wait for its decisions.")
    if not waiting_like(decision, target).filter(pk=target.pk).exists():
        waiting_like(decision, target).add(target)
        tell(journey, "decision.blocked", decision, by, task=task_of(target), text=str(target))


def waiting_like(decision: Decision, target: Task | ChecklistItem):
    """What waits for the decision and is of the same kind as `target`."""
    return decision.tasks if isinstance(target, Task) else decision.items


def task_of(target: Task | ChecklistItem) -> Task:
    return target if isinstance(target, Task) else target.task


def approve(*, decision: Decision, by: User, base_revision: int | None = None) -> Decision:
    """Take the decision as its texts say: what waited for it can go on.

    `base_revision` is the journey's revision at which `by` read it; texts that changed since are to be read first.
    """
    return take(decision, Status.APPROVED, by, base_revision)


def reject(*, decision: Decision, words: str, by: User, base_revision: int | None = None) -> Decision:
    """Say no, and why: the `words` become the outcome. That is an answer too, so nothing waits any more."""
    words = words.strip()
    if not words:
        raise Refusal("Say why it is rejected.")
    return take(decision, Status.REJECTED, by, base_revision, words)


def take(decision: Decision, status: Status, by: User, base_revision: int | None, words: str | None = None) -> Decision:
    """Saying the same twice changes nothing."""
    with changing(decision.journey_id) as journey:
        decision = locked(decision)
        if decision.status == status:
            return decision
        refuse_taken(decision)
        if base_revision is not None and texts_changed_since(decision, base_revision):
            raise Refusal("Someone changed this decision while you were reading it. Read it again first.")
        before, decision.outcome = decision.outcome, decision.outcome if words is None else words
        if not decision.outcome:
            raise Refusal("Write what is decided first.")
        decision.status, decision.decided_at = status, now()
        decision.save(update_fields=["status", "outcome", "decided_at"])
        tell(journey, VERBS[status], decision, by, outcome_before=before, outcome=decision.outcome)
    return decision


def reopen(*, decision: Decision, by: User) -> Decision:
    """Take an approval or rejection back: what waited for the decision waits again. Its texts stay."""
    with changing(decision.journey_id) as journey:
        decision = locked(decision)
        if decision.is_untaken:
            return decision
        if decision.superseded_by:
            raise Refusal(f"{decision} is superseded by decision {decision.superseded_by.number}, and stays so.")
        before, decision.status, decision.decided_at = decision.status, Status.PROPOSED, None
        decision.save(update_fields=["status", "decided_at"])
        tell(journey, "decision.reopened", decision, by, before=before)
        tell_decision_waits(journey, decision, by)
    return decision


def supersede(*, decision: Decision, successor: Decision, by: User) -> Decision:
    """Put `successor` in the place of the decision. What still waited for the old one waits for the new one."""
    with changing(decision.journey_id) as journey:
        decision, successor = locked(decision), locked(successor)
        if decision.superseded_by_id == successor.pk:
            return decision
        refuse_unfit_successor(decision, successor)
        before = decision.status
        decision.status, decision.superseded_by = Status.SUPERSEDED, successor
        decision.save(update_fields=["status", "superseded_by"])
        if before == Status.PROPOSED:
            successor.tasks.add(*decision.tasks.all())
            successor.items.add(*decision.items.all())
        tell(journey, "decision.superseded", decision, by, before=before, successor=str(successor))
    return decision


def refuse_unfit_successor(decision: Decision, successor: Decision) -> None:
    """A successor that is not superseded itself keeps the line of decisions from running in a circle."""
    if decision.superseded_by:
        raise Refusal(f"{decision} is superseded already, by decision {decision.superseded_by.number}.")
    if successor.journey_id != decision.journey_id or successor.pk == decision.pk:
        raise Refusal("Choose another decision of this journey.")
    if successor.status == Status.SUPERSEDED:
        raise Refusal(f"{successor} is superseded itself. Choose the one that stands.")


def refuse_untaken(**blocks: Task | ChecklistItem) -> None:
    """Refuses when something, given as `tasks=` or `items=`, waits for a decision. One query."""
    decision = Decision.objects.untaken().filter(**blocks).only("number", "title").order_by("number").first()
    if decision:
        raise Refusal(f"{decision}, is not taken yet. It has to be approved or rejected first.")


def refuse_taken(decision: Decision) -> None:
    if not decision.is_untaken:
        raise Refusal(f"{decision}, is {decision.get_status_display().lower()}. Raise a new one that supersedes it.")


def refuse_outsiders(journey: Journey, *members: Member | None) -> None:
    if any(member and member.journey_id != journey.pk for member in members):
        raise Refusal("This person is not a member of this journey. Add them on the People page first.")


def locked(decision: Decision) -> Decision:
    """As it is now, under the lock of its journey."""
    return Decision.objects.select_related("owner", "approver", "superseded_by").get(pk=decision.pk)


def tell(journey: Journey, verb: str, decision: Decision, actor: User, task: Task | None = None, **said) -> None:
    facts: dict[str, Any] = {"decision": decision.pk, "number": decision.number, "title": decision.title}
    record(journey, verb, by=actor, task=task, **facts, **said)
