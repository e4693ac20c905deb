"""The tokens that scripts sign in to the API with."""

from rest_framework.authtoken.models import Token

from journeys.models import User


def token_of(user: User) -> str:
    """The person's token: the same each time, until it is revoked."""
    token, _ = Token.objects.get_or_create(user=user)
    return token.key


def revoke_token(user: User) -> None:
    """Whoever has the person's token can no longer use it."""
    Token.objects.filter(user=user).delete()
