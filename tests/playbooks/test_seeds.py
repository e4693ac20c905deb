"""The playbooks that MigOps ships."""

from pathlib import Path

import pytest

from journeys.playbooks.reader import read
from journeys.playbooks.writer import write

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.md"))


@pytest.mark.parametrize("file", SEEDS, ids=lambda file: file.stem)
def test_a_shipped_playbook_is_without_a_problem(file):
    reading = read(file.read_bytes(), name="any.md")
    assert reading.errors == reading.warnings == ()
    assert reading.tree.slug == file.stem
    again = read(write(reading.tree).encode(), name="other.md")
    assert again.tree == reading.tree
    assert again.warnings == ()


def test_the_amazon_connect_playbook_is_complete():
    (file,) = [file for file in SEEDS if file.stem == "amazon-connect-migration"]
    tree = read(file.read_bytes(), name=file.name).tree
    counts = {name: tree.counts[name] for name in ("phases", "modules", "tasks", "subtasks")}
    assert counts == {"phases": 4, "modules": 17, "tasks": 57, "subtasks": 54}
