"""What a mail says and carries."""

import pytest
from django.core import mail as postbox

from journeys.mailing.document import MOST_ATTACHED
from journeys.models import Document, Journey, Mail, Member, Role
from journeys.services import scheduled_runs
from journeys.services.tasks import set_status
from journeys.tasks import render_document, send_mail
from tests.clock import MONDAY, Clock
from tests.makers import make_schedule

pytestmark = pytest.mark.usefixtures("disk")


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture
def sent(journey, clock):
    """The message that someone gets, by name."""
    Member.objects.create(journey=journey, name="Desk", email="desk@example.com", role=Role.CONTACT)

    def sent(name="Owner", *, kind="status-report", format="docx", size=0, **changes):
        Journey.objects.filter(pk=journey.pk).update(**changes)
        schedule = make_schedule(journey, kind=kind, format=format, recipients=[journey.members.get(name=name)])
        clock.set(MONDAY.replace(hour=7))
        run = scheduled_runs.start_run(schedule.pk)
        render_document.delay(run.document_id)
        if size:
            Document.objects.filter(pk=run.document_id).update(size=size)
        send_mail.delay(Mail.objects.get(run=run).pk)
        return postbox.outbox[-1]

    return sent


def both(message) -> tuple[str, str]:
    return message.body, message.alternatives[0][0]


def test_subject_and_body_say_how_it_stands(journey, sent):
    task = journey.tasks.first()
    set_status(task=task, status="blocked", reason="No rota.", by=journey.created_by)
    message = sent()
    light = message.subject.rsplit(", ", 1)[1]
    assert message.subject == f"Acme to Amazon Connect: status report 1, {light}"
    for body in both(message):
        assert "0 of 3 tasks in scope completed" in body
        assert "0 overdue, 1 blocked" in body
        assert "Target date: " in body
        assert light in body.lower()


def test_answers_go_to_who_made_the_schedule(sent):
    message = sent()
    assert (message.to, message.reply_to) == (["owner@example.com"], ["owner@example.com"])
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_member_gets_the_file_and_the_way_to_all_reports(journey, sent):
    message = sent()
    assert message.attachments[0][0].endswith("status report 1.docx")
    for body in both(message):
        assert f"http://testserver/journeys/{journey.pk}/documents/" in body
        assert "The document is attached" in body


def test_a_contact_gets_no_link_that_leads_to_a_sign_in(sent):
    message = sent("Desk")
    assert len(message.attachments) == 1
    assert all("testserver" not in body for body in both(message))


@pytest.mark.parametrize(("size", "attached"), [(MOST_ATTACHED, 1), (MOST_ATTACHED + 1, 0), (54_000_000, 0)])
def test_a_file_over_ten_megabytes_is_a_link(sent, size, attached):
    message = sent(size=size)
    assert len(message.attachments) == attached
    for body in both(message):
        assert ("too much for a mail" in body) == (not attached)
        assert "/download/" in body


def test_a_contact_is_told_whom_to_ask_for_a_large_one(sent):
    for body in both(sent("Desk", size=54_000_000)):
        assert "The document has 54 MB" in body
        assert "Ask Owner" in body


def test_other_kinds_come_without_a_headline(sent):
    message = sent(kind="roadmap", format="csv")
    assert message.subject == "Acme to Amazon Connect: roadmap 1"
    assert message.attachments[0][2] == "text/csv; charset=utf-8"


def test_a_title_breaks_neither_header_nor_markup(sent):
    message = sent(title="Acme\r\nBcc: x@evil.example <b>&amp;")
    assert message.subject.startswith("Acme Bcc: x@evil.example <b>&amp;: status report 1")
    assert "<b>&amp;" in message.body
    assert "&lt;b&gt;&amp;amp;" in message.alternatives[0][0]
