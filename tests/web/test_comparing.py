import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.web.comparing import Side, sides


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Planned", "Blocked", (Side("", "Planned", ""), Side("", "Blocked", ""))),
        ("3 Mar 2027", "14 Mar 2027", (Side("", "3", " Mar 2027"), Side("", "14", " Mar 2027"))),
        ("Port numbers", "Port all numbers", (Side("Port ", "", "numbers"), Side("Port ", "all ", "numbers"))),
        ("", "New", (Side("", "", ""), Side("", "New", ""))),
        ("one one", "one", (Side("one", " one", ""), Side("one", "", ""))),
    ],
)
def test_what_differs_is_in_the_middle(before, after, expected):
    assert sides(before, after) == expected


def test_long_texts_are_cut_around_it():
    same = "word " * 100
    before, after = sides(f"{same}old {same}", f"{same}new {same}")
    assert (before.middle, after.middle) == ("old", "new")
    assert before.head.startswith("…")
    assert before.tail.endswith("…")
    assert len(before.head + before.tail) < 100
    assert len(sides("", "a" * 40_000)[1].middle) == 401


@given(st.text(max_size=60), st.text(max_size=60))
def test_short_texts_are_shown_whole(before, after):
    for text, side in zip((before, after), sides(before, after), strict=True):
        assert side.head + side.middle + side.tail == text
