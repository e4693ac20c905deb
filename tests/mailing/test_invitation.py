"""The mail with which someone is invited, and when it does not go out."""

import re
from datetime import timedelta

import pytest
from django.core import mail as postbox
from django.utils.timezone import now

from journeys.models import Invitation, Mail, Team, User
from journeys.services.invitations import find, invite, resend, revoke
from journeys.services.journeys import delete_journey
from tests.makers import make_journey, make_user
from tests.postbox import deliver

ANA = "ana@example.com"


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def invitation(journey, lead) -> Invitation:
    return invite(place=journey, email=ANA, role="viewer", by=lead)


def both(message) -> tuple[str, str]:
    return message.body, message.alternatives[0][0]


def tokens_in(text: str) -> set[str]:
    return set(re.findall(r"http://testserver/invitations/([0-9a-f]{64})/", text))


def test_it_has_the_link_and_who_asks(journey, lead, invitation):
    deliver()
    [message] = postbox.outbox
    assert message.subject == "Owner invites you to the journey “Acme to Amazon Connect”"
    assert (message.to, message.reply_to) == ([ANA], ["owner@example.com"])
    for body in both(message):
        assert "as viewer" in body
        assert "owner@example.com" in body
        [token] = tokens_in(body)
        assert find(token) == invitation


def test_a_team_has_no_role_to_give(journey, lead):
    invite(place=Team.objects.create(space=journey.space, name="Network"), email=ANA, by=lead)
    deliver()
    for body in both(postbox.outbox[0]):
        assert "invites you to the team “Network”." in re.sub(r"<[^>]*>", "", body.replace("&ldquo;", "“"))


def test_names_are_text(db):
    mallory = make_user("Mallory")
    User.objects.filter(pk=mallory.pk).update(name="<script>alert(1)</script>\r\nBcc: all@example.com")
    mallory.refresh_from_db()
    journey = make_journey(by=mallory, title="<img src=x onerror=alert(2)>")
    invite(place=journey, email=ANA, role="viewer", by=mallory)
    deliver()
    [message] = postbox.outbox
    text, html = both(message)
    assert "<script>alert(1)</script>" in text
    assert "<script" not in html
    assert "<img" not in html
    assert "\n" not in message.subject
    assert message.recipients() == [ANA]


def ended(invitation, lead):
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=now())


def sent_again(invitation, lead):
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=now() - timedelta(minutes=5))
    resend(invitation=invitation, by=lead)


@pytest.mark.parametrize(
    ("become", "mails"),
    [
        (ended, 0),
        (sent_again, 1),
        (lambda invitation, lead: revoke(invitation=invitation, by=lead), 0),
        (lambda invitation, lead: delete_journey(journey=invitation.journey, by=lead), 0),
    ],
    ids=["expired", "sent again", "revoked", "deleted"],
)
def test_a_mail_that_is_not_wanted_any_more_stays(invitation, lead, become, mails):
    become(invitation, lead)
    deliver()
    assert len(postbox.outbox) == mails
    assert Mail.objects.filter(status=Mail.Status.SKIPPED).count() == 1
