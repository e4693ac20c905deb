"""Who is told of a change: one thing in a sentence of its own, many at once in one sentence for each person.

Called by services in the transaction of the change. Inside of `changing_many` nothing is told before its end.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from journeys.models import Decision, Document, Journey, Member, Notification, Risk, Task, User
from journeys.queries.notifications import followers_by_task
from journeys.queries.people import accounts_by_member
from journeys.services.history import open_batch
from journeys.services.notifications import News, notify, tell
from journeys.services.visitors import Visitor, user_of

Kind = Notification.Kind


@dataclass(frozen=True, slots=True)
class Told:
    """One thing, for those behind the member with that id, or for who follows the task with that id.

    `many` is what is said instead of several such things: `{count}` stands in it for how many.
    """

    kind: Kind
    one: str
    many: str
    by: User | None
    member: int | None = None
    followed: int | None = None
    about: dict[str, int] = field(default_factory=dict)
    # Said of a task that can go on, and not when it is done by the end.
    while_open: bool = False


def say(journey: Journey, told: Told) -> None:
    batch = open_batch(journey.pk)
    if batch:
        batch.at_end.setdefault(deliver, []).append(told)
    else:
        deliver(journey, [told])


def deliver(journey: Journey, things: list[Told]) -> None:
    """Some queries, however many things there are."""
    things = without_done(things)
    members = accounts_by_member({each.member for each in things if each.member})
    followed = {each.followed for each in things if each.followed}
    followers = followers_by_task(followed) if followed else {}
    heard: dict[tuple, list[Told]] = {}
    people: dict[int, User] = {}
    for each in things:
        for user in members.get(each.member or 0, []) + followers.get(each.followed or 0, []):
            if each.by is None or user.pk != each.by.pk:
                people[user.pk] = user
                heard.setdefault((user.pk, each.kind, each.many), []).append(each)
    tell([news_of(journey, people[pk], kind, said) for (pk, kind, _), said in heard.items()])


def without_done(things: list[Told]) -> list[Told]:
    asked = [each.about["task"] for each in things if each.while_open]
    still_open = set(Task.objects.open().filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()
    return [each for each in things if not each.while_open or each.about["task"] in still_open]


def news_of(journey: Journey, user: User, kind: Kind, said: list[Told]) -> News:
    if len(said) == 1:
        return News(user, kind, said[0].one, journey, said[0].about)
    return News(user, kind, said[0].many.format(count=len(said)), journey)


def tell_assigned(
    journey: Journey, owner: Member | None, thing: str, *, noun: str, by: User | Visitor | None, **about: int
) -> None:
    """`thing` is the `noun` with its name, as in: the task “Order the lines”."""
    if owner is None:
        return
    who = doer(by)
    say(
        journey,
        Told(
            Kind.ASSIGNED, f"{who} assigned you {thing}.", f"{quoted(who)} assigned you {{count}} {noun}s.",
            user_of(by), member=owner.pk, about=about,
        ),
    )  # fmt: skip


def tell_status(
    journey: Journey, task: Task, *, before: str, unblocked: Iterable[Task], by: User | Visitor | None
) -> None:
    """Of a task that was just given its status: whom it belongs to, who follows it, and who waited for it."""
    who, name = doer(by), f"“{task.title}”"
    reason = f" {task.status_reason}" if task.status_reason else ""
    if task.status == Task.Status.BLOCKED:
        said = (f"{who} blocked {name}:{reason}", f"{quoted(who)} blocked {{count}} tasks.")
    elif before == Task.Status.BLOCKED:
        said = (f"{name} is not blocked any more.", "{count} tasks are not blocked any more.")
    elif task.status == Task.Status.COMPLETED:
        said = (f"{who} completed {name}.", f"{quoted(who)} completed {{count}} tasks.")
    else:
        return
    facts: dict[str, Any] = {"one": said[0], "many": said[1], "by": user_of(by), "about": {"task": task.pk}}
    if task.owner_id and Task.Status.BLOCKED in (task.status, before):
        say(journey, Told(kind=Kind.BLOCKED, member=task.owner_id, **facts))
    say(journey, Told(kind=Kind.FOLLOWED, followed=task.pk, **facts))
    for each in unblocked:
        tell_can_go_on(journey, each, task, by)


def tell_can_go_on(journey: Journey, task: Task, completed: Task, by: User | Visitor | None) -> None:
    if task.owner_id:
        say(
            journey,
            Told(
                Kind.BLOCKED, f"“{task.title}” can go on: “{completed.title}” is completed.",
                "{count} tasks of yours can go on: what they waited for is completed.",
                user_of(by), member=task.owner_id, about={"task": task.pk}, while_open=True,
            ),
        )  # fmt: skip


def tell_decision_waits(journey: Journey, decision: Decision, by: User | Visitor | None) -> None:
    if decision.approver_id and decision.is_untaken:
        said = f"{decision}, waits for you to approve or reject it."
        many = "{count} decisions wait for you to approve or reject them."
        about = {"decision": decision.pk}
        say(journey, Told(Kind.DECISION, said, many, user_of(by), member=decision.approver_id, about=about))


def tell_decision_owner(journey: Journey, decision: Decision, by: User | Visitor | None) -> None:
    tell_assigned(journey, decision.owner, lowered(decision), noun="decision", by=by, decision=decision.pk)


def tell_risk_owner(journey: Journey, risk: Risk, by: User | Visitor | None) -> None:
    tell_assigned(journey, risk.owner, lowered(risk), noun="risk", by=by, risk=risk.pk)


def lowered(thing: Decision | Risk) -> str:
    """decision 3, “Which carrier”"""
    words = str(thing)
    return words[0].lower() + words[1:]


def tell_document(document: Document) -> None:
    """Who asked for it is told that it is there, or why not."""
    if document.asked_by is None:
        return
    name = f"{document.kind.replace('-', ' ').capitalize()} {document.number} ({document.format})"
    failed = document.status == Document.Status.FAILED
    text = f"{name} could not be made. {document.reason}" if failed else f"{name} is ready."
    notify(Kind.DOCUMENT, [document.asked_by], text, by=None, journey=document.journey, document=document.pk)


def doer(by: User | Visitor | None) -> str:
    return by.name if by else "MigOps"


def quoted(words: str) -> str:
    """For a text in which braces mean something."""
    return words.replace("{", "{{").replace("}", "}}")
