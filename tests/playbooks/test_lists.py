"""The lists within a description."""

import pytest

from journeys.playbooks.lists import bullet_lists


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("Only words.\nAnd more.", []),
        ("- one\n- two", [(0, 2, ("one", "two"))]),
        ("Do:\n- one\n\n- two\n\nDone.", [(1, 4, ("one", "two"))]),
        ("1. one\n2. two\n\n## Then\n* three", [(0, 2, ("one", "two")), (4, 5, ("three",))]),
        ("- one\n## Then", [(0, 1, ("one",))]),
        ("- one\n  - below\n\n  more\nlazy", [(0, 5, ("one\n- below\n\nmore\nlazy",))]),
        ("```\n- code\n```\n- one", [(3, 4, ("one",))]),
        ("-\n-", []),
    ],
)
def test_where_they_are_and_what_is_in_them(text, found):
    assert [(each.start, each.end, each.entries) for each in bullet_lists(text)] == found
