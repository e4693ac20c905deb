"""Titles to slugs: plain ASCII, never empty, and as different as the titles are."""

import re
import unicodedata
from hashlib import sha256

SLUG_LIMIT = 80
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


def slug_of(title: str) -> str:
    """The slug of `title`: a-z, 0-9 and hyphens, at most 80 characters.

    Letters that ASCII cannot show, and text beyond the limit, are stood for by a hash of the title.
    """
    plain = title.casefold() if title.isascii() else _without_accents(title.casefold())
    slug = _NOT_PLAIN.sub("-", plain).strip("-")
    if slug and len(slug) <= SLUG_LIMIT and not _has_lost_letters(plain):
        return slug
    mark = sha256(title.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{slug[: SLUG_LIMIT - 11]}-{mark}".lstrip("-").replace("--", "-")


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _has_lost_letters(plain: str) -> bool:
    return not plain.isascii() and any(c.isalnum() and not c.isascii() for c in plain)
