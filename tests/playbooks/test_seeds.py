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
    tree = read_seed("amazon-connect-migration")
    counts = {name: tree.counts[name] for name in ("phases", "modules", "tasks", "subtasks")}
    assert counts == {"phases": 4, "modules": 17, "tasks": 57, "subtasks": 54}


def read_seed(slug: str):
    (file,) = [file for file in SEEDS if file.stem == slug]
    return read(file.read_bytes(), name=file.name).tree


@pytest.mark.parametrize("file", SEEDS, ids=lambda file: file.stem)
def test_every_task_says_when_it_is_to_be_done(file):
    tasks = list(read(file.read_bytes(), name=file.name).tree.tasks())
    assert [task.title for task in tasks if task.starts_after is None or task.length is None] == []


def test_the_steps_to_lifetime_value_are_tasks_in_their_order():
    descriptions = [task.description for task in read_seed("customer-lifetime-value").tasks()]
    steps = [text.partition(".")[0] for text in descriptions if text.startswith("Step ")]
    assert steps == [f"Step {number}" for number in range(1, 12)]


@pytest.mark.parametrize("slug", ["customer-lifetime-value", "contact-center-data-lake"])
def test_the_six_pillars_are_checks(slug):
    sections = {item.section for task in read_seed(slug).tasks() for item in task.items if item.kind == "check"}
    assert sections >= {
        "Operational excellence", "Security", "Reliability",
        "Performance efficiency", "Cost optimization", "Sustainability",
    }  # fmt: skip


def test_the_published_findings_are_kept():
    texts = " ".join(task.description for task in read_seed("contact-center-data-lake").tasks())
    for figure in ("4.3 million", "31 %", "4.6 million", "2.6 million", "241 %"):
        assert figure in texts
