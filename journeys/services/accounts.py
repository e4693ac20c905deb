"""Accounts are made here, their addresses vouched for, and lost second factors taken away."""

import logging

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError, transaction

from journeys.models import Invitation, User
from journeys.services.errors import Refusal
from journeys.services.outbox import post_ready

log = logging.getLogger("journeys.sign_in")
REMOVED = """Hello,

{by} took your second factor away: your authenticator app, passkeys and recovery codes count no longer.
You sign in with your password alone until you set up new ones on your Account page.

If you did not ask for it, tell whoever runs MigOps here."""


def make_account(
    *, email: str, name: str, password: str | None = None, is_verified: bool, is_operator: bool = False
) -> User:
    """A new account. `is_verified` says that the address is proved: by an operator's word, or by a link mailed to it.

    Without a password its person signs in by OpenID Connect, or chooses one by "Reset your password".
    """
    rights = {"is_staff": is_operator, "is_superuser": is_operator}
    try:
        with transaction.atomic():
            return User.objects.create_user(email, name, password, is_verified=is_verified, **rights)
    except IntegrityError:
        raise Refusal("There is an account with this address already.") from None


def may_sign_up(email: str, *, is_proved: bool = False) -> bool:
    """Whether someone new with this address is let in without an account that an operator made.

    Once they have proved that it is theirs, an invitation lets them in too. Before, nobody learns who is invited.
    """
    email = email.strip().lower()
    if email.rpartition("@")[2] in settings.SIGN_UP_DOMAINS:
        return True
    return is_proved and Invitation.objects.open().filter(email=email).exists()


@transaction.atomic
def trust_address(user: User) -> None:
    """The address of the account counts as verified, and is the only one that its person signs in with."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"primary": True, "verified": True})


@transaction.atomic
def remove_second_factors(*, user: User, by: User) -> bool:
    """For someone who lost phone and codes; they are told by mail. Whether there was anything to take away."""
    gone, _ = Authenticator.objects.filter(user=user).delete()
    if gone:
        log.warning("%s took the second factors of %s away", by.email, user.email)
        text = REMOVED.format(by=by.name)
        post_ready(email=user.email, name=user.name, subject="MigOps: your second factor was taken away", text=text)
    return bool(gone)
