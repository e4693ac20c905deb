"""Mail leaves by the outbox: a row in the transaction of what it tells of, sent by a worker once that has committed.

A mail that is rolled back was never there, and a mail server that is down stops nobody's work: see `mails.py` for what
becomes of the row. Its words are put together when it is sent, by the module of its kind in `journeys/mailing/`, from
the ids in `about`. To send a new kind of mail:

1. In the service: `post("invitation", email=…, name=…, about={"invitation": invitation.pk})`.
2. In `journeys/mailing/invitation.py` a function `message_for(mail: Mail) -> EmailMultiAlternatives`, which looks up
   what `mail.about` names, raises `NotWanted("Why it must not go out any more.")` where that is so, and ends with
   `compose(mail, "invitation", subject=…, **facts)`, for `templates/django/mail/invitation.html` and `.txt`.
3. One line in `KINDS` of `journeys/mailing/sending.py`.

Tests call `tests.postbox.deliver()` for what the worker does, then look into `django.core.mail.outbox`.
"""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.timezone import now

from journeys.models import Mail, Member, User
from journeys.services.queues import nudge

TASK = "journeys.send_mail"


def post(
    kind: str,
    *,
    email: str,
    name: str,
    user: User | None = None,
    member: Member | None = None,
    about: Mapping[str, int | list[int]] | None = None,
    key: str = "",
) -> Mail:
    """Put a mail in line: to `email`, which belongs to `name`. What has the same `key` is not posted twice.

    `about` has ids by noun, never words or secrets: those are worked out when the mail is sent.
    """
    return put(kind=kind, email=email, name=name, user=user, member=member, about=about or {}, key=key)


def post_ready(*, email: str, name: str, subject: str, text: str, html: str = "") -> Mail:
    """Put a mail in line whose words are ready. They are kept only until it is sent."""
    return put(kind="ready", email=email, name=name, subject=subject, text=text, html=html)


def post_all(mails: Iterable[Mail]) -> None:
    """Put many in line at once: rows with all that `post` takes, whose keys, if any, are new."""
    rows = list(mails)
    for mail in rows:
        mail.try_at = now()
    for mail in Mail.objects.bulk_create(rows):
        nudge_on_commit(mail)


def nudge_on_commit(mail: Mail) -> None:
    """Tell a worker of it once it is there to be seen. Without a broker the sweep makes up for it."""
    transaction.on_commit(lambda: nudge(TASK, mail.pk))


@transaction.atomic
def put(*, key: str = "", **facts) -> Mail:
    facts["try_at"] = now()
    if not key:
        mail, is_new = Mail.objects.create(**facts), True
    else:
        mail, is_new = Mail.objects.get_or_create(key=key, defaults=facts)
    if is_new:
        nudge_on_commit(mail)
    return mail
