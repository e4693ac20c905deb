"""Comments: said, changed by their authors, deleted without leaving a hole."""

import pytest

from journeys.models import Event, Follow, Member, Notification, Role, TeamMember
from journeys.services.comments import LONGEST, add_comment, delete_comment, edit_comment
from journeys.services.errors import Conflict, Refusal
from journeys.services.members import add_contact
from journeys.services.tasks import assign
from tests.makers import make_user, make_visitor


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


def test_a_comment_has_an_end(task, lead):
    add_comment(task=task, text="\r\n".join("x" * (LONGEST // 2)) + "x", by=lead)
    with pytest.raises(Refusal, match="at most 20,000 characters; this one has 20,001"):
        add_comment(task=task, text="x" * (LONGEST + 1), by=lead)


def test_what_was_changed_in_another_tab_is_not_written_over(task, lead):
    comment = add_comment(task=task, text="One", by=lead)
    task.journey.refresh_from_db()
    base = task.journey.revision
    edit_comment(comment=comment, text="Two", by=lead, base_revision=base)
    with pytest.raises(Conflict) as conflict:
        edit_comment(comment=comment, text="Three", by=lead, base_revision=base)
    assert (conflict.value.theirs, conflict.value.yours) == ("Two", "Three")
    edit_comment(comment=comment, text="Two", by=lead, base_revision=base)
    other = add_comment(task=task, text="Other", by=lead)
    edit_comment(comment=other, text="Words", by=lead, base_revision=base)


@pytest.fixture
def ana(journey):
    return joined(journey, "Ana Rivera")


def joined(journey, name, role=Role.CONTRIBUTOR):
    user = make_user(name)
    Member.objects.create(journey=journey, user=user, name=name, email=user.email, role=role)
    return user


def told():
    """Who was told of what, oldest first."""
    return [(each.user.name, each.kind) for each in Notification.objects.select_related("user").order_by("pk")]


def test_who_is_named_is_told_once_and_with_the_first_words(journey, task, lead, ana):
    comment = add_comment(task=task, text="@Ana Rivera and @ana rivera:\n\nplease **look**", by=lead)
    [notification] = Notification.objects.all()
    words = "Owner mentions you on “Task 1”: @Ana Rivera and @ana rivera: please **look**"
    assert (notification.user, notification.kind, notification.text) == (ana, "mentioned", words)
    assert notification.about == {"task": task.pk, "comment": comment.pk}
    assert [member.name for member in comment.mentioned.all()] == ["Ana Rivera"]


def test_on_an_item_they_are_led_to_it(journey, task, lead, ana):
    item = task.items.first()
    comment = add_comment(task=task, item=item, text="@Ana Rivera", by=lead)
    [notification] = Notification.objects.all()
    assert f"on “{item.text}”" in notification.text
    assert notification.about == {"task": task.pk, "item": item.pk, "comment": comment.pk}


def test_an_edit_tells_only_those_whom_it_names_newly(journey, task, lead, ana):
    joined(journey, "Ben")
    comment = add_comment(task=task, text="@Ana Rivera", by=lead)
    for text in ("@Ana Rivera and @Ben", "Nobody", "@Ana Rivera again"):
        comment = edit_comment(comment=comment, text=text, by=lead)
    assert told() == [("Ana Rivera", "mentioned"), ("Ben", "mentioned")]
    assert [member.name for member in comment.mentioned.all()] == ["Ana Rivera"]


def test_a_team_is_told_person_by_person_and_its_author_is_not(journey, task, lead, ana):
    team = journey.space.teams.create(name="Carrier team")
    TeamMember.objects.bulk_create([TeamMember(team=team, user=user) for user in (lead, ana, make_user("Cy"))])
    Member.objects.create(journey=journey, team=team, name=team.name)
    add_comment(task=task, text="@carrier team and @Ana Rivera", by=lead)
    assert sorted(told()) == [("Ana Rivera", "mentioned"), ("Cy", "mentioned")]


def test_contacts_are_named_but_have_nowhere_to_be_told(journey, task, lead):
    add_contact(journey=journey, name="Uma Lind", email="uma@example.com", by=lead)
    comment = add_comment(task=task, text="@Uma Lind", by=lead)
    assert ([member.name for member in comment.mentioned.all()], told()) == (["Uma Lind"], [])


def test_strangers_are_not_named(journey, task, lead):
    make_user("Stranger")
    assert not add_comment(task=task, text="@Stranger", by=lead).mentioned.exists()
    assert told() == []


def test_owners_and_followers_are_told_unless_named(journey, task, lead, ana):
    task = assign(task=task, owner=journey.members.get(user=ana), by=ana)
    for name in ("Ben", "Cy"):
        Follow.objects.create(user=joined(journey, name), task=task)
    add_comment(task=task, text="@Ben, done.", by=lead)
    assert sorted(told()) == [("Ana Rivera", "followed"), ("Ben", "mentioned"), ("Cy", "followed")]
    assert Notification.objects.filter(kind="followed").first().text == "Owner commented on “Task 1”: @Ben, done."


def test_a_visitor_names_nobody(journey, task, ana):
    comment = add_comment(task=task, text="@Ana Rivera", by=make_visitor(journey))
    assert not comment.mentioned.exists()
    assert told() == []


def test_what_is_deleted_names_nobody(journey, task, lead, ana):
    comment = add_comment(task=task, text="@Ana Rivera", by=lead)
    assert not delete_comment(comment=comment, by=lead).mentioned.exists()
