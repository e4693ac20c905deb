"""What an authenticator app shows."""

import base64
import hmac
import struct
import time


def code_of(secret: str, steps: int = 0) -> str:
    """The code for now, or for `steps` half minutes later."""
    counter = int(time.time()) // 30 + steps
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", counter), "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def wrong_code_of(secret: str) -> str:
    """A code that fits neither now nor around it."""
    fitting = {code_of(secret, steps) for steps in range(-3, 4)}
    return next(
        code for code in ("000000", "111111", "222222", *map(str, range(333333, 333343))) if code not in fitting
    )
