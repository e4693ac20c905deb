"""Tools of a task are added, changed and removed."""

import pytest

from journeys.queries.history import describe
from journeys.services import tools
from journeys.services.errors import Refusal
from journeys.services.tools import add_tool, change_tool, remove_tool
from journeys.services.undo import undo_change


@pytest.fixture
def by(journey):
    return journey.created_by


@pytest.fixture
def task(journey):
    return journey.tasks.in_order().first()


def words(journey) -> str:
    return describe(journey.events.first())


def test_a_new_one_stands_behind_the_others(journey, task, by):
    add_tool(task=task, name=" Call  flow designer ", by=by)
    add_tool(task=task, name="", url="https://example.com/flows", by=by)
    assert [(tool.name, tool.url) for tool in task.tools.all()] == [
        ("Calculator", "https://example.com/calculator"),
        ("Call flow designer", ""),
        ("https://example.com/flows", "https://example.com/flows"),
    ]
    assert words(journey) == "added the tool “https://example.com/flows” to “Task 1”"


def test_one_is_changed_once(journey, task, by):
    tool = task.tools.get()
    for _ in range(2):
        change_tool(tool=tool, name="Planner", url="", by=by)
    assert journey.events.filter(verb="tool.changed").count() == 1
    assert words(journey) == (
        "changed the tool “Calculator” of “Task 1”: name from Calculator to Planner, "
        "address from https://example.com/calculator to none"
    )


def test_one_is_removed(journey, task, by):
    tool = task.tools.get()
    remove_tool(tool=tool, by=by)
    assert not task.tools.exists()
    assert words(journey) == "removed the tool “Calculator” from “Task 1”"
    for act in (lambda: remove_tool(tool=tool, by=by), lambda: change_tool(tool=tool, name="x", url="", by=by)):
        with pytest.raises(Refusal, match="removed meanwhile"):
            act()


def test_a_removed_one_comes_back(journey, task, by):
    before = list(task.tools.values())
    remove_tool(tool=task.tools.get(), by=by)
    undo_change(undo=journey.undos.get(), by=by)
    assert list(task.tools.values()) == before


@pytest.mark.parametrize(
    ("name", "url", "reason"),
    [
        ("", "", "a name or an address"),
        ("x", "javascript:alert(1)", "begins with https"),
        ("x", "https://a b", "begins with https"),
        ("x" * 501, "", "at most 500"),
        ("Fine", "", "at most 1 tools"),
    ],
)
def test_what_is_refused(task, by, monkeypatch, name, url, reason):
    monkeypatch.setattr(tools, "MOST_TOOLS", 1 if name == "Fine" else 10)
    with pytest.raises(Refusal, match=reason):
        add_tool(task=task, name=name, url=url, by=by)
    assert task.tools.count() == 1
