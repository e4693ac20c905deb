"""Asking people for what a phase still misses: one of them for one thing, or everyone at once."""

from typing import Any

from django.utils.text import Truncator

from journeys.models import Approval, ChecklistItem, Decision, Journey, Member, Notification, Phase, Role, Task, User
from journeys.queries.gates import (
    Lack,
    all_lacks,
    asked_by,
    asked_lately,
    by_owner,
    lack_of_approval,
    lack_of_decision,
    lack_of_item,
    lack_of_task,
)
from journeys.queries.people import accounts_of
from journeys.services.errors import Refusal
from journeys.services.history import changing_many, record
from journeys.services.notifications import notify
from journeys.services.upload_links import ask_again

Target = Task | ChecklistItem | Decision | Approval
VERBS = {"item": "item.asked", "task": "task.asked", "decision": "decision.asked", "approval": "approval.reminded"}
A_TITLE = 160


def ask_owner(*, target: Target, phase: Phase, by: User) -> Member:
    """Ask whoever `target` waits for, at most once in 24 hours. Returns who that is."""
    # As one of many: reminding a contact is a change of its own, which the journey here has to know of.
    with changing_many(phase.journey_id) as batch:
        journey, lack = batch.journey, lack_of(target)
        owner = lack.owner
        if owner is None:
            raise Refusal("Nobody owns this yet. Choose an owner first.")
        if who := asked_by(asked_lately(journey.pk), lack, phase.pk):
            raise Refusal(f"{owner.name} was asked by {who} in the last 24 hours. Give them a little time.")
        said = f"{by.name} asks for “{Truncator(lack.title).chars(A_TITLE)}”"
        reach(journey, owner, said, by, about_lack(lack))
        record(
            journey, VERBS[lack.noun], by=by, task=lack.task, counts=False,
            noun=lack.noun, id=lack.row.pk, text=lack.title, members=[owner.pk], to=owner.name,
            **({lack.noun: lack.row.pk} if lack.noun != "task" else {}),
        )  # fmt: skip
    return owner


def lack_of(target: Target) -> Lack:
    if isinstance(target, ChecklistItem):
        return lack_of_item(ChecklistItem.objects.select_related("owner", "task__owner").get(pk=target.pk))
    if isinstance(target, Task):
        return lack_of_task(Task.objects.select_related("owner").get(pk=target.pk))
    if isinstance(target, Decision):
        return lack_of_decision(Decision.objects.select_related("owner", "approver").get(pk=target.pk))
    rows = Approval.objects.select_related("asked", "phase", "task__owner", "item__owner", "item__task__owner")
    return lack_of_approval(rows.get(pk=target.pk))


def about_lack(lack: Lack) -> dict[str, Any]:
    task = {"task": lack.task.pk} if lack.task else {}
    return task | {lack.noun: lack.row.pk}


def reach(journey: Journey, owner: Member, said: str, by: User, about: dict[str, Any]) -> None:
    """By a notification, or, for a contact, by a mail with their link. Refuses when nobody would read it."""
    if owner.role == Role.CONTACT:
        link = owner.upload_links.open().order_by("-pk").first()
        if link is None:
            raise Refusal(f"{owner.name} has no account and no upload link. Make a link on the People page first.")
        ask_again(link=link, by=by)
        return
    people = accounts_of([owner])
    if not any(person.pk != by.pk for person in people):
        yourself = any(person.pk == by.pk for person in people)
        raise Refusal(
            "That is you. There is nobody else to ask." if yourself else f"The account of {owner.name} is switched off."
        )
    notify(Notification.Kind.ASKED, people, said, by=by, journey=journey, **about)


def ask_all(*, phase: Phase, by: User) -> tuple[list[Member], list[str]]:
    """Ask each owner once for all that they still owe to the phase, who was not asked for it in the last 24 hours.

    Returns who was asked, and why others were not.
    """
    asked, refused = [], []
    with changing_many(phase.journey_id) as batch:
        journey, lately = batch.journey, asked_lately(phase.journey_id)
        phase = Phase.objects.get(pk=phase.pk)
        for owner, lacks in by_owner(all_lacks(phase)).items():
            new = [lack for lack in lacks if not asked_by(lately, lack, phase.pk)]
            if not new or owner.user_id == by.pk:
                continue
            try:
                with batch.attempt():
                    reach(journey, owner, words_of(by, new, phase), by, {"phase": phase.pk})
            except Refusal as refusal:
                refused.append(str(refusal))
            else:
                asked.append(owner)
        if asked:
            record(
                journey, "phase.asked", by=by, counts=False, noun="phase", id=phase.pk, title=phase.title,
                members=[owner.pk for owner in asked], to=", ".join(owner.name for owner in asked),
            )  # fmt: skip
    return asked, refused


def words_of(by: User, lacks: list[Lack], phase: Phase) -> str:
    if len(lacks) == 1:
        return f"{by.name} asks for “{Truncator(lacks[0].title).chars(A_TITLE)}”"
    return f"{by.name} asks for {len(lacks)} things that the phase “{phase.title}” still misses"
