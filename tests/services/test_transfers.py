"""A journey is handed over: offered by an admin, taken by the other person into a space of theirs."""

import pytest

from journeys.models import Notification, Playbook, Role, Space, SpaceMember, Team, Transfer
from journeys.queries.history import describe
from journeys.services.errors import Refusal
from journeys.services.journeys import archive_journey, delete_journey, lock_journey
from journeys.services.members import add_contact, add_team, change_role
from journeys.services.tasks import assign
from journeys.services.transfers import accept, decline, offer, withdraw
from tests.makers import make_space, make_user


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def viewer(cast):
    return cast["viewer"]


@pytest.fixture
def theirs(viewer) -> Space:
    space = make_space("Theirs")
    SpaceMember.objects.create(space=space, user=viewer, role=SpaceMember.Role.CONTRIBUTOR)
    return space


@pytest.fixture
def transfer(journey, lead, theirs) -> Transfer:
    return offer(journey=journey, email=" Viewer@example.com", by=lead)


def test_it_moves_when_it_is_taken_over(journey, lead, viewer, theirs, transfer):
    journey.refresh_from_db()
    assert (journey.space.name, journey.members.get(user=viewer).role) == ("Space", "viewer")
    accept(transfer=transfer, space=theirs, by=viewer)
    journey.refresh_from_db()
    transfer.refresh_from_db()
    assert (journey.space, transfer.status) == (theirs, "accepted")
    assert {journey.members.get(user=person).role for person in (lead, viewer)} == {Role.ADMIN}


def test_the_history_tells_of_each_step(journey, lead, viewer, theirs):
    withdraw(transfer=offer(journey=journey, email=viewer.email, by=lead), by=lead)
    decline(transfer=offer(journey=journey, email=viewer.email, by=lead), by=viewer)
    accept(transfer=offer(journey=journey, email=viewer.email, by=lead), space=theirs, by=viewer)
    told = [
        f"{event.actor_name} {describe(event)}"
        for event in journey.events.filter(verb__contains="transfer").order_by("sequence")
    ]
    assert told == [
        "Owner offered the journey to viewer",
        "Owner withdrew the offer of the journey to viewer",
        "Owner offered the journey to viewer",
        "viewer declined to take the journey over",
        "Owner offered the journey to viewer",
        "viewer took the journey over from Owner: from the space Space to the space Theirs",
    ]


def test_each_is_told_what_the_other_did(journey, lead, viewer, theirs, transfer):
    accept(transfer=transfer, space=theirs, by=viewer)
    told = Notification.objects.order_by("pk").values_list("user__name", "text", "about")
    about = {"transfer": transfer.pk}
    assert list(told) == [
        ("viewer", "Owner offers you the journey “Acme to Amazon Connect”.", about),
        ("Owner", "viewer has taken the journey “Acme to Amazon Connect” over.", about),
    ]


def test_a_contact_with_the_address_becomes_the_new_owner(journey, lead, theirs):
    uma = add_contact(journey=journey, name="Uma", email="ana@example.com", by=lead)
    ana = make_user("Ana")
    for space in (journey.space, theirs):
        SpaceMember.objects.create(space=space, user=ana)
    accept(transfer=offer(journey=journey, email=ana.email, by=lead), space=theirs, by=ana)
    assert journey.members.get(pk=uma.pk).user == ana


@pytest.mark.parametrize("moves", [True, False])
def test_teams_of_the_space_that_it_leaves_stay_behind(journey, lead, viewer, theirs, transfer, moves):
    team = add_team(journey=journey, team=Team.objects.create(space=journey.space, name="Net"), role="viewer", by=lead)
    task = assign(task=journey.tasks.first(), owner=team, by=lead)
    SpaceMember.objects.create(space=journey.space, user=viewer)
    accept(transfer=transfer, space=theirs if moves else journey.space, by=viewer)
    task.refresh_from_db()
    assert (task.owner is None, journey.members.filter(team=team.team).exists()) == (moves, not moves)
    assert journey.events.filter(verb="member.removed").exists() == moves


@pytest.mark.parametrize(("of", "stays"), [("shipped", True), ("Space", False), ("Theirs", True)])
def test_a_playbook_of_another_space_is_not_followed_any_more(journey, viewer, theirs, transfer, of, stays):
    space = None if of == "shipped" else Space.objects.get(name=of)
    journey.playbook = Playbook.objects.create(space=space, slug="x", version="1", title="X", text="# X", counts={})
    journey.save(update_fields=["playbook"])
    accept(transfer=transfer, space=theirs, by=viewer)
    journey.refresh_from_db()
    assert (journey.playbook is not None) == stays


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("owner@example.com", "your own address"),
        ("who@example.com", "Nobody here has the address who@example.com. Invite them"),
        ("stranger@example.com", "Nobody here has the address stranger@example.com. Invite them"),
    ],
)
def test_whom_it_is_not_offered_to(journey, lead, cast, email, words):
    with pytest.raises(Refusal, match=words):
        offer(journey=journey, email=email, by=lead)
    assert not Transfer.objects.exists()


def test_who_runs_the_installation_offers_it_to_anyone(journey, cast):
    root = make_user("Root", is_superuser=True)
    assert offer(journey=journey, email="stranger@example.com", by=root).to == cast["stranger"]


def test_one_offer_waits_at_a_time(journey, lead, cast, transfer):
    with pytest.raises(Refusal, match="offered to viewer already"):
        offer(journey=journey, email="contributor@example.com", by=lead)


@pytest.mark.parametrize("end", [withdraw, decline])
def test_an_offer_ends_once(lead, viewer, theirs, transfer, end):
    by = lead if end is withdraw else viewer
    end(transfer=transfer, by=by)
    for again in (
        lambda: end(transfer=transfer, by=by),
        lambda: accept(transfer=transfer, space=theirs, by=viewer),
    ):
        with pytest.raises(Refusal, match="answered or withdrawn already"):
            again()


def test_only_whom_it_is_offered_to_answers(journey, lead, cast, theirs, transfer):
    for answer in (
        lambda: decline(transfer=transfer, by=cast["contributor"]),
        lambda: accept(transfer=transfer, space=journey.space, by=cast["contributor"]),
    ):
        with pytest.raises(Refusal, match="offered to viewer, not to you"):
            answer()
    transfer.refresh_from_db()
    assert transfer.status == Transfer.Status.WAITING


def test_who_lost_their_rights_hands_nothing_over(journey, cast, viewer, theirs):
    admin = cast["admin"]
    transfer = offer(journey=journey, email=viewer.email, by=admin)
    change_role(member=journey.members.get(user=admin), role=Role.VIEWER, by=journey.created_by)
    with pytest.raises(Refusal, match="admin is no longer an admin of this journey"):
        accept(transfer=transfer, space=theirs, by=viewer)


def test_an_account_that_is_switched_off_hands_nothing_over(journey, cast, viewer, theirs):
    transfer = offer(journey=journey, email=viewer.email, by=cast["admin"])
    type(viewer).objects.filter(pk=cast["admin"].pk).update(is_active=False)
    with pytest.raises(Refusal, match="no longer an admin"):
        accept(transfer=transfer, space=theirs, by=viewer)


def test_it_goes_only_where_they_may_create_journeys(journey, viewer, theirs, transfer):
    with pytest.raises(Refusal, match="may not create journeys in Space"):
        accept(transfer=transfer, space=journey.space, by=viewer)
    SpaceMember.objects.filter(user=viewer).delete()
    with pytest.raises(Refusal, match="may not create journeys in Theirs"):
        accept(transfer=transfer, space=theirs, by=viewer)
    journey.refresh_from_db()
    assert journey.space.name == "Space"


def locked(journey):
    lock_journey(journey=journey, reason="Cutover.", by=journey.created_by)


def archived(journey):
    archive_journey(journey=journey, by=journey.created_by)


def deleted(journey):
    delete_journey(journey=journey, by=journey.created_by)


@pytest.mark.parametrize("close", [locked, archived, deleted])
def test_a_journey_that_is_closed_is_not_handed_over(journey, lead, viewer, theirs, transfer, close):
    close(journey)
    with pytest.raises(Refusal, match=close.__name__):
        accept(transfer=transfer, space=theirs, by=viewer)
    withdraw(transfer=transfer, by=lead)
    with pytest.raises(Refusal, match=close.__name__):
        offer(journey=journey, email=viewer.email, by=lead)
