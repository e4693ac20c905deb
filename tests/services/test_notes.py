"""Architecture notes: written, illustrated, moved, removed."""

import pytest

from journeys.models import Attachment
from journeys.queries.history import describe
from journeys.services.errors import Conflict, Refusal
from journeys.services.journeys import lock_journey
from journeys.services.notes import add_note, add_picture, edit_text, move_note, remove_note
from tests.files import make_picture, upload


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def note(journey, lead):
    return add_note(journey=journey, title=" Call  flow ", text=" As it is today. ", by=lead)


def titles(journey):
    return [note.title for note in journey.notes.all()]


def test_a_note_stands_behind_the_others(journey, note, lead):
    add_note(journey=journey, title="Network", by=lead)
    assert titles(journey) == ["Call flow", "Network"]
    assert note.text == "As it is today."
    assert describe(journey.events.first()) == "added the architecture note “Network”"


@pytest.mark.parametrize(("title", "words"), [("  ", "needs a title"), ("x" * 301, "at most 300")])
def test_a_title_has_its_limits(journey, lead, title, words):
    with pytest.raises(Refusal, match=words):
        add_note(journey=journey, title=title, by=lead)
    assert titles(journey) == []


def test_a_text_that_changed_meanwhile_is_a_conflict(journey, note, lead):
    read_at = journey.events.first().revision
    edit_text(note=note, field="text", text="Theirs.", base_revision=read_at, by=lead)
    with pytest.raises(Conflict) as conflict:
        edit_text(note=note, field="text", text="Mine.", base_revision=read_at, by=lead)
    assert (conflict.value.theirs, conflict.value.yours) == ("Theirs.", "Mine.")
    edit_text(note=note, field="title", text="Calls", base_revision=read_at, by=lead)
    assert describe(journey.events.first()) == "renamed the architecture note “Call flow” to “Calls”"


def test_the_same_text_again_is_no_event(journey, note, lead):
    events = journey.events.count()
    edit_text(note=note, field="text", text="As it is today.\n", base_revision=0, by=lead)
    assert journey.events.count() == events


@pytest.mark.parametrize(("name", "shown"), [
    ("net.png", "![net](<net.png>)"),
    ("the [new] plan.png", r"![the \[new\] plan](<the [new] plan.png>)"),
])  # fmt: skip
def test_a_picture_stands_at_the_end(disk, note, lead, name, shown):
    note = add_picture(note=note, upload=upload(name, make_picture("PNG")), by=lead)
    assert note.text == f"As it is today.\n\n{shown}"
    assert Attachment.objects.get().name == name


def test_only_pictures_are_taken(disk, note, lead):
    with pytest.raises(Refusal, match="is no picture"):
        add_picture(note=note, upload=upload("plan.txt", b"The plan."), by=lead)
    assert not Attachment.objects.exists()


def test_neighbours_change_places(journey, note, lead):
    second, third = (add_note(journey=journey, title=title, by=lead) for title in ("Network", "Accounts"))
    move_note(note=third, up=True, by=lead)
    assert titles(journey) == ["Call flow", "Accounts", "Network"]
    move_note(note=note, up=False, by=lead)
    assert titles(journey) == ["Accounts", "Call flow", "Network"]
    events = journey.events.count()
    move_note(note=second, up=False, by=lead)
    assert journey.events.count() == events


def test_the_history_keeps_what_was_removed(journey, note, lead):
    remove_note(note=note, by=lead)
    remove_note(note=note, by=lead)
    event = journey.events.first()
    assert (event.verb, event.data["text"]) == ("note.removed", "As it is today.")
    with pytest.raises(Refusal, match="Someone removed the note “Call flow” meanwhile"):
        edit_text(note=note, field="text", text="More.", base_revision=event.revision, by=lead)


def test_nothing_changes_in_a_locked_journey(journey, note, lead):
    lock_journey(journey=journey, reason="Cutover night.", by=lead)
    for change in (
        lambda: add_note(journey=journey, title="Network", by=lead),
        lambda: edit_text(note=note, field="text", text="More.", base_revision=99, by=lead),
        lambda: add_picture(note=note, upload=upload("net.png", make_picture("PNG")), by=lead),
        lambda: move_note(note=note, up=True, by=lead),
        lambda: remove_note(note=note, by=lead),
    ):
        with pytest.raises(Refusal, match="Cutover night"):
            change()
    assert titles(journey) == ["Call flow"]
