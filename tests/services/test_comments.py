"""Comments: said, changed by their authors, deleted without leaving a hole."""

import pytest

from journeys.models import Event
from journeys.services.comments import add_comment, delete_comment, edit_comment
from journeys.services.errors import Refusal
from tests.makers import make_user


@pytest.fixture
def task(journey):
    return journey.tasks.first()


@pytest.fixture
def lead(journey):
    return journey.created_by


def test_a_comment_is_said_and_remembered(task, lead):
    comment = add_comment(task=task, text=" Booked. ", by=lead)
    assert (comment.text, Event.objects.get(verb="comment.added").data["text"]) == ("Booked.", "Booked.")


def test_an_empty_comment_is_refused(task, lead):
    with pytest.raises(Refusal, match="Write something"):
        add_comment(task=task, text=" \n", by=lead)


def test_only_its_author_changes_a_comment_and_history_keeps_the_old_words(task, lead):
    comment = add_comment(task=task, text="Bookd.", by=lead)
    with pytest.raises(Refusal, match="Only its author"):
        edit_comment(comment=comment, text="No.", by=make_user("Other"))
    comment = edit_comment(comment=comment, text="Booked.", by=lead)
    assert comment.edited_at
    assert Event.objects.get(verb="comment.edited").data["before"] == "Bookd."


def test_a_deleted_comment_keeps_its_place_without_its_words(task, lead):
    comment = add_comment(task=task, text="Oops", by=lead)
    comment = delete_comment(comment=delete_comment(comment=comment, by=lead), by=lead)
    assert (comment.text, comment.deleted_at is not None) == ("", True)
    with pytest.raises(Refusal, match="was deleted"):
        edit_comment(comment=comment, text="Back", by=lead)
    assert Event.objects.filter(verb="comment.deleted").count() == 1
