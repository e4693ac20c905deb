import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from journeys.models import Task
from journeys.services.comments import add_comment
from journeys.services.tasks import edit_text, set_status
from tests.cast import members_read
from tests.services.test_history import tamper


def history(client, journey, **query):
    return client.get(reverse("history", args=[journey.pk]), query)


@members_read
def test_members_read(client_of, journey, who, status):
    assert history(client_of(who), journey).status_code == status


@members_read
def test_members_check_that_it_is_whole(client_of, journey, who, status):
    url = reverse("history_verify", args=[journey.pk])
    answer = client_of(who).post(url, headers={"HX-Request": "true"})
    assert answer.status_code == status
    if status == 200:
        assert "Whole: 1 entry, none changed or missing." in answer.text


@pytest.mark.parametrize("events", [1, 3])
def test_costs_the_same_however_much_happened(client_of, journey, events, django_assert_num_queries):
    for task in journey.tasks.all()[:events]:
        set_status(task=task, status=Task.Status.IN_PROGRESS, by=journey.created_by)
    client = client_of("viewer")
    with django_assert_num_queries(6):  # user, journey, figures, actors, count, events
        page = history(client, journey)
    assert page.content.count(b'class="event"') == events + 1


def test_newest_first_each_linked_to_its_task(client_of, journey):
    task = journey.tasks.first()
    set_status(task=task, status=Task.Status.IN_PROGRESS, by=journey.created_by)
    page = history(client_of("viewer"), journey).text
    assert page.index("started “Task 1”") < page.index("started the journey")
    assert f'href="{reverse("task", args=[journey.pk, task.pk])}"' in page


def test_an_edit_shows_both_texts_and_neither_as_html(client_of, journey):
    text = "<script>alert(1)</script>\n\nSecond"
    edit_text(task=journey.tasks.first(), field="description", text=text, base_revision=99, by=journey.created_by)
    page = history(client_of("viewer"), journey).text
    assert "What to do in task 1." in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n\nSecond" in page
    assert "<script>alert" not in page


def test_filters_stay_in_the_pages(client_of, journey):
    task = journey.tasks.first()
    for number in range(51):
        add_comment(task=task, text=f"Comment {number}.", by=journey.created_by)
    client = client_of("viewer")
    first = history(client, journey, group="comments", task=task.pk)
    assert "51 entries" in first.text
    assert "Only of the task" in first.text
    assert f"group=comments&amp;task={task.pk}&amp;page=2" in first.text
    last = history(client, journey, group="comments", task=task.pk, page=2).text
    assert last.count('class="event"') == 1
    assert "Comment 0." in last
    assert "Comment 0." not in first.text


def test_what_changed_after_a_revision(client_of, journey):
    for task in journey.tasks.all():
        set_status(task=task, status=Task.Status.IN_PROGRESS, by=journey.created_by)
    page = history(client_of("viewer"), journey, after=2).text
    assert page.count('class="event"') == 2
    assert "after revision 2" in page


def test_filters_that_are_not_understood_say_so(client_of, journey):
    page = history(client_of("viewer"), journey, since="yesterday", group="moon", person="x", page="z")
    assert page.status_code == 200
    assert "Enter a valid date." in page.text
    assert page.text.count('class="event"') == 1


def test_filters_that_let_nothing_through(client_of, journey):
    assert "Nothing in the history fits these filters." in history(client_of("viewer"), journey, group="files").text


def test_a_broken_link_is_named(client_of, journey):
    tamper("UPDATE journeys_event SET actor_name = 'Somebody else' WHERE journey_id = %s", journey.pk)
    url = reverse("history_verify", args=[journey.pk])
    answer = client_of("viewer").post(url, headers={"HX-Request": "true"})
    assert "Broken at entry 1. Its content was changed." in answer.text


def test_checking_without_javascript(client_of, journey):
    answer = client_of("viewer").post(reverse("history_verify", args=[journey.pk]))
    assert answer.status_code == 302
    [message] = get_messages(answer.wsgi_request)
    assert str(message) == "The history is whole: 1 entry, none changed or missing."
