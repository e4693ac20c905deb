"""Comments on a task and on its checklist items: read, added, changed, deleted, and whom they can name."""

import pytest
from django.urls import reverse

from journeys.models import Comment, Member
from journeys.services.comments import add_comment, delete_comment, edit_comment
from journeys.services.members import add_contact
from tests.cast import each_gets, members_read
from tests.makers import make_journey, make_visitor

HTMX = {"HTTP_HX_REQUEST": "true"}
NASTY = '<script>alert("x")</script>'


@pytest.fixture
def task(journey):
    return journey.tasks.first()


@pytest.fixture
def item(task):
    return task.items.first()


@pytest.fixture
def comment(cast, task, item):
    return add_comment(task=task, item=item, text="Bookd.", by=cast["stakeholder"])


def at(name, journey, pk=None) -> str:
    return reverse(name, args=[journey.pk, *([pk] if pk else [])])


def within(journey, target: str, page: str = "outline/") -> dict:
    """As htmx asks from a page."""
    address = f"http://testserver/journeys/{journey.pk}/{page}"
    return {**HTMX, "HTTP_HX_TARGET": target, "HTTP_HX_CURRENT_URL": address}


@members_read
@pytest.mark.parametrize("name", ["item_comments", "comment_versions", "people_names"])
def test_who_reads(client_of, journey, comment, name, who, status):
    pk = {"item_comments": comment.item_id, "comment_versions": comment.pk}.get(name)
    assert client_of(who).get(at(name, journey, pk)).status_code == status


@each_gets(200, 200, 200, 403, 404, 302)
def test_who_comments_on_an_item(client_of, journey, item, who, status):
    target = within(journey, f"item-comments-{item.pk}")
    answer = client_of(who).post(at("item_comment_add", journey, item.pk), {"text": "Booked **it**."}, **target)
    assert (answer.status_code, item.comments.count()) == (status, int(status == 200))
    if status == 200:
        assert "<strong>it</strong>" in answer.text
        assert f'<span id="comments-count-{item.pk}" hx-swap-oob="true">1 comment</span>' in answer.text
        assert 'id="task-said"' not in answer.text


def test_items_of_another_journey_take_none(client_of, cast, journey):
    foreign = make_journey(title="Other", by=cast["stranger"]).tasks.first().items.first()
    admin = client_of("admin")
    assert admin.post(at("item_comment_add", journey, foreign.pk), {"text": "Hello."}).status_code == 404
    assert admin.get(at("item_comments", journey, foreign.pk)).status_code == 404


def test_on_the_page_of_the_task_all_that_was_said_is_shown_again(client_of, journey, item):
    target = within(journey, f"item-comments-{item.pk}", f"tasks/{item.task_id}/")
    answer = client_of("admin").post(at("item_comment_add", journey, item.pk), {"text": "Booked."}, **target)
    comment = Comment.objects.get()
    assert '<div id="task-said" class="stack" hx-swap-oob="true">' in answer.text
    assert f'id="comment-{comment.pk}"' in answer.text
    assert f'id="item-comment-{comment.pk}"' in answer.text
    assert answer.text.count(f'on <a href="#item-{item.pk}">') == 1


def test_an_edit_answers_with_the_comment_alone(client_of, journey, comment):
    target = within(journey, f"comment-{comment.pk}", f"tasks/{comment.task_id}/")
    answer = client_of("stakeholder").post(at("comment_edit", journey, comment.pk), {"text": "Booked."}, **target)
    assert answer.text.count("<article") == 1
    assert f'id="comment-{comment.pk}"' in answer.text
    assert "edited" in answer.text


def test_the_row_of_an_item_loses_the_count_of_what_was_deleted(client_of, journey, comment):
    target = within(journey, f"item-comment-{comment.pk}")
    answer = client_of("admin").post(at("comment_delete", journey, comment.pk), **target)
    assert f'id="item-comment-{comment.pk}"' in answer.text
    assert ">Comment</span>" in answer.text
    assert "This comment was deleted." in answer.text


def test_without_javascript_each_change_leads_to_the_comment_where_it_was_made(client_of, journey, task, item):
    client = client_of("stakeholder")
    answer = client.post(at("comment_add", journey, task.pk), {"text": "One"})
    first = Comment.objects.get()
    assert answer.url == f"{at('task', journey, task.pk)}#comment-{first.pk}"
    answer = client.post(at("item_comment_add", journey, item.pk), {"text": "Two", "on_item": "1"})
    second = Comment.objects.latest("pk")
    on_item = f"{at('item_comments', journey, item.pk)}#comment-{second.pk}"
    assert answer.url == on_item
    assert client.post(at("comment_edit", journey, second.pk), {"text": "Three", "on_item": "1"}).url == on_item
    edited = client.post(at("comment_edit", journey, second.pk), {"text": "Four"})
    assert edited.url == f"{at('task', journey, task.pk)}#comment-{second.pk}"


@pytest.mark.parametrize(("text", "words"), [("  ", "Write something first."), ("x" * 20_001, "at most 20,000")])
def test_what_is_refused_says_why(client_of, journey, task, text, words):
    answer = client_of("admin").post(at("comment_add", journey, task.pk), {"text": text}, **HTMX)
    assert answer.status_code == 409
    assert words in answer.text


def test_two_tabs_lose_nothing(client_of, journey, comment):
    journey.refresh_from_db()
    posted = {"base_revision": journey.revision}
    client, url = client_of("stakeholder"), at("comment_edit", journey, comment.pk)
    assert client.post(url, {"text": "Two", **posted}).status_code == 302
    answer = client.post(url, {"text": "Three", **posted}, **HTMX)
    assert answer.status_code == 409
    assert ">Two</textarea>" in answer.text
    assert ">Three</textarea>" in answer.text


def test_earlier_versions_say_who_when_and_what(client_of, cast, journey, comment):
    for text in (f"Booked {NASTY}", "Booked twice"):
        edit_comment(comment=comment, text=text, by=cast["stakeholder"])
    page = client_of("viewer").get(at("comment_versions", journey, comment.pk)).text
    assert page.count("stakeholder, ") == 2
    assert "<del>" in page
    assert "<script>alert" not in page
    assert client_of("viewer").get(at("comment_versions", journey, comment.pk), **HTMX).text.startswith("<ol")
    shown = client_of("viewer").get(at("item_comments", journey, comment.item_id)).text
    assert "Show earlier versions" in shown
    delete_comment(comment=comment, by=cast["admin"])
    assert client_of("viewer").get(at("comment_versions", journey, comment.pk)).status_code == 404


def test_a_long_comment_is_folded(client_of, cast, journey, task, item):
    add_comment(task=task, item=item, text="word " * 400, by=cast["admin"])
    assert '<details class="comment-long">' in client_of("viewer").get(at("item_comments", journey, item.pk)).text


def test_names_are_text_and_come_with_what_tells_people_apart(client_of, cast, journey):
    Member.objects.filter(user=cast["viewer"]).update(name=NASTY, title="Network lead")
    add_contact(journey=journey, name="Uma Lind", by=cast["admin"])
    answer = client_of("admin").get(at("people_names", journey))
    assert answer["Content-Type"] == "application/json"
    about = {row["name"]: row["about"] for row in answer.json()}
    assert (about[NASTY], about["Uma Lind"]) == ("Network lead", "contact, who is not told")
    assert about["contributor"] == "contributor"


@pytest.mark.parametrize("count", [1, 6])
def test_an_item_costs_the_same_however_much_was_said(client_of, cast, journey, item, count, django_assert_num_queries):
    for number in range(count):
        by = make_visitor(journey) if number == 5 else cast["admin"]
        add_comment(task=item.task, item=item, text=f"{number} @viewer @contributor", by=by)
    client = client_of("viewer")
    with django_assert_num_queries(5):  # user, journey, item, comments, whom they name
        page = client.get(at("item_comments", journey, item.pk), **HTMX).text
    assert page.count("<article") == count
