"""How each person wants to be told by mail, and the links in mails that end it."""

from collections.abc import Iterable, Mapping
from zoneinfo import available_timezones

from django.core import signing
from django.db import transaction
from django.utils.timezone import now

from journeys.models import Notification, NotificationChoice, User
from journeys.queries.notifications import choices_of
from journeys.services.errors import Refusal
from journeys.services.notifications import next_digest
from journeys.services.slots import next_morning

Kind = Notification.Kind
How = NotificationChoice.How
SALT = "migops.unsubscribe"
# What the link in a digest is about: all that comes in digests.
DIGESTS = "digests"


@transaction.atomic
def choose(*, user: User, choices: Mapping[str, str]) -> None:
    """Say for some kinds how `user` wants to be told. What waits for a digest follows."""
    if not set(choices) <= set(Kind.values) or not set(choices.values()) <= set(How.values):
        raise Refusal("Choose at once, daily, weekly or never, for each kind.")
    rows = [NotificationChoice(user=user, kind=kind, how=how) for kind, how in choices.items()]
    NotificationChoice.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["how"]
    )
    put_off(user, choices)


@transaction.atomic
def choose_zone(*, user: User, time_zone: str) -> None:
    """Digests of `user` go by the clocks of that time zone; of an empty one by those of the installation."""
    if time_zone and time_zone not in available_timezones():
        raise Refusal("Choose a time zone from the list.")
    user.time_zone = time_zone
    user.remind_at = next_morning(user.zone, after=now())
    user.save(update_fields=["time_zone", "remind_at"])
    put_off(user, choices_of(user))


def put_off(user: User, choices: Mapping[Kind, How] | Mapping[str, str]) -> None:
    """Move what waits for a digest to the one that is next by now; what is never mailed waits no longer."""
    for how in How.values:
        kinds = [kind for kind, chosen in choices.items() if chosen == how]
        waiting = user.notifications.filter(kind__in=kinds, digest_at__isnull=False)
        if kinds and how == How.AT_ONCE:
            continue  # a mail for each of what was put together so far is more than they asked for
        if kinds:
            waiting.update(digest_at=next_digest(user, how, now()))


def unsubscribe_token(user: User, what: str) -> str:
    """For a link that ends the mails of one kind, or all DIGESTS, without signing in."""
    return signing.dumps([user.pk, what], salt=SALT)


def unsubscriber(token: str) -> tuple[User, str] | None:
    """Whom the token is for, and what it ends; None for one that is not ours."""
    try:
        pk, what = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk).first()
    return (user, what) if user else None


def unsubscribe(*, user: User, what: str) -> None:
    """No more mails of that kind; of DIGESTS none of what came in them, and of an empty one none at all."""
    choose(user=user, choices=dict.fromkeys(kinds_of(user, what), How.NEVER))


def kinds_of(user: User, what: str) -> Iterable[str]:
    if what == DIGESTS:
        return [kind for kind, how in choices_of(user).items() if how in (How.DAILY, How.WEEKLY)]
    return [what] if what in Kind.values else Kind.values
