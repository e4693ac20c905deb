"""Approvals: asking someone to sign a thing off, and their answer. Nothing is ticked or completed by it."""

from typing import Any

from django.utils.text import Truncator
from django.utils.timezone import now

from journeys.access import may
from journeys.models import Approval, ChecklistItem, Journey, Member, Notification, Phase, Task, User
from journeys.queries.people import accounts_of
from journeys.services.errors import Refusal
from journeys.services.history import changing, record
from journeys.services.notifications import notify

Status = Approval.Status
VERBS = {
    Status.APPROVED: "approval.approved",
    Status.SENT_BACK: "approval.sent_back",
    Status.WITHDRAWN: "approval.withdrawn",
}
Thing = Phase | Task | ChecklistItem
LONGEST_WORDS = 20_000
A_TITLE = 120


def ask(*, thing: Thing, of: Member, by: User, words: str = "") -> Approval:
    """Ask a member to sign `thing` off, once at a time. Nobody approves what they asked for themselves."""
    with changing(journey_of(thing)) as journey:
        thing = type(thing).objects.get(pk=thing.pk)
        noun = noun_of(thing)
        of = Member.objects.get(pk=of.pk)
        people = accounts_of([of])
        refuse_unfit(journey, of, people, by)
        waiting = Approval.objects.waiting().filter(asked=of, **{noun: thing})
        if there := waiting.first():
            return there
        approval = Approval.objects.create(
            journey=journey, asked=of, asked_name=of.name, asked_by=by, words=checked(words), **{noun: thing}
        )
        tell(journey, "approval.asked", approval, by, approval.words)
        said = f"{by.name} asks you to approve {named(approval)}" + because(approval.words)
        notify(Notification.Kind.APPROVAL, people, said, by=by, journey=journey, **about(approval))
    return approval


def journey_of(thing: Thing) -> int:
    return (thing.task if isinstance(thing, ChecklistItem) else thing).journey_id


def noun_of(thing: Thing) -> str:
    return {Phase: "phase", Task: "task", ChecklistItem: "item"}[type(thing)]


def refuse_unfit(journey: Journey, of: Member, people: list[User], by: User) -> None:
    if of.journey_id != journey.pk:
        raise Refusal("This person is not a member of this journey. Add them on the People page first.")
    if not may(of.role, "approval.answer_own"):
        role = of.get_role_display().lower()
        raise Refusal(f"{of.name} is a {role} here, and can't approve. Ask a stakeholder, a contributor or an admin.")
    if of.user_id == by.pk:
        raise Refusal("Ask someone else: nobody approves what they asked for themselves.")
    if not any(person.pk != by.pk for person in people):
        raise Refusal(f"Nobody could answer for {of.name}: there is no other account that is switched on.")


def checked(words: str) -> str:
    words = words.strip()
    if len(words) > LONGEST_WORDS:
        raise Refusal(f"Write at most {LONGEST_WORDS:,} characters.")
    return words


def approve(*, approval: Approval, by: User, words: str = "") -> Approval:
    """Sign off what was asked for. Saying the same twice changes nothing."""
    return answer(approval, Status.APPROVED, words, by)


def send_back(*, approval: Approval, words: str, by: User) -> Approval:
    """Say no, and what is missing. It can be asked for again."""
    if not words.strip():
        raise Refusal("Say what is missing, so that they know what to do.")
    return answer(approval, Status.SENT_BACK, words, by)


def answer(approval: Approval, status: Status, words: str, by: User) -> Approval:
    with changing(approval.journey_id) as journey:
        approval = locked(approval)
        if approval.status == status:
            return approval
        refuse_closed(approval)
        if approval.asked_by_id == by.pk:
            raise Refusal("You asked for this yourself, so someone else has to answer.")
        close(journey, approval, status, by, checked(words))
        done = "approved" if status == Status.APPROVED else "sent back"
        said = f"{by.name} {done} {named(approval)}" + because(approval.answer)
        notify(
            Notification.Kind.APPROVAL, [approval.asked_by], said, by=by, journey=journey, **about(approval)
        )  # fmt: skip
    return approval


def withdraw(*, approval: Approval, by: User) -> Approval:
    """Take a request back that nobody has answered."""
    with changing(approval.journey_id) as journey:
        approval = locked(approval)
        if approval.status != Status.WITHDRAWN:
            refuse_closed(approval)
            close(journey, approval, Status.WITHDRAWN, by)
    return approval


def locked(approval: Approval) -> Approval:
    """As it is now, under the lock of its journey."""
    rows = Approval.objects.select_related("asked", "asked_by", "answered_by", "phase", "task", "item__task")
    return rows.get(pk=approval.pk)


def refuse_closed(approval: Approval) -> None:
    if not approval.is_waiting:
        who, done = approval.answered_by, approval.get_status_display().lower()
        raise Refusal(f"This was {done} already, by {who}. Ask anew where something is still needed.")


def close(journey: Journey, approval: Approval, status: Status, by: User, words: str = "") -> None:
    approval.status, approval.answer, approval.answered_by, approval.answered_at = status, words, by, now()
    # Its own event is not a change since.
    approval.revision = tell(journey, VERBS[status], approval, by, words)
    approval.save(update_fields=["status", "answer", "answered_by", "answered_at", "revision"])


def tell(journey: Journey, verb: str, approval: Approval, by: User, words: str) -> int:
    """Into the history; returns the revision since then."""
    thing = approval.thing
    task = thing.task if isinstance(thing, ChecklistItem) else thing if isinstance(thing, Task) else None
    said: dict[str, Any] = {
        "approval": approval.pk,
        "noun": approval.noun,
        "text": str(thing),
        "asked": approval.asked_name,
    }
    if isinstance(thing, ChecklistItem):
        said["item"] = thing.pk
    return record(journey, verb, by=by, task=task, words=words, **said).revision


def named(approval: Approval) -> str:
    """the task “Order the lines”"""
    return f"the {approval.noun} “{Truncator(str(approval.thing)).chars(A_TITLE)}”"


def because(words: str) -> str:
    return f": {words}" if words else ""


def about(approval: Approval) -> dict[str, Any]:
    return {"approval": approval.pk, approval.noun: approval.thing.pk}
