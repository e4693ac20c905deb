"""Secrets that are read again are stored encrypted, with a key that comes of MIGOPS_SECRET_KEY."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac

from journeys.services.errors import Refusal


def seal(text: str) -> str:
    return cipher().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text that was sealed. Refuses what was sealed with another key, or changed since."""
    try:
        return cipher().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Refusal(
            "This can't be read any more, since the key of this installation was changed. Ask whoever runs MigOps here."
        ) from None


def cipher() -> Fernet:
    return Fernet(urlsafe_b64encode(salted_hmac("journeys.services.sealing", "key", algorithm="sha256").digest()))
