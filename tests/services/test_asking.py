"""Asking owners for what a phase misses: once a day, each in the way that reaches them."""

import pytest

from journeys.models import ChecklistItem, Event, Notification, Phase
from journeys.queries.gates import lacks_of
from journeys.queries.history import describe
from journeys.services.approvals import ask, send_back
from journeys.services.asking import ask_all, ask_owner
from journeys.services.decisions import raise_decision
from journeys.services.errors import Refusal
from journeys.services.history import verify
from journeys.services.items import assign_item, settle
from journeys.services.members import add_contact
from journeys.services.scope import set_module_scope
from journeys.services.tasks import assign, set_status
from journeys.services.upload_links import make_link


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def phase(journey):
    return Phase.objects.get(journey=journey)


@pytest.fixture
def task(journey):
    return journey.tasks.first()


@pytest.fixture
def item(task):
    return task.items.select_related("task").first()


@pytest.fixture
def sam(journey, cast):
    return journey.members.get(user=cast["stakeholder"])


def totals(phase):
    return {lacks.name: lacks.total for lacks in lacks_of(phase)}


def texts(user):
    kinds = user.notifications.filter(kind=Notification.Kind.ASKED).order_by("pk")
    return list(kinds.values_list("text", flat=True))


def test_what_a_phase_misses(journey, phase, task, item, sam, lead, cast):
    assert totals(phase) == {"items": 6, "files": 0, "approvals": 0, "decisions": 0, "blocked": 0}
    settle(item=item, outcome="met", by=lead)
    ChecklistItem.objects.filter(pk=item.pk).update(needs_evidence=True)
    raise_decision(journey=journey, title="Which carrier", by=lead, blocks=[journey.tasks.last()])
    raise_decision(journey=journey, title="Nobody waits for it", by=lead)
    set_status(task=task, status="blocked", reason="No line", by=lead)
    for thing in (item, task, phase):
        last = ask(thing=thing, of=sam, by=lead)
    assert totals(phase) == {"items": 5, "files": 1, "approvals": 3, "decisions": 1, "blocked": 1}
    send_back(approval=last, words="No.", by=cast["stakeholder"])
    assert totals(phase)["approvals"] == 3
    ask(thing=phase, of=sam, by=lead)
    assert totals(phase)["approvals"] == 3
    set_module_scope(module=task.module, in_scope=False, reason="Later.", by=lead)
    assert totals(phase) == {"items": 0, "files": 0, "approvals": 1, "decisions": 0, "blocked": 0}


def test_an_owner_is_asked_once_a_day(journey, phase, item, sam, lead, cast):
    item = assign_item(item=item, owner=sam, by=lead)
    revision = type(journey).objects.get(pk=journey.pk).revision
    assert ask_owner(target=item, phase=phase, by=lead) == sam
    with pytest.raises(Refusal, match="asked by Owner"):
        ask_owner(target=item, phase=phase, by=cast["admin"])
    assert texts(cast["stakeholder"]) == ["Owner asks for “Criterion 1 of task 1”"]
    event = Event.objects.get(verb="item.asked")
    assert (describe(event), event.revision) == ("asked stakeholder for “Criterion 1 of task 1”", revision)
    [lacks, *_] = lacks_of(phase)
    assert lacks.asked == {item.pk: "Owner"}


def test_a_contact_is_reminded_by_the_link(journey, phase, task, lead):
    uma = add_contact(journey=journey, name="Uma", email="uma@carrier.example", by=lead)
    task = assign(task=task, owner=uma, by=lead)
    with pytest.raises(Refusal, match="no upload link"):
        ask_owner(target=task, phase=phase, by=lead)
    make_link(member=uma, by=lead)
    uma.upload_links.update(asked_at=None)  # the mail that brought the link is long ago
    ask_owner(target=task, phase=phase, by=lead)
    assert Event.objects.filter(verb="link.asked").count() == 1
    journey.refresh_from_db()
    assert verify(journey) is None


@pytest.mark.parametrize("who", ["nobody", "oneself"])
def test_who_can_not_be_asked(journey, phase, task, lead, who):
    assign(task=task, owner=None if who == "nobody" else journey.members.get(user=lead), by=lead)
    with pytest.raises(Refusal):
        ask_owner(target=task, phase=phase, by=lead)
    assert not Event.objects.filter(verb="task.asked").exists()


def test_all_owners_are_asked_once_each(journey, phase, task, sam, lead, cast):
    uma = add_contact(journey=journey, name="Uma", by=lead)
    for each, owner in zip(journey.tasks.all(), (sam, uma, journey.members.get(user=lead)), strict=True):
        assign(task=each, owner=owner, by=lead)
    asked, refused = ask_all(phase=phase, by=lead)
    assert (asked, len(refused)) == ([sam], 1)
    assert texts(cast["stakeholder"]) == ["Owner asks for 2 things that the phase “Assess” still misses"]
    assert describe(Event.objects.get(verb="phase.asked")) == (
        "asked stakeholder for what the phase “Assess” misses"
    )  # fmt: skip
    assert ask_all(phase=phase, by=lead)[0] == []
    journey.refresh_from_db()
    assert verify(journey) is None
