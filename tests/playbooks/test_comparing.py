from dataclasses import replace

import pytest

from journeys.playbooks.comparing import Difference, compare, nodes_of
from journeys.playbooks.reader import read
from journeys.playbooks.tree import Tree

PLAYBOOK = """\
---
title: Move
summary: How to move.
---
# Phase: Assess
# Module: Look around
## Task 1: Count the phones
#### Description
Every phone in every building, by its type.
#### Tools
- [List](https://example.com/list)
#### Acceptance Criteria
- The list of all phones is complete.
- The owner has signed the list.
## Task 1: Subtask 1: Ask the branches
## Task 2: Draw the map
# Module: Plan
## Task 1: Choose a day
# Phase: Migrate
# Module: Switch
## Task 1: Switch over
#### Checks
- The carrier is there.
"""


def tree_of(text: str) -> Tree:
    tree = read(text.encode(), name="move.md").tree
    assert tree is not None
    return tree


def difference(*replaced: tuple[str, str]) -> Difference:
    text = PLAYBOOK
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    return compare(tree_of(PLAYBOOK), tree_of(text))


def said(difference: Difference) -> dict[str, list]:
    """What differs, in short."""
    every = {
        "added": [(node.noun, node.title) for node in difference.added],
        "removed": [(node.noun, node.title) for node in difference.removed],
        "changed": [(pair.new.noun, pair.new.title, pair.fields) for pair in difference.changed],
        "elsewhere": [(pair.new.title, pair.new.parent.title) for pair in difference.pairs if pair.is_elsewhere],
        "reordered": [pair.new.title for pair in difference.pairs if pair.is_reordered],
    }
    return {name: found for name, found in every.items() if found}


def test_a_tree_is_the_same_as_itself():
    found = difference()
    assert found.is_same
    assert len(found.pairs) == len(list(nodes_of(tree_of(PLAYBOOK)))) == 14


def test_another_version_alone_is_no_difference():
    tree = tree_of(PLAYBOOK)
    assert compare(tree, replace(tree, version="7")).is_same


def test_nodes_know_what_is_above_them():
    nodes = {node.title: node for node in nodes_of(tree_of(PLAYBOOK))}
    above = [node.title for node in nodes["The owner has signed the list."].above]
    assert above == ["Assess", "Look around", "Count the phones"]
    assert nodes["Ask the branches"].noun == "subtask"
    assert nodes["Draw the map"].place == 1


@pytest.mark.parametrize(
    ("old", "new", "noun", "title", "fields"),
    [
        ("summary: How to move.", "summary: How to move well.", "playbook", "Move", ("summary",)),
        ("# Phase: Migrate\n", "# Phase: Migrate\nBy night.\n", "phase", "Migrate", ("description",)),
        ("by its type.", "by its maker.", "task", "Count the phones", ("description",)),
        ("example.com/list", "example.com/all", "task", "Count the phones", ("tools",)),
        ("Task 2: Draw the map\n", "Task 2: Draw the map\nStart: +2d\nLength: 3d\n", "task", "Draw the map",
         ("starts_after", "length")),
        ("Draw the map", "Draw the map!", "task", "Draw the map!", ("title",)),
        ("- The carrier", "##### Inbound\n- The carrier", "item", "The carrier is there.", ("section",)),
    ],
)  # fmt: skip
def test_what_changed_is_named(old, new, noun, title, fields):
    assert said(difference((old, new))) == {"changed": [(noun, title, fields)]}


def test_what_came_and_went():
    found = difference(
        ("## Task 2: Draw the map\n", "## Task 2: Order trunks\n#### Acceptance Criteria\n- Ordered.\n"),
        ("- The carrier is there.\n", "- The carrier is there.\n- The bridge is open.\n"),
    )
    assert said(found) == {
        "added": [("task", "Order trunks"), ("item", "Ordered."), ("item", "The bridge is open.")],
        "removed": [("task", "Draw the map")],
    }


def test_a_reworded_item_is_known_again_in_its_task():
    found = difference(("The list of all phones is complete.", "The list of all phones is really complete."))
    assert said(found) == {"changed": [("item", "The list of all phones is really complete.", ("text",))]}


def test_the_same_line_of_another_task_is_another_item():
    found = difference(
        ("- The owner has signed the list.\n", ""),
        ("- The carrier is there.\n", "- The carrier is there.\n- The owner has signed the list.\n"),
    )
    assert said(found)["added"] == said(found)["removed"] == [("item", "The owner has signed the list.")]


def test_a_renamed_parent_keeps_its_children():
    found = difference(("# Phase: Assess", "# Phase: Discover"), ("# Module: Look around", "# Module: Look and count"))
    assert said(found) == {
        "changed": [("phase", "Discover", ("title",)), ("module", "Look and count", ("title",))],
    }


def test_a_task_is_known_again_in_another_module():
    found = difference(
        ("## Task 2: Draw the map\n", ""), ("# Module: Switch\n", "# Module: Switch\n## Task 1: Draw the map\n")
    )
    assert said(found) == {"elsewhere": [("Draw the map", "Switch")]}


def test_of_a_new_order_the_fewest_moves_are_told():
    old = tree_of("# Module: M\n" + "".join(f"## Task {n}: Step {n}\n" for n in range(1, 7)))
    [phase] = old.phases
    [module] = phase.modules
    one, *others = module.tasks
    new = replace(old, phases=(replace(phase, modules=(replace(module, tasks=(*others, one)),)),))
    assert said(compare(old, new)) == {"reordered": ["Step 1"]}


def test_nodes_without_keys_are_never_the_same_by_key():
    old = tree_of(PLAYBOOK)
    new = replace(old, phases=(*old.phases, replace(old.phases[1], title="Again and new", key="", modules=())))
    assert said(compare(old, new)) == {"added": [("phase", "Again and new")]}
