"""Versions in the order in which people count them."""

import re

_PARTS = re.compile(r"\d+|[a-z]+")


def order_of(version: str) -> tuple:
    """A key to sort versions by: 1.9 before 1.10, and 2.0-rc1 before 2.0."""
    release, _, stage = version.lower().removeprefix("v").partition("-")
    return parts_of(release), not stage, parts_of(stage)


def parts_of(text: str) -> tuple[tuple[bool, int, str], ...]:
    """Words stand before numbers."""
    return tuple(
        (part.isdigit(), int(part) if part.isdigit() else 0, "" if part.isdigit() else part)
        for part in _PARTS.findall(text)
    )
