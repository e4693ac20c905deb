import pytest
from django.core import mail as postbox

from journeys.models import Journey, Mail, Notification
from journeys.services.members import remove_member
from journeys.services.notifications import mark_read, notify
from tests.postbox import deliver

Kind = Notification.Kind
EVIL = "Lea <script>alert(1)</script>\r\nBcc: x@evil.example assigned you a task."


@pytest.fixture
def viewer(cast):
    return cast["viewer"]


def told(journey, viewer, text="Lea assigned you the task Order the lines."):
    [notification] = notify(Kind.ASSIGNED, [viewer], text, by=None, journey=journey, task=journey.tasks.first().pk)
    return notification


def test_it_says_what_where_and_how_to_end_it(journey, viewer):
    notification = told(journey, viewer)
    deliver()
    [message] = postbox.outbox
    assert message.to == [viewer.email]
    assert message.subject == "Acme to Amazon Connect: Lea assigned you the task Order the lines."
    for body in (message.body, message.alternatives[0][0]):
        assert "Lea assigned you the task Order the lines." in body
        assert f"http://testserver/notifications/{notification.pk}/" in body
        assert "http://testserver/account/notifications/" in body
        assert "http://testserver/unsubscribe/" in body
        assert "Something is assigned to me" in body


def test_mail_programs_can_end_it_with_one_click(journey, viewer):
    told(journey, viewer)
    deliver()
    headers = postbox.outbox[0].extra_headers
    assert headers["List-Unsubscribe"].startswith("<http://testserver/unsubscribe/")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_words_from_people_break_neither_header_nor_markup(journey, viewer):
    Journey.objects.filter(pk=journey.pk).update(title="<b>Acme</b>\nBcc: y@evil.example")
    told(journey, viewer, EVIL)
    deliver()
    [message] = postbox.outbox
    assert "\n" not in message.subject
    assert message.subject.startswith("<b>Acme</b> Bcc: y@evil.example: Lea <script>")
    html = message.alternatives[0][0]
    assert "<script>" not in html
    assert "<b>Acme" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" in message.body
    assert message.message()["Bcc"] is None


def leaves(journey, viewer):
    remove_member(member=journey.members.get(user=viewer), by=journey.created_by)


def is_switched_off(journey, viewer):
    viewer.is_active = False
    viewer.save()


def has_read_it(journey, viewer):
    mark_read(user=viewer)


def had_it_deleted(journey, viewer):
    Notification.objects.all().delete()


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        (leaves, "may not see the journey"),
        (is_switched_off, "switched off"),
        (has_read_it, "was read"),
        (had_it_deleted, "was deleted"),
    ],
)
def test_what_is_not_wanted_by_then_is_not_sent(journey, viewer, before, reason):
    told(journey, viewer)
    before(journey, viewer)
    deliver()
    mail = Mail.objects.get()
    assert (mail.status, postbox.outbox) == (Mail.Status.SKIPPED, [])
    assert reason in mail.reason
