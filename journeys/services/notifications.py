"""What people are told of: in the application always, by mail as each of them wants it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.text import Truncator
from django.utils.timezone import now

from journeys.models import Journey, Mail, Notification, NotificationChoice, User
from journeys.queries.notifications import DEFAULTS, choices_for
from journeys.services.outbox import post_all
from journeys.services.slots import next_morning

Kind = Notification.Kind
How = NotificationChoice.How
LONGEST = 500


@dataclass(frozen=True, slots=True)
class News:
    """What one person is to be told: `text` is a sentence, `about` has ids by noun. With a `key` it is told once."""

    user: User
    kind: Kind
    text: str
    journey: Journey | None = None
    about: dict[str, int] = field(default_factory=dict)
    key: str = ""


def notify(
    kind: Kind,
    people: Iterable[User],
    text: str,
    *,
    by: User | None,
    journey: Journey | None = None,
    key: str = "",
    by_mail: bool = True,
    **about: int,
) -> list[Notification]:
    """Tell each of `people`, but not `by`, who did it, and nobody whose account is switched off.

    `text` is a sentence. `about` has ids by noun, for the link: `task=12, comment=7`. With a `key` each person is told
    once, however often this is called. `by_mail` is False where a mail of its own tells of it (an invitation). Call it
    in the transaction of what it tells of.
    """
    told = {person.pk: person for person in people if by is None or person.pk != by.pk}
    return tell([News(told[pk], kind, text, journey, about, key) for pk in sorted(told)], by_mail=by_mail)


@contextmanager
def quietly() -> Iterator[None]:
    """Nobody is told of what is done inside: it is made up, or was long ago."""
    token = is_quiet.set(True)
    try:
        yield
    finally:
        is_quiet.reset(token)


is_quiet: ContextVar[bool] = ContextVar("is_quiet", default=False)


def tell(news: Iterable[News], *, by_mail: bool = True) -> list[Notification]:
    """Write all of the news down, and post their mails or put them off. A few queries, however many there are."""
    news = [] if is_quiet.get() else [each for each in news if each.user.is_active]
    if not news:
        return []
    how_of = wanted_by(news) if by_mail else lambda user, kind: How.NEVER
    at = now()
    written = write([row_of(each, at, how_of(each.user.pk, each.kind)) for each in news])
    people = {each.user.pk: each.user for each in news}
    post_all(mail_of(row, people[row.user_id]) for row in written if how_of(row.user_id, row.kind) == How.AT_ONCE)
    return written


def wanted_by(news: Iterable[News]) -> Callable[[int, str], How]:
    """How a person, by id, wants to be told of a kind."""
    chosen = choices_for({each.user.pk for each in news}, {each.kind for each in news})
    return lambda user, kind: chosen.get((user, kind), DEFAULTS[Kind(kind)])


def row_of(news: News, at: datetime, how: How) -> Notification:
    return Notification(
        user=news.user, kind=news.kind, journey=news.journey, text=Truncator(news.text).chars(LONGEST),
        about=news.about, key=news.key, at=at, digest_at=next_digest(news.user, how, at),
    )  # fmt: skip


def next_digest(user: User, how: str, at: datetime) -> datetime | None:
    """When the digest goes that holds what `user` is told of at `at`; None when none does."""
    if how not in (How.DAILY, How.WEEKLY):
        return None
    return next_morning(user.zone, after=at, weekly=how == How.WEEKLY)


def write(rows: list[Notification]) -> list[Notification]:
    """Those that were not there yet."""
    keyed = [row for row in rows if row.key]
    plain = Notification.objects.bulk_create([row for row in rows if not row.key])
    if not keyed:
        return plain
    Notification.objects.bulk_create(keyed, ignore_conflicts=True)
    # Which of them are new the database does not say; the time tells them from what was told before.
    facts = {"user__in": {row.user_id for row in keyed}, "key__in": {row.key for row in keyed}, "at": keyed[0].at}
    return plain + list(Notification.objects.filter(**facts).order_by("pk"))


def mail_of(notification: Notification, user: User) -> Mail:
    return Mail(
        kind="notification", email=user.email, name=user.name, user=user,
        about={"notification": notification.pk}, key=f"notification-{notification.pk}",
    )  # fmt: skip


def mark_read(*, user: User, ids: Iterable[int] | None = None) -> int:
    """Mark those of the notifications of `user` read, or all; returns how many were not."""
    unread = user.notifications.unread()
    if ids is not None:
        unread = unread.filter(pk__in=list(ids))
    return unread.update(read_at=now())
