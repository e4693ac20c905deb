"""People are asked into a journey, a space or a team; nobody gets in by another address, a dead link or too late."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils.timezone import now

from journeys.models import (
    Event,
    Invitation,
    Member,
    Notification,
    Role,
    Space,
    SpaceMember,
    Team,
    TeamMember,
    User,
)
from journeys.queries.history import describe
from journeys.services.accounts import may_sign_up
from journeys.services.errors import Refusal
from journeys.services.invitations import (
    NAME,
    Gone,
    accept,
    accept_with_new_account,
    add_or_invite,
    decline,
    find,
    invite,
    resend,
    revoke,
)
from journeys.services.journeys import delete_journey, lock_journey
from journeys.services.link_tokens import token_for
from journeys.services.members import add_contact
from journeys.services.tasks import assign
from tests.makers import make_journey, make_user

ANA = "ana@example.com"


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def ana(db):
    return make_user("Ana")


@pytest.fixture(params=["journey", "space", "team"])
def place(request, journey):
    team = Team.objects.create(space=journey.space, name="Network")
    return {"journey": journey, "space": journey.space, "team": team}[request.param]


def asked(place, lead, **facts) -> Invitation:
    role = "" if isinstance(place, Team) else "contributor"
    return invite(place=place, by=lead, **{"email": ANA, "role": role, **facts})


def token_of(invitation: Invitation) -> str:
    return token_for(NAME, invitation.serial)


def a_while_ago(invitation: Invitation) -> Invitation:
    """As if it had been sent before the pause between two mails."""
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=now() - timedelta(minutes=5))
    return invitation


def verbs(journey) -> list[str]:
    return [
        verb for verb in journey.events.order_by("sequence").values_list("verb", flat=True) if verb != "journey.started"
    ]


def test_who_accepts_is_there(place, lead, ana):
    invitation = asked(place, lead)
    assert find(token_of(invitation)) == invitation
    assert accept(invitation=invitation, by=ana) == place
    assert place.members.filter(user=ana).exists()
    invitation.refresh_from_db()
    assert (invitation.answered_by, invitation.is_accepted, find(token_of(invitation))) == (ana, True, None)


def test_only_a_hash_of_the_token_is_kept(journey, lead):
    invitation = asked(journey, lead)
    row = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert token_of(invitation) not in map(str, row.values())


def test_who_declines_is_not(place, lead, ana):
    invitation = asked(place, lead)
    decline(invitation=invitation, by=ana)
    assert not place.members.filter(user=ana).exists()
    with pytest.raises(Gone):
        accept(invitation=invitation, by=ana)


def test_a_journey_tells_what_became_of_its_invitations(journey, lead, ana):
    for answer in (decline, accept):
        answer(invitation=a_while_ago(asked(journey, lead)), by=ana)
    revoke(invitation=asked(journey, lead, email="ben@example.com"), by=lead)
    decline(invitation=asked(journey, lead, email="cy@example.com"), by=None)
    told = [
        f"{event.actor_name} {describe(event)}"
        for event in journey.events.filter(verb__startswith="member.").order_by("sequence")
    ]
    assert told == [
        "Owner invited ana@example.com as contributor",
        "Ana declined the invitation",
        "Owner invited ana@example.com as contributor",
        "Ana accepted the invitation, and is here as contributor",
        "Owner invited ben@example.com as contributor",
        "Owner revoked the invitation of ben@example.com",
        "Owner invited cy@example.com as contributor",
        "MigOps heard that cy@example.com declines the invitation",
    ]


def test_a_space_leaves_a_line_in_the_log(journey, lead, ana, caplog, django_capture_on_commit_callbacks):
    with caplog.at_level("INFO", logger="journeys.spaces"), django_capture_on_commit_callbacks(execute=True):
        accept(invitation=asked(journey.space, lead), by=ana)
    told = [record.message for record in caplog.records if record.name == "journeys.spaces"]
    assert [line.split(",")[0].split(": ")[1] for line in told] == ["member.invited", "member.joined"]
    assert ANA not in caplog.text


def ended(invitation, lead):
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=now())


def sent_again(invitation, lead):
    resend(invitation=a_while_ago(invitation), by=lead)


def with_a_deleted_place(invitation, lead):
    delete_journey(journey=invitation.journey, by=lead)


@pytest.mark.parametrize(
    "become",
    [
        ended,
        sent_again,
        with_a_deleted_place,
        lambda invitation, lead: revoke(invitation=invitation, by=lead),
        lambda invitation, lead: decline(invitation=invitation, by=User.objects.get(email=ANA)),
        lambda invitation, lead: accept(invitation=invitation, by=User.objects.get(email=ANA)),
    ],
    ids=["expired", "sent again", "deleted", "revoked", "declined", "accepted"],
)
def test_a_dead_link_opens_nothing(journey, lead, ana, become):
    invitation = asked(journey, lead)
    token = token_of(invitation)
    become(invitation, lead)
    here = journey.members.count()
    assert find(token) is None
    for answer in (accept, decline):
        with pytest.raises(Refusal):
            answer(invitation=invitation, by=ana)
    assert journey.members.count() == here


@pytest.mark.parametrize("is_verified", [None, False])
def test_it_is_for_its_address_alone(journey, lead, is_verified):
    """Also someone who wrote the address into an account of theirs, and has not proved it."""
    mallory = make_user("Mallory")
    if is_verified is not None:
        EmailAddress.objects.create(user=mallory, email=ANA, verified=is_verified)
    invitation = asked(journey, lead)
    for answer in (accept, decline):
        with pytest.raises(Gone):
            answer(invitation=invitation, by=mallory)
    assert not journey.members.filter(user=mallory).exists()


def test_a_new_link_for_the_same_invitation(journey, lead, ana):
    first = a_while_ago(asked(journey, lead))
    old = token_of(first)
    again = asked(journey, lead, email=" ANA@example.com", role="viewer", days=3)
    assert (again.pk, again.role, Invitation.objects.count()) == (first.pk, "viewer", 1)
    assert (find(old), find(token_of(again))) == (None, again)
    assert again.expires_at - again.sent_at == timedelta(days=3)


def test_sending_again_wakes_one_that_has_ended(journey, lead):
    invitation = a_while_ago(asked(journey, lead))
    ended(invitation, lead)
    again = resend(invitation=invitation, by=lead)
    assert find(token_of(again)) == invitation
    assert again.expires_at - again.sent_at == timedelta(days=14)


def test_one_mail_a_minute(journey, lead):
    invitation = asked(journey, lead)
    for again in (lambda: resend(invitation=invitation, by=lead), lambda: asked(journey, lead)):
        with pytest.raises(Refusal, match="less than a minute ago"):
            again()
    revoke(invitation=invitation, by=lead)
    with pytest.raises(Refusal, match="less than a minute ago"):
        asked(journey, lead)
    assert verbs(journey) == ["member.invited", "member.invitation_revoked"]


def test_what_is_answered_or_revoked_is_not_sent_again_or_revoked(journey, lead, ana):
    taken, taken_back = asked(journey, lead), asked(journey, lead, email="ben@example.com")
    accept(invitation=taken, by=ana)
    for _ in range(2):
        revoke(invitation=taken_back, by=lead)
    assert verbs(journey).count("member.invitation_revoked") == 1
    with pytest.raises(Refusal, match="answered already"):
        revoke(invitation=taken, by=lead)
    for invitation in (taken, taken_back):
        with pytest.raises(Refusal, match="answered or revoked already"):
            resend(invitation=a_while_ago(invitation), by=lead)


@pytest.mark.parametrize(
    ("kind", "facts", "words"),
    [
        ("journey", {"email": "owner@example.com"}, "Owner is already here, as admin"),
        ("space", {"email": "ana@example.com"}, "Ana is already here, as contributor"),
        ("team", {"email": "ana@example.com"}, "Ana is in this team already"),
        ("journey", {"email": "nonsense"}, "is not an e-mail address"),
        ("journey", {"email": f"{'x' * 250}@example.com"}, "at most 254"),
        ("journey", {"role": "contact"}, "A person with an account, or a team, is"),
        ("journey", {"role": "king"}, "A person with an account, or a team, is"),
        ("space", {"role": "viewer"}, "people and teams are admins or contributors"),
        ("team", {"role": "viewer"}, "no role of their own"),
        ("journey", {"days": 0}, "1 to 90 days"),
        ("journey", {"days": 91}, "1 to 90 days"),
        ("journey", {"title": "x" * 151}, "Job title: at most 150"),
    ],
)
def test_what_cannot_be_asked_says_why(journey, lead, ana, kind, facts, words):
    team = Team.objects.create(space=journey.space, name="Network")
    TeamMember.objects.create(team=team, user=ana)
    SpaceMember.objects.create(space=journey.space, user=ana)
    with pytest.raises(Refusal, match=words):
        asked({"journey": journey, "space": journey.space, "team": team}[kind], lead, **facts)
    assert not Invitation.objects.exists()


def test_nothing_changes_in_a_locked_journey(journey, lead, ana):
    invitation = asked(journey, lead)
    lock_journey(journey=journey, reason="Cutover.", by=lead)
    with pytest.raises(Refusal, match="Cutover"):
        asked(journey, lead, email="ben@example.com")
    with pytest.raises(Refusal, match="Cutover"):
        accept(invitation=invitation, by=ana)
    assert find(token_of(invitation)) == invitation


def test_a_link_is_taken_back_even_from_a_locked_journey(journey, lead):
    invitation = asked(journey, lead)
    lock_journey(journey=journey, reason="Cutover.", by=lead)
    revoke(invitation=invitation, by=lead)
    assert find(token_of(invitation)) is None


@pytest.mark.parametrize(("has", "asked_for", "role"), [("viewer", "admin", "admin"), ("admin", "viewer", "admin")])
def test_the_stronger_role_stays(journey, lead, ana, has, asked_for, role):
    invitation = asked(journey, lead, role=asked_for)
    Member.objects.create(journey=journey, user=ana, name="Ana", role=has)
    accept(invitation=invitation, by=ana)
    assert journey.members.get(user=ana).role == role


@pytest.mark.parametrize(("has", "asked_for"), [("contributor", "admin"), ("admin", "contributor")])
def test_the_stronger_role_stays_in_a_space(journey, lead, ana, has, asked_for):
    invitation = asked(journey.space, lead, role=asked_for)
    SpaceMember.objects.create(space=journey.space, user=ana, role=has)
    accept(invitation=invitation, by=ana)
    assert journey.space.members.get(user=ana).role == "admin"


def test_a_contact_becomes_the_member_and_keeps_what_they_own(journey, lead):
    uma = add_contact(journey=journey, name="Uma", email="Uma@Example.net", title="NOC", by=lead)
    task = assign(task=journey.tasks.first(), owner=uma, by=lead)
    invitation = asked(journey, lead, email="uma@example.net", role="stakeholder", organisation="Carrier")
    user = accept_with_new_account(invitation=invitation, name="Uma Lind", password="correct horse")
    member = journey.members.get(user=user)
    assert (member.pk, member.name, member.email, member.role) == (uma.pk, "Uma Lind", "uma@example.net", "stakeholder")
    assert (member.title, member.organisation) == ("NOC", "Carrier")
    task.refresh_from_db()
    assert task.owner == member


def test_the_link_proves_the_address_of_a_new_account(journey, lead):
    user = accept_with_new_account(invitation=asked(journey, lead), name="Ana", password="correct horse")
    assert (user.email, user.check_password("correct horse")) == (ANA, True)
    assert EmailAddress.objects.get(user=user).verified
    assert Event.objects.get(verb="member.joined").actor == user


def test_no_account_is_left_when_the_answer_is_refused(journey, lead):
    invitation = asked(journey, lead)
    lock_journey(journey=journey, reason="Cutover.", by=lead)
    with pytest.raises(Refusal):
        accept_with_new_account(invitation=invitation, name="Ana", password="correct horse")
    assert not User.objects.filter(email=ANA).exists()


def test_who_has_an_account_is_told_once(journey, lead, ana):
    for _ in range(2):
        a_while_ago(asked(journey, lead))
    told = Notification.objects.get(user=ana)
    assert told.text == "Owner invites you to the journey “Acme to Amazon Connect”."
    assert told.about == {"invitation": Invitation.objects.get().pk}


@pytest.mark.parametrize("knows", ["nothing", "no account", "space", "team", "journey", "deleted journey"])
def test_only_whom_the_space_knows_is_added_at_once(journey, lead, knows):
    if knows != "no account":
        ana = make_user("Ana")
    if knows == "space":
        SpaceMember.objects.create(space=journey.space, user=ana)
    if knows == "team":
        TeamMember.objects.create(team=Team.objects.create(space=journey.space, name="Network"), user=ana)
    if knows.endswith("journey"):
        other = make_journey(by=lead, title="Other")
        Member.objects.create(journey=other, user=ana, name="Ana", role="viewer")
    if knows == "deleted journey":
        delete_journey(journey=other, by=lead)
    result = add_or_invite(place=journey, email=" ANA@example.com", role="viewer", by=lead, title="NOC")
    is_known = knows in ("space", "team", "journey")
    assert isinstance(result, Member) == is_known
    assert (result.email, result.role, result.title) == (ANA, "viewer", "NOC")
    assert journey.members.filter(user__email=ANA).exists() == is_known


def test_who_runs_the_installation_adds_anyone_who_has_an_account(journey, ana):
    root = make_user("Root", is_superuser=True)
    assert add_or_invite(place=journey, email=ANA, role="viewer", by=root).user == ana
    assert add_or_invite(place=journey, email="ben@example.com", role="viewer", by=root).pk
    assert Invitation.objects.get().email == "ben@example.com"


def test_an_open_invitation_lets_its_address_in_once_that_is_proved(journey, lead):
    invitation = asked(journey, lead)
    assert may_sign_up("ANA@example.com", is_proved=True)
    assert not may_sign_up(ANA)
    assert not may_sign_up("ben@example.com", is_proved=True)
    revoke(invitation=invitation, by=lead)
    assert not may_sign_up(ANA, is_proved=True)


def test_a_token_is_not_good_for_another_noun(journey, lead):
    invitation = asked(journey, lead)
    assert find(token_for("upload", invitation.serial)) is None
    assert find(invitation.serial) is None


def test_a_place_that_is_gone(journey, lead, ana):
    space = Space.objects.create(name="Empty")
    invitation = asked(space, lead)
    space.delete()
    with pytest.raises(Refusal, match="Someone deleted this space meanwhile"):
        accept(invitation=invitation, by=ana)


@pytest.mark.parametrize("role", Role.values[:-1])
def test_every_role_of_a_journey(journey, lead, ana, role):
    accept(invitation=asked(journey, lead, role=role), by=ana)
    assert journey.members.get(user=ana).role == role
