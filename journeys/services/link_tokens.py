"""The secrets in links that go out by mail.

A token is worked out from the server's key and a serial that is kept, so that a mail can be put together when it is
sent, and sent again, while the database holds only a hash: who reads it can't make the token.
"""

import hashlib
import secrets

from django.utils.crypto import salted_hmac


def new_serial() -> str:
    return secrets.token_hex(16)


def token_for(purpose: str, serial: str) -> str:
    """The token of a row, for the link. `purpose` keeps tokens of one noun from being good for another."""
    return salted_hmac(f"migops.{purpose}", serial, algorithm="sha256").hexdigest()


def hash_of(token: str) -> str:
    """What is kept of a token, and looked for when one comes in."""
    return hashlib.sha256(token.encode()).hexdigest()
