"""The first admin of a new installation, by a link that only who starts the server sees."""

from django.core import signing
from django.db import transaction
from django.urls import reverse

from journeys.models import Space, SpaceMember, User
from journeys.services.accounts import make_account
from journeys.services.errors import Refusal

SALT = "journeys.welcome"
VALID_SECONDS = 24 * 60 * 60
FIRST_SPACE = "Migrations"


def is_new() -> bool:
    """Nobody has an account that can sign in yet."""
    return not User.objects.filter(is_superuser=True).exists()


def make_token() -> str:
    return signing.TimestampSigner(salt=SALT).sign("first-admin")


def make_link(base_url: str) -> str | None:
    """The address of the welcome page for the very first visitor; None when there is an admin already."""
    return base_url.rstrip("/") + reverse("welcome", args=[make_token()]) if is_new() else None


def is_valid(token: str) -> bool:
    """A token counts for a day, and only while there is no admin: so it counts once."""
    try:
        signing.TimestampSigner(salt=SALT).unsign(token, max_age=VALID_SECONDS)
    except signing.BadSignature:
        return False
    return is_new()


@transaction.atomic
def create_first_admin(*, token: str, name: str, email: str, password: str) -> User:
    """The operator of this installation, with a first space to work in."""
    # The space's unique name lets only one of two first admins through, also on PostgreSQL.
    space, _ = Space.objects.get_or_create(name=FIRST_SPACE)
    Space.objects.select_for_update().get(pk=space.pk)
    if not is_valid(token):
        raise Refusal("This link was used already, or is too old. Start MigOps again to get a new one.")
    user = make_account(email=email, name=name, password=password, is_verified=True, is_operator=True)
    SpaceMember.objects.create(space=space, user=user, role=SpaceMember.Role.ADMIN)
    return user
