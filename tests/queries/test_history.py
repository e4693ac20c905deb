import ast
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.access import ALLOWED, SPACE_ALLOWED
from journeys.models import Event, Outcome, Role, Task
from journeys.queries.events import recent
from journeys.queries.history import (
    GROUPS,
    WORDS,
    Texts,
    describe,
    sides_of,
    texts_of,
)
from journeys.services.comments import add_comment
from journeys.services.items import settle
from journeys.services.journeys import change_journey
from journeys.services.members import add_member
from journeys.services.tasks import assign, edit_text, schedule, set_status
from tests.makers import make_user

SERVICES = Path(__file__).parents[2] / "journeys" / "services"


def verbs_of_services() -> set[str]:
    """Every text that looks like a verb (a noun, a dot, what happened to it) in a service that records events."""
    sources = [file.read_text() for file in SERVICES.glob("*.py")]
    texts = {
        node.value
        for source in sources
        if "record(" in source
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    # Names of background tasks and salts begin with the name of the app.
    whole = {text for text in texts if re.fullmatch(r"(?!journeys\.)[a-z]+\.[a-z_]+", text)}
    ends = {text for text in texts if re.fullmatch(r"\.[a-z]+_scope", text)}
    return (whole - {*ALLOWED, *SPACE_ALLOWED}) | {noun + end for noun in ("phase", "module") for end in ends}


def test_every_verb_that_services_write_has_words():
    verbs = verbs_of_services()
    assert {"task.completed", "phase.left_scope", "file.attached", "document.requested"} <= verbs
    assert verbs == set(WORDS)


def test_every_verb_is_in_one_group_of_the_filter():
    nouns = [noun for _, nouns in GROUPS.values() for noun in nouns]
    assert sorted(nouns) == sorted({verb.split(".")[0] for verb in WORDS})


@pytest.mark.django_db
def test_what_services_did_reads_as_a_sentence(journey):
    admin = journey.created_by
    ben = add_member(journey=journey, email=make_user("Ben").email, role=Role.CONTRIBUTOR, by=admin)
    task = journey.tasks.first()
    item = task.items.first()
    task = edit_text(task=task, field="title", text="Kick off", base_revision=99, by=admin)
    edit_text(task=task, field="description", text="Meet everyone.", base_revision=99, by=admin)
    assign(task=task, owner=ben, by=admin)
    assign(task=task, owner=None, by=admin)
    schedule(task=task, starts_on=None, due_on=date(2027, 2, 3), by=admin)
    set_status(task=task, status=Task.Status.BLOCKED, reason="The carrier is silent.", by=admin)
    settle(item=item, outcome=Outcome.MET, note="See the {record}.", by=admin)
    settle(item=item, outcome=Outcome.NOT_APPLICABLE, note="No phones here.", by=admin)
    settle(item=item, outcome=Outcome.NOT_APPLICABLE, note="No phones at all.", by=admin)
    settle(item=item, outcome=Outcome.OPEN, by=admin)
    add_comment(task=task, text="Well\ndone", by=admin)
    change_journey(journey=journey, evidence_policy="refuse", by=admin)
    assert [describe(event) for event in reversed(recent(journey, 50))] == [
        "started the journey without a playbook",
        "added Ben as contributor",
        "renamed “Task 1” to “Kick off”",
        "edited the description of “Kick off”",
        "gave “Kick off” to Ben",
        "took “Kick off” from Ben",
        "changed the dates of “Kick off”: due date from none to 3 Feb 2027",
        "marked “Kick off” as blocked: The carrier is silent.",
        "marked “Criterion 1 of task 1” as met: See the {record}.",
        "marked “Criterion 1 of task 1” as not applicable: No phones here.",
        "changed the note on “Criterion 1 of task 1”: No phones at all.",
        "opened “Criterion 1 of task 1” again",
        "commented on “Kick off”: Well done",
        "changed the journey: ticking without a file from “ask first” to “refuse it”",
    ]


def said(verb, **data) -> str:
    return describe(Event(verb=verb, data=data))


def test_long_notes_are_cut():
    words = said("task.blocked", title="Task", reason="word " * 200)
    assert words.endswith("…")
    assert len(words) < 350


def test_files_and_documents():
    assert said("file.attached", name="a.pdf", title="Task", text="Signed") == "added the file “a.pdf” for “Signed”"
    assert said("file.removed", name="a.pdf", title="Task", text=None) == "removed the file “a.pdf” of “Task”"
    assert said("file.attached", name="a.pdf", title=None) == "added the file “a.pdf”"
    assert said("document.requested", kind="status-report", number=3, format="docx") == (
        "asked for status report 3 (docx)"
    )


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(["title", "text", "before", "after", "reason", "note", "field", "role", "kind", "name"])


@given(st.sampled_from([*WORDS, "moon.landed"]), json | st.dictionaries(names, json, max_size=10))
def test_no_event_breaks_a_page(verb, data):
    event = Event(verb=verb, data=data)
    assert describe(event)
    texts_of(event)
    assert all(isinstance(side, str) for side in sides_of(event))


def test_only_edits_have_two_texts():
    edit = Event(verb="comment.edited", data={"before": "one", "after": "two\n\nlines"})
    assert texts_of(edit) == Texts("one", "two\n\nlines")
    note = Event(verb="item.settled", data={"note_before": "", "note": "short"})
    assert texts_of(note) is None
    assert texts_of(Event(verb="item.noted", data={"note_before": "old", "note": ""})) == Texts("old", "")
    assert texts_of(Event(verb="task.completed", data={"before": "planned", "after": "completed"})) is None


def test_both_sides_of_what_changed():
    assert sides_of(Event(verb="task.completed", data={"before": "planned", "after": "completed"})) == (
        "planned",
        "completed",
    )
    dates = Event(verb="task.scheduled", data={"before": {"due_on": None}, "after": {"due_on": "2027-02-03"}})
    assert sides_of(dates) == ("due date: none", "due date: 3 Feb 2027")
    assert sides_of(Event(verb="item.noted", data={"note_before": "old", "note": "new"})) == ("old", "new")
    # What is “before” in a move is a neighbour.
    moved = Event(verb="task.moved", data={"from": "Plan", "to": "Build", "before": "Task 2"})
    assert sides_of(moved) == ("Plan", "Build")
    assert sides_of(Event(verb="journey.archived", data={})) == ("", "")
