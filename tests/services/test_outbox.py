"""From the outbox to the mail server, and what happens when that is down."""

import threading

import pytest
from django.core import mail as postbox
from django.db import connection, transaction

from journeys.mailing.messages import NotWanted, compose
from journeys.mailing.sending import KINDS
from journeys.models import Mail
from journeys.services import mails
from journeys.services.outbox import post, post_ready
from journeys.tasks import send_mail, sweep
from tests.clock import Clock
from tests.postbox import deliver

Status = Mail.Status
ANA = {"email": "ana@example.com", "name": "Ana"}
READY = {**ANA, "subject": "Hello", "text": "Your link: https://secret"}


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture
def greeting(db, monkeypatch):
    """A kind of mail of these tests."""

    def message_for(mail):
        if mail.about.get("revoked"):
            raise NotWanted("It was revoked.")
        return compose(mail, "base", subject=f"Greeting {mail.about.get('number', 0)}")

    monkeypatch.setitem(KINDS, "greeting", message_for)


def state(mail: Mail) -> tuple:
    mail.refresh_from_db()
    return mail.status, mail.reason


def test_words_are_put_together_when_it_is_sent(greeting):
    mail = post("greeting", **ANA, about={"number": 7})
    assert postbox.outbox == []
    deliver()
    [message] = postbox.outbox
    assert (message.subject, message.to) == ("Greeting 7", ["ana@example.com"])
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert message.alternatives[0][1] == "text/html"
    assert state(mail) == (Status.SENT, "")


def test_what_has_one_key_is_posted_once(greeting):
    first, second = (post("greeting", **ANA, key="greeting-7") for _ in range(2))
    assert first == second
    post("greeting", **ANA)
    post("greeting", **ANA)
    deliver()
    assert len(postbox.outbox) == 3


def test_what_must_not_go_out_by_now_is_skipped_with_the_reason(greeting):
    mail = post("greeting", **ANA, about={"revoked": 1})
    deliver()
    assert (state(mail), postbox.outbox) == ((Status.SKIPPED, "It was revoked."), [])


def test_ready_words_are_kept_until_it_is_sent(db):
    mail = post_ready(**READY, html="<p>secret</p>")
    deliver()
    [message] = postbox.outbox
    assert (message.subject, message.body, message.alternatives[0][0]) == (
        "Hello", "Your link: https://secret", "<p>secret</p>",
    )  # fmt: skip
    mail.refresh_from_db()
    assert (mail.status, mail.text, mail.html) == (Status.SENT, "", "")


def test_a_subject_is_one_line(db):
    post_ready(**{**READY, "subject": "Hello\r\nBcc: x@evil.example"})
    deliver()
    assert postbox.outbox[0].subject == "Hello Bcc: x@evil.example"


def test_while_the_mail_server_is_down_it_waits_and_says_why(db, clock, settings):
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.postbox.Down"
    mail = post_ready(**READY)
    deliver()
    for pause in mails.PAUSES[:2]:
        clock.wait(seconds=pause.total_seconds())
        deliver()
    assert state(mail) == (Status.WAITING, "The mail server could not be reached.")
    assert (mail.attempts, mail.text) == (3, READY["text"])
    settings.EMAIL_BACKEND = working
    clock.wait(minutes=30)
    deliver()
    deliver()
    assert (len(postbox.outbox), state(mail)) == (1, (Status.SENT, ""))


def test_in_the_end_it_is_given_up_and_may_be_sent_again(db, clock, settings, journey):
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.postbox.Down"
    mail = post_ready(**READY)
    deliver()
    for pause in mails.PAUSES:
        clock.wait(seconds=pause.total_seconds())
        deliver()
    assert state(mail)[0] == Status.FAILED
    settings.EMAIL_BACKEND = working
    mails.send_again(mail=mail, by=journey.created_by)
    deliver()
    assert (len(postbox.outbox), state(mail)[0]) == (1, Status.SENT)
    mails.send_again(mail=mail, by=journey.created_by)
    deliver()
    assert len(postbox.outbox) == 1


def test_what_cannot_be_put_together_waits_and_the_worker_lives(db):
    mail = post("unheard-of", **ANA)
    other = post_ready(**READY)
    deliver()
    assert (state(mail)[0], state(other)[0]) == (Status.WAITING, Status.SENT)
    assert "unexpected error" in mail.reason


def test_one_of_a_transaction_that_is_rolled_back_was_never_there(committing):
    def fail():
        with transaction.atomic():
            post_ready(**READY)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (Mail.objects.count(), postbox.outbox) == (0, [])


def test_the_worker_hears_of_it_on_commit_and_one_of_several_sends_it(committing, settings):
    settings.EMAIL_BACKEND = "tests.postbox.Down"
    mail = post_ready(**READY)
    assert state(mail) == (Status.WAITING, "The mail server could not be reached.")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Mail.objects.update(try_at=mail.created_at)

    def send():
        try:
            send_mail.delay(mail.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(postbox.outbox), state(mail)[0]) == (1, Status.SENT)


@pytest.mark.parametrize("waiting", [0, 3])
def test_the_sweep_asks_little_when_nothing_is_due(db, clock, waiting, django_assert_max_num_queries):
    for _ in range(waiting):
        post_ready(**READY)
    Mail.objects.update(try_at=clock.at.replace(year=2030))
    with django_assert_max_num_queries(18):
        sweep.delay()
