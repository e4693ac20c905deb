import pytest
from django.core import mail as postbox

from journeys.mailing.digest import MOST
from journeys.models import Journey, Mail, Notification
from journeys.services.digests import send_now
from journeys.services.members import remove_member
from journeys.services.notifications import mark_read, notify
from tests.makers import make_journey
from tests.postbox import deliver

Kind = Notification.Kind


@pytest.fixture
def viewer(cast):
    return cast["viewer"]


def tell(viewer, journey, text="It is blocked.", kind=Kind.BLOCKED):
    return notify(kind, [viewer], text, by=None, journey=journey)[0]


def sent():
    send_now()
    deliver()
    return postbox.outbox[-1] if postbox.outbox else None


def test_it_is_grouped_by_journey_and_kind(viewer, journey):
    owner = journey.created_by
    other = make_journey(by=owner, title="Beta to Amazon Connect")
    tell(owner, other, "Of beta.")
    first = tell(owner, journey, "Late.", Kind.OVERDUE)
    tell(owner, journey, "Blocked.")
    message = sent()
    assert message.subject == "3 notifications: 2 journeys"
    for body in (message.body, message.alternatives[0][0]):
        places = [
            body.index(words) for words in ("Acme", "Overdue", "Late.", "Blocked, or", "Blocked.", "Beta", "Of beta.")
        ]
        assert places == sorted(places)
        assert f"http://testserver/notifications/{first.pk}/" in body
        assert "http://testserver/account/notifications/" in body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_one_journey_is_named_in_the_subject(viewer, journey):
    Journey.objects.filter(pk=journey.pk).update(title="Acme\r\nBcc: x@evil.example <b>")
    tell(viewer, journey, "<script>alert(1)</script>")
    message = sent()
    assert message.subject == "1 notification: Acme Bcc: x@evil.example <b>"
    html = message.alternatives[0][0]
    assert "<script>" not in html
    assert "<b>" not in html
    assert "<script>alert(1)</script>" in message.body


def test_what_was_read_or_is_not_theirs_by_then_is_left_out(viewer, journey):
    first = tell(viewer, journey, "The first.")
    tell(viewer, journey, "The second.")
    send_now()
    mark_read(user=viewer, ids=[first.pk])
    deliver()
    assert "The first." not in postbox.outbox[0].body
    tell(viewer, journey)
    send_now()
    remove_member(member=journey.members.get(user=viewer), by=journey.created_by)
    deliver()
    assert len(postbox.outbox) == 1
    assert Mail.objects.get(status=Mail.Status.SKIPPED).reason.startswith("All that it tells of")


def test_a_very_long_one_says_how_many_more_there_are(viewer, journey):
    for number in range(MOST + 2):
        tell(viewer, journey, f"Number {number}.")
    message = sent()
    assert "And 2 more" in message.body
    assert "Number 101." not in message.body
