"""The people whom every page and every write is tried with, and what they get."""

import pytest

EVERYONE = ("admin", "contributor", "stakeholder", "viewer", "stranger", "nobody")


def each_gets(*statuses: int):
    """Runs a test once for each of the cast, with the status that they get, in the order of `EVERYONE`."""
    return pytest.mark.parametrize(("who", "status"), list(zip(EVERYONE, statuses, strict=True)))


# Every member reads; a stranger learns nothing, and nobody is led to the sign-in page.
members_read = each_gets(200, 200, 200, 200, 404, 302)
