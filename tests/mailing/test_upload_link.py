"""The mails with which contacts are asked."""

from datetime import date

import pytest
from django.core import mail as postbox

from journeys.models import Mail, UploadLink
from journeys.services.members import add_contact, change_member, remove_member
from journeys.services.tasks import assign, schedule
from journeys.services.upload_links import ask_again, make_link, revoke_link, url_of
from tests.makers import make_visitor
from tests.postbox import deliver


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def link(journey, lead):
    link = make_visitor(journey).link
    assign(task=journey.tasks.first(), owner=link.member, by=lead)
    return link


@pytest.fixture
def reminded(link, lead):
    deliver()
    UploadLink.objects.update(asked_at=None)
    ask_again(link=link, by=lead)
    return link


def both(message) -> tuple[str, str]:
    return message.body, message.alternatives[0][0]


def test_the_first_mail_has_the_link_and_what_waits(journey, link, lead):
    schedule(task=journey.tasks.first(), starts_on=None, due_on=date(2031, 3, 14), by=lead)
    deliver()
    [message] = postbox.outbox
    assert (message.to, message.reply_to) == (["uma@carrier.example"], [lead.email])
    assert message.subject == f"{lead.name} asks you for something: Acme to Amazon Connect"
    for body in both(message):
        assert url_of(link) in body
        assert "Task 1" in body
        assert "due 14 Mar 2031" in body
        assert "/journeys/" not in body


def test_without_work_it_says_what_the_page_is_for(journey, lead):
    make_visitor(journey)
    deliver()
    for body in both(postbox.outbox[0]):
        assert f"What {lead.name} needs from you will be there" in " ".join(body.split())


def test_a_reminder_says_what_still_waits(reminded):
    deliver()
    message = postbox.outbox[-1]
    assert "still asks you" in message.subject
    for body in both(message):
        assert "still waits for you" in " ".join(body.split())


def test_a_contact_without_an_address_gets_none(journey, lead):
    make_link(member=add_contact(journey=journey, name="Uma Lind", by=lead), by=lead)
    assert not Mail.objects.exists()


GONE = {
    "revoked": lambda link, lead: revoke_link(link=link, by=lead),
    "removed": lambda link, lead: remove_member(member=link.member, by=lead),
    "done": lambda link, lead: assign(task=link.journey.tasks.first(), owner=None, by=lead),
    "moved": lambda link, lead: change_member(member=link.member, email="new@carrier.example", by=lead),
}


@pytest.mark.parametrize("go", GONE.values(), ids=GONE)
def test_what_is_not_wanted_any_more_is_not_sent(reminded, lead, go):
    go(reminded, lead)
    deliver()
    assert len(postbox.outbox) == 1
    assert Mail.objects.get(kind="upload_reminder").status == Mail.Status.SKIPPED


def test_what_people_wrote_breaks_neither_header_nor_markup(journey, lead):
    journey.title = "Acme\r\nBcc: x@evil.example <b>"
    journey.save()
    visitor = make_visitor(journey, "<b>Uma</b>")
    task = journey.tasks.first()
    task.title, task.owner = "<script>alert(1)</script>", visitor.link.member
    task.save()
    deliver()
    message = postbox.outbox[0]
    assert "\n" not in message.subject
    assert "<script>" not in both(message)[1]
    assert "<b>" not in both(message)[1]


def test_a_long_list_is_cut(journey, link, lead):
    task = journey.tasks.first()
    for number in range(12):
        task.items.create(kind="question", text=f"Question {number}", position=100 + number, owner=link.member)
    deliver()
    for body in both(postbox.outbox[0]):
        assert "and 3 more" in body
