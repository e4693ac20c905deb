from dataclasses import replace

import pytest

from journeys.playbooks.reader import read
from journeys.playbooks.tree import Tree
from journeys.web import playbook_differences
from journeys.web.playbook_differences import Part, parts_of

PLAYBOOK = """\
---
title: Move
---
# Phase: Assess
# Module: Look around
## Task 1: Count the phones
Start: +2d
#### Tools
- [List](https://example.com/list)
#### Acceptance Criteria
- The list of all phones is complete.
## Task 2: Draw the map
# Module: Plan
## Task 1: Choose a day
## Task 1: Subtask 1: Ask everyone
"""


def tree_of(text: str) -> Tree:
    tree = read(text.encode(), name="move.md").tree
    assert tree is not None
    return tree


def parts(*replaced: tuple[str, str]) -> dict[str, Part]:
    text = PLAYBOOK
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    return {part.name: part for part in parts_of(tree_of(PLAYBOOK), tree_of(text))}


def test_the_same_has_no_parts():
    tree = tree_of(PLAYBOOK)
    assert parts_of(tree, replace(tree, version="2")) == []


def test_a_branch_that_went_is_one_line_with_what_was_in_it():
    gone = PLAYBOOK[PLAYBOOK.index("# Module: Plan") :]
    [(name, part)] = parts((gone, "")).items()
    [line] = part.lines
    assert (name, part.counts) == ("removed", "1 module, 1 task, 1 subtask")
    assert (line.noun, line.title, line.above, line.more) == ("module", "Plan", "Assess", "1 task, 1 subtask")


def test_what_came_stands_where_it_came():
    part = parts(("- The list", "- Everyone was asked.\n- The list"))["added"]
    [line] = part.lines
    assert (part.counts, line.noun, line.more) == ("1 checklist item", "checklist item", "")
    assert line.above == "Assess / Look around / Count the phones"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Start: +2d\n", "", ("Start", "+2d", "")),
        ("Start: +2d", "Start: +2d\nLength: 5d", ("Length", "", "5d")),
        ("[List]", "[Table]", ("Tools", "List", "Table")),
        ("is complete", "is there", ("Words", "complete.", "there.")),
        ("title: Move", "title: Move\nsummary: By night.", ("Summary", "", "By night.")),
    ],
)
def test_a_change_has_both_sides(old, new, said):
    [line] = parts((old, new))["changed"].lines
    [field] = line.fields
    assert (field.name, field.before.middle.strip(), field.after.middle.strip()) == said


def test_a_move_says_from_where():
    moved = parts(("## Task 2: Draw the map\n", ""), ("# Module: Plan\n", "# Module: Plan\n## Task 1: Draw the map\n"))
    [line] = moved["moved"].lines
    assert (line.title, line.above, line.more) == ("Draw the map", "Assess / Plan", "from Assess / Look around")


def test_long_parts_are_cut_and_say_so(monkeypatch):
    monkeypatch.setattr(playbook_differences, "MOST_LINES", 2)
    part = parts(("- The list", "- One.\n- Two.\n- Three.\n- The list"))["added"]
    assert (part.counts, len(part.lines), part.left_out) == ("3 checklist items", 2, 1)
