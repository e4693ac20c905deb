"""Upload links: made for contacts, good for a time, and dead at once when revoked."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from journeys.models import Event, Role, UploadLink
from journeys.queries.history import describe
from journeys.services.errors import Refusal
from journeys.services.journeys import archive_journey, delete_journey, lock_journey
from journeys.services.link_tokens import token_for
from journeys.services.members import add_contact, remove_member
from journeys.services.tasks import assign
from journeys.services.upload_links import (
    PURPOSE,
    ask_again,
    link_for,
    make_link,
    note_use,
    renew_link,
    revoke_link,
)
from tests.makers import make_user


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def uma(journey, lead):
    return add_contact(journey=journey, name="Uma Lind", email="uma@carrier.example", by=lead)


@pytest.fixture
def link(uma, lead):
    return make_link(member=uma, by=lead)


def token(link) -> str:
    return token_for(PURPOSE, link.serial)


def end(link) -> None:
    made = now() - timedelta(days=31)
    UploadLink.objects.filter(pk=link.pk).update(created_at=made, expires_at=now() - timedelta(seconds=1))


def test_a_link_lets_its_contact_in_and_the_database_does_not_hold_its_token(link, uma):
    assert link_for(token(link)) == link
    assert token(link) not in str(UploadLink.objects.values().get())
    assert timedelta(days=29) < link.expires_at - now() < timedelta(days=31)
    assert describe(Event.objects.get(verb="link.made")) == "gave Uma Lind an upload link"


def test_only_a_contact_gets_one_and_one_at_a_time(journey, cast, link, uma, lead):
    with pytest.raises(Refusal, match="has an account"):
        make_link(member=journey.members.get(user=cast["viewer"]), by=lead)
    with pytest.raises(Refusal, match="has a link already"):
        make_link(member=uma, by=lead)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_link_is_good_for_some_days(uma, lead, days):
    with pytest.raises(Refusal, match="1 to 365 days"):
        make_link(member=uma, by=lead, days=days)


def become_a_person(link, lead):
    link.member.user, link.member.role = make_user("Uma"), Role.VIEWER
    link.member.save()


CLOSERS = {
    "revoked": lambda link, lead: revoke_link(link=link, by=lead),
    "over": lambda link, lead: end(link),
    "removed": lambda link, lead: remove_member(member=link.member, by=lead),
    "a person by now": become_a_person,
    "locked": lambda link, lead: lock_journey(journey=link.journey, reason="Freeze.", by=lead),
    "archived": lambda link, lead: archive_journey(journey=link.journey, by=lead),
    "deleted": lambda link, lead: delete_journey(journey=link.journey, by=lead),
}


@pytest.mark.parametrize("close", CLOSERS.values(), ids=CLOSERS)
def test_a_link_that_must_not_count_lets_nobody_in(link, lead, close):
    close(link, lead)
    assert link_for(token(link)) is None


@pytest.mark.parametrize("made_up", ["", "x", "é\0", "0" * 64])
def test_a_made_up_token_lets_nobody_in(link, made_up):
    assert link_for(made_up) is None


def test_a_renewed_link_is_the_same_one(link, lead):
    end(link)
    renew_link(link=link, by=lead, days=3)
    assert link_for(token(link)) == link
    revoke_link(link=link, by=lead)
    with pytest.raises(Refusal, match="was revoked"):
        renew_link(link=link, by=lead)


def test_an_old_link_does_not_come_back_beside_a_new_one(link, uma, lead):
    end(link)
    make_link(member=uma, by=lead)
    with pytest.raises(Refusal, match="another link by now"):
        renew_link(link=link, by=lead)


def test_revoking_twice_is_told_once_and_works_in_a_locked_journey(link, lead):
    lock_journey(journey=link.journey, reason="Freeze.", by=lead)
    revoke_link(link=link, by=lead)
    revoke_link(link=link, by=lead)
    assert Event.objects.filter(verb="link.revoked").count() == 1


def test_a_removed_contact_takes_the_link_along_and_its_name_stays(link, uma, lead):
    remove_member(member=uma, by=lead)
    link.refresh_from_db()
    assert (link.member, str(link), bool(link.revoked_at)) == (None, "Uma Lind, by link", True)


def test_asking_again_needs_something_that_waits_and_an_hour(link, uma, journey, lead):
    with pytest.raises(Refusal, match="less than an hour ago"):  # it was just mailed the link
        ask_again(link=link, by=lead)
    UploadLink.objects.update(asked_at=None)
    with pytest.raises(Refusal, match="Nothing waits"):
        ask_again(link=link, by=lead)
    assign(task=journey.tasks.first(), owner=uma, by=lead)
    assert ask_again(link=link, by=lead).asked_at
    with pytest.raises(Refusal, match="less than an hour ago"):
        ask_again(link=link, by=lead)
    UploadLink.objects.update(asked_at=now() - timedelta(hours=1, seconds=1))
    ask_again(link=link, by=lead)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda link: end(link), "Renew it first"),
        (lambda link: link.journey.members.filter(pk=link.member_id).update(email=""), "No e-mail address"),
        (lambda link: UploadLink.objects.update(revoked_at=now()), "was revoked"),
    ],
)
def test_what_cannot_be_asked_says_why(link, lead, change, words):
    change(link)
    with pytest.raises(Refusal, match=words):
        ask_again(link=link, by=lead)


def test_looking_is_noted_once_a_minute(link):
    note_use(link)
    link.refresh_from_db()
    first = link.used_at
    note_use(link)
    link.refresh_from_db()
    assert link.used_at == first
    UploadLink.objects.update(used_at=now() - timedelta(minutes=2))
    link.refresh_from_db()
    note_use(link)
    link.refresh_from_db()
    assert link.used_at > first
