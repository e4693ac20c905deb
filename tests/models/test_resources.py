"""A phone number as a phone dials it."""

import pytest

from journeys.models.resources import dialled


@pytest.mark.parametrize(
    ("phone", "number"),
    [
        ("+49 (0)30 123-45", "+493012345"), ("030 / 12 34 5", "03012345"),
        ("+1.555.0100, ext. 6", "+15550100"),
        ("*31# 112", "*31#112"), ("see the list", ""), ("", ""), ("12", ""), ("javascript:alert(1)", ""),
    ],
)  # fmt: skip
def test_what_is_dialled(phone, number):
    assert dialled(phone) == number
