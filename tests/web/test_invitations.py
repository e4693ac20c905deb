"""The page behind the link of an invitation, and the list of those who are invited."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from journeys.models import Invitation, Team, User
from journeys.services.invitations import NAME, accept, decline, invite, resend, revoke
from journeys.services.journeys import delete_journey, lock_journey
from journeys.services.link_tokens import new_serial, token_for
from journeys.web.limits import RATES
from tests import spaces
from tests.cast import each_gets
from tests.makers import make_journey, make_user
from tests.spaces import make_europe

ANA = "ana@example.com"
FILLED = {"name": "Ana Ruiz", "password": "a long horse battery"}
only_admins = each_gets(302, 403, 403, 403, 404, 302)


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def invitation(journey, lead) -> Invitation:
    return invite(place=journey, email=ANA, role="viewer", by=lead)


def address(invitation: Invitation) -> str:
    return reverse("invitation", args=[token_for(NAME, invitation.serial)])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def a_while_ago(invitation: Invitation) -> Invitation:
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=now() - timedelta(minutes=5))
    return invitation


def test_it_says_who_asks_to_what_and_until_when(client, invitation):
    page = client.get(address(invitation))
    assert page.status_code == 200
    for words in ("Owner", "owner@example.com", "Acme to Amazon Connect", "as viewer", ANA):
        assert words in page.text
    assert "Make the account and accept" in page.text


def test_it_is_not_kept_and_leads_nowhere_else(client, invitation):
    page = client.get(address(invitation))
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    assert not re.findall(r'(?:href|src|action)="(?:https?:)?//', page.text)


def test_someone_without_an_account_makes_one_and_is_there(client, journey, invitation):
    answer = client.post(address(invitation), FILLED)
    assert answer.url == reverse("overview", args=[journey.pk])
    assert [str(message) for message in get_messages(answer.wsgi_request)] == ["Welcome to Acme to Amazon Connect."]
    assert journey.members.get(user__email=ANA).role == "viewer"
    assert client.get(answer.url).status_code == 200  # signed in


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"password": "short"}, "too short"),
        ({"password": "12345678901"}, "entirely numeric"),
        ({"password": "ana@example.com"}, "too similar to the e-mail address"),
        ({"name": " "}, "This field is required."),
        ({"name": "x" * 151}, "at most 150 characters"),
    ],
)
def test_what_is_wrong_with_the_account_stands_beside_it(client, journey, invitation, facts, words):
    page = client.post(address(invitation), FILLED | facts)
    assert words in page.text
    assert not User.objects.filter(email=ANA).exists()


def test_someone_without_an_account_declines(client, journey, invitation):
    assert "You declined the invitation" in client.post(address(invitation), {"answer": "decline"}).text
    assert not User.objects.filter(email=ANA).exists()
    assert client.get(address(invitation)).status_code == 404


def test_who_has_an_account_signs_in_first(client, invitation):
    make_user("Ana")
    page = client.get(address(invitation)).text
    assert f'href="{reverse("account_login")}?next={address(invitation).replace("/", "%2F")}"' in page
    assert "<input" not in re.sub(r"<input[^>]*csrf[^>]*>", "", page)
    assert "Sign in to answer" in client.post(address(invitation), FILLED).text
    assert "Sign in to answer" in client.post(address(invitation), {"answer": "decline"}).text
    assert Invitation.objects.open().filter(pk=invitation.pk).exists()


@pytest.mark.parametrize(("said", "is_here"), [("accept", True), ("decline", False)])
def test_who_is_signed_in_answers(journey, invitation, said, is_here):
    ana = signed_in(make_user("Ana"))
    assert "Accept" in ana.get(address(invitation)).text
    answer = ana.post(address(invitation), {"answer": said})
    assert answer.url == (reverse("overview", args=[journey.pk]) if is_here else reverse("pending"))
    assert journey.members.filter(user__email=ANA).exists() == is_here


@pytest.mark.parametrize("kind", ["space", "team"])
def test_into_a_space_or_a_team(client, journey, lead, kind):
    place = journey.space if kind == "space" else Team.objects.create(space=journey.space, name="Network")
    invitation = invite(place=place, email=ANA, role="admin" if kind == "space" else "", by=lead)
    assert f"to the {kind} <b>{place}</b>" in client.get(address(invitation)).text
    client.post(address(invitation), FILLED)
    assert place.members.filter(user__email=ANA).exists()


def test_a_locked_journey_says_why_and_makes_no_account(client, journey, lead, invitation):
    lock_journey(journey=journey, reason="Cutover.", by=lead)
    answer = client.post(address(invitation), FILLED)
    assert (answer.status_code, "Cutover." in answer.text) == (409, True)
    assert not User.objects.filter(email=ANA).exists()


def test_names_are_text(client, db):
    mallory = make_user("Mallory")
    User.objects.filter(pk=mallory.pk).update(name="<script>alert(1)</script>")
    journey = make_journey(by=User.objects.get(pk=mallory.pk), title="<img src=x onerror=alert(2)>")
    invitation = invite(place=journey, email=ANA, role="viewer", by=User.objects.get(pk=mallory.pk))
    ana = signed_in(make_user("Ana"))
    for page in (client.get(address(invitation)), ana.get(address(invitation)), ana.get(reverse("pending"))):
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text


def ended(invitation, lead):
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=now())


def sent_again(invitation, lead):
    resend(invitation=a_while_ago(invitation), by=lead)


def taken_back(invitation, lead):
    revoke(invitation=invitation, by=lead)


def with_a_deleted_place(invitation, lead):
    delete_journey(journey=invitation.journey, by=lead)


def answered_yes(invitation, lead):
    accept(invitation=invitation, by=make_user("Ana"))


def answered_no(invitation, lead):
    decline(invitation=invitation, by=None)


STATES = [ended, sent_again, taken_back, with_a_deleted_place, answered_yes, answered_no]


def without_csrf(page) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', "", page.text)


@pytest.mark.parametrize("who", ["nobody", "stranger"])
@pytest.mark.parametrize("become", STATES)
def test_a_dead_link_says_no_more_than_one_that_never_was(client_of, invitation, lead, who, become):
    client, link = client_of(who), address(invitation)
    made_up = reverse("invitation", args=[token_for(NAME, new_serial())])
    become(invitation, lead)
    for ask in (
        client.get,
        lambda path: client.post(path, FILLED),
        lambda path: client.post(path, {"answer": "accept"}),
    ):
        dead, never = ask(link), ask(made_up)
        assert (dead.status_code, never.status_code) == (404, 404)
        assert without_csrf(dead) == without_csrf(never)


@pytest.mark.parametrize("token", ["x", "0" * 64, "%00", "a" * 5000, "é"])
def test_a_made_up_link(client, db, token):
    page = client.get(f"/invitations/{token}/")
    assert (page.status_code, "This invitation does not count" in page.text) == (404, True)


def test_anothers_link_is_as_dead_as_one_that_never_was(client_of, invitation):
    stranger = client_of("stranger")
    made_up = reverse("invitation", args=[token_for(NAME, new_serial())])
    for ask in (stranger.get, lambda path: stranger.post(path, {"answer": "accept"})):
        theirs, never = ask(address(invitation)), ask(made_up)
        assert theirs.status_code == 404
        assert without_csrf(theirs) == without_csrf(never)
    assert "stranger@example.com" in theirs.text
    assert "Sign out" in theirs.text
    assert Invitation.objects.open().filter(pk=invitation.pk).exists()


def test_trying_links_is_slowed_down(client, invitation):
    most = int(RATES["dead_link"].split("/")[0])
    for number in range(most):
        assert client.get(f"/invitations/{number}/").status_code == 404
    assert client.get("/invitations/again/").status_code == 429
    assert client.get(address(invitation)).status_code == 429
    assert client.get(address(invitation), REMOTE_ADDR="192.0.2.7").status_code == 200


def test_links_that_count_are_not_slowed_down(client, invitation):
    for _ in range(int(RATES["dead_link"].split("/")[0]) + 1):
        assert client.get(address(invitation)).status_code == 200


def post(client, name, invitation):
    return client.post(reverse(name, args=[invitation.journey_id, invitation.pk]))


@only_admins
def test_only_admins_send_again(client_of, invitation, who, status):
    before = a_while_ago(invitation).serial
    assert post(client_of(who), "journey_invitation_resend", invitation).status_code == status
    invitation.refresh_from_db()
    assert (invitation.serial != before) == (who == "admin")


@only_admins
def test_only_admins_revoke(client_of, invitation, who, status):
    assert post(client_of(who), "journey_invitation_revoke", invitation).status_code == status
    invitation.refresh_from_db()
    assert (invitation.revoked_at is not None) == (who == "admin")


def test_one_of_another_journey_is_not_here(client_of, invitation):
    other = make_journey(by=make_user("Someone"), title="Other")
    theirs = invite(place=other, email=ANA, role="viewer", by=other.created_by)
    for name in ("journey_invitation_resend", "journey_invitation_revoke"):
        url = reverse(name, args=[invitation.journey_id, theirs.pk])
        assert client_of("admin").post(url).status_code == 404


def people(client, journey):
    return client.get(reverse("people", args=[journey.pk])).text


def test_admins_see_who_is_invited(client_of, journey, invitation):
    ended(invitation, journey.created_by)
    page = people(client_of("admin"), journey)
    row = page[page.index(f'id="invitation-{invitation.pk}"') :]
    for words in (ANA, "Viewer", "Owner", "Over since"):
        assert words in row
    assert ANA not in people(client_of("contributor"), journey)


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_however_many(client_of, journey, lead, count, django_assert_num_queries):
    for number in range(count):
        invite(place=journey, email=f"guest{number}@example.com", role="viewer", by=lead)
    client = client_of("admin")
    with django_assert_num_queries(10):
        assert people(client, journey).count('<tr id="invitation-') == count


@pytest.mark.parametrize("has_account", [True, False])
def test_inviting_says_the_same_whether_there_is_an_account(client_of, journey, has_account):
    if has_account:
        make_user("Ana")
    posted = {"email": ANA, "role": "viewer", "days": 3}
    answer = client_of("admin").post(reverse("member_add", args=[journey.pk]), posted)
    [words] = [str(message) for message in get_messages(answer.wsgi_request)]
    assert words.startswith("An invitation is on its way to ana@example.com. It counts until")
    invitation = Invitation.objects.get()
    assert invitation.expires_at - invitation.sent_at == timedelta(days=3)


def test_a_mail_too_many_stands_beside_the_address(client_of, journey, invitation):
    page = client_of("admin").post(reverse("member_add", args=[journey.pk]), {"email": ANA, "role": "admin", "days": 3})
    assert page.status_code == 409
    assert "less than a minute ago" in unescape(page.text)


@pytest.fixture
def europe(db):
    return make_europe(make_user("Root", is_superuser=True))


def door_of(europe, kind: str):
    return europe if kind == "space" else europe.teams.get()


def asked(kind: str) -> dict:
    return {"email": ANA, "days": 3, **({"role": "contributor"} if kind == "space" else {})}


ADD = {"space": "space_member_add", "team": "team_person_add"}


@pytest.mark.parametrize("has_account", [True, False])
@pytest.mark.parametrize("kind", ADD)
def test_whom_a_space_does_not_know_is_invited_to_it_and_its_teams(europe, kind, has_account):
    place = door_of(europe, kind)
    if has_account:
        make_user("Ana")
    done = spaces.post("space admin", ADD[kind], place.pk, **asked(kind))
    assert done.url == reverse(kind, args=[place.pk])
    [words] = [str(message) for message in get_messages(done.wsgi_request)]
    assert words.startswith("An invitation is on its way to ana@example.com")
    page = spaces.client_of("space admin").get(done.url).text
    assert page.count(f'<tr id="invitation-{place.invitations.get().pk}"') == 1
    assert not place.members.filter(user__email=ANA).exists()


@pytest.mark.parametrize("act", ["resend", "revoke"])
@pytest.mark.parametrize(("kind", "contributor"), [("space", 403), ("team", 403)])
@pytest.mark.parametrize("who", ["space admin", "space contributor", "team member", "stranger"])
def test_only_admins_of_a_space_change_its_invitations(europe, kind, contributor, act, who):
    place = door_of(europe, kind)
    role = "admin" if kind == "space" else ""
    invitation = a_while_ago(invite(place=place, email=ANA, role=role, by=User.objects.get(name="Root")))
    before = Invitation.objects.values("serial", "revoked_at").get(pk=invitation.pk)
    answer = spaces.post(who, f"{kind}_invitation_{act}", place.pk, invitation.pk)
    # The people of a team see it, and not its space.
    of_team = 403 if kind == "team" else 404
    expected = {"space admin": 302, "space contributor": contributor, "team member": of_team, "stranger": 404}
    assert answer.status_code == expected[who]
    after = Invitation.objects.values("serial", "revoked_at").get(pk=invitation.pk)
    assert (after != before) == (who == "space admin")


@pytest.mark.parametrize("kind", ADD)
def test_who_accepts_lands_there(europe, kind):
    place = door_of(europe, kind)
    role = "contributor" if kind == "space" else ""
    invitation = invite(place=place, email=ANA, role=role, by=User.objects.get(name="Root"))
    ana = signed_in(make_user("Ana"))
    landed = ana.post(address(invitation), {"answer": "accept"})
    assert landed.url == reverse(kind, args=[place.pk])
    assert ana.get(landed.url).status_code == 200
