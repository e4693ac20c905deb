import codecs
import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils.timezone import localdate

from journeys.models import Event, Task, User
from journeys.services.comments import add_comment
from journeys.services.deleting import delete_task
from journeys.services.history import changing, record
from journeys.services.items import settle
from journeys.services.tasks import edit_text, set_status
from journeys.web.templating import day
from tests.cast import members_read
from tests.makers import make_mail, make_schedule
from tests.queries.test_events import tell
from tests.services.test_history import tamper


def history(client, journey, **query):
    return client.get(reverse("history", args=[journey.pk]), query)


def download(client, journey, **query):
    return client.get(reverse("history_csv", args=[journey.pk]), query)


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(answer.getvalue().decode("utf-8-sig"), newline="")))


@members_read
def test_members_read(client_of, journey, who, status):
    assert history(client_of(who), journey).status_code == status


@members_read
def test_members_take_it_along(client_of, journey, who, status):
    assert download(client_of(who), journey).status_code == status


@members_read
def test_members_check_that_it_is_whole(client_of, journey, who, status):
    url = reverse("history_verify", args=[journey.pk])
    answer = client_of(who).post(url, headers={"HX-Request": "true"})
    assert answer.status_code == status
    if status == 200:
        event = journey.events.get()
        assert f"<b>Whole:</b> 1 entry since {day(localdate(event.at))}, none changed or missing." in answer.text
        assert f"the SHA-256 of entry 1 is <code>{event.hash}</code>" in answer.text


@pytest.mark.parametrize("events", [1, 3])
def test_costs_the_same_however_much_happened(client_of, journey, events, django_assert_num_queries):
    for task in journey.tasks.all()[:events]:
        add_comment(task=task, text="Hello.", by=journey.created_by)
        settle(item=task.items.first(), outcome="met", by=journey.created_by)
    client = client_of("viewer")
    with django_assert_num_queries(7):  # user, journey, figures, actors, count, events, what they are about
        page = history(client, journey)
    assert page.content.count(b'class="event"') == 2 * events + 1


def test_newest_first_each_linked_to_its_task(client_of, journey):
    task = journey.tasks.first()
    set_status(task=task, status=Task.Status.IN_PROGRESS, by=journey.created_by)
    page = history(client_of("viewer"), journey).text
    assert page.index("started “Task 1”") < page.index("started the journey")
    assert f'href="{reverse("task", args=[journey.pk, task.pk])}"' in page


class TestDifferences:
    def edited(self, journey, text: str) -> None:
        task = journey.tasks.first()
        edit_text(task=task, field="description", text=text, base_revision=99, by=journey.created_by)

    def test_a_short_one_is_shown_in_place(self, client_of, journey):
        self.edited(journey, "What we do in task 1.\nAnd more.")
        page = history(client_of("viewer"), journey).text
        assert "What <del>to </del>do in task 1." in page
        assert "What <ins>we </ins>do in task 1." in page
        assert "<ins>And more.</ins>" in page
        assert "<details>" not in events_in(page)

    def test_neither_text_is_html(self, client_of, journey):
        self.edited(journey, "<script>alert(1)</script>")
        page = history(client_of("viewer"), journey).text
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page

    def test_a_long_one_is_folded(self, client_of, journey):
        self.edited(journey, "Line\n" * 200)
        assert "<details>" in events_in(history(client_of("viewer"), journey).text)

    def test_a_very_long_one_has_its_own_page(self, client_of, journey):
        self.edited(journey, "Word " * 20_000)
        client = client_of("viewer")
        page = history(client, journey).text
        assert len(page) < 50_000
        address = reverse("event", args=[journey.pk, 2])
        assert f'<a href="{address}">What differs in this long text</a>' in page
        assert "Word Word" in client.get(address).text

    def test_line_ends_alone(self, client_of, journey):
        tell(journey, "comment.edited", before="One\r\nTwo", after="One\nTwo")
        assert "Only line breaks differ." in history(client_of("viewer"), journey).text


def events_in(page: str) -> str:
    return page.partition('<ol class="events">')[2]


class TestOneEntry:
    @members_read
    def test_members_read(self, client_of, journey, who, status):
        answer = client_of(who).get(reverse("event", args=[journey.pk, 1]))
        assert answer.status_code == status
        if status == 200:
            assert journey.events.get().hash in answer.text

    @pytest.mark.parametrize("sequence", [0, 2, 2**63])
    def test_there_is_no_other(self, client_of, journey, sequence):
        assert client_of("viewer").get(reverse("event", args=[journey.pk, sequence])).status_code == 404

    def test_it_leads_to_those_beside_it(self, client_of, journey):
        for number in range(2):
            add_comment(task=journey.tasks.first(), text=f"{number}", by=journey.created_by)
        page = client_of("viewer").get(reverse("event", args=[journey.pk, 2])).text
        assert [f'href="{reverse("event", args=[journey.pk, number])}"' in page for number in (1, 2, 3)] == [
            True,
            False,
            True,
        ]


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


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"since": "yesterday"}, "Enter a valid date."),
        ({"since": "2027-02-03", "until": "2027-02-01"}, "This is before the first day."),
        ({"group": ["files", "<moon>"]}, "There is no such kind as “&lt;moon&gt;”"),
        ({"person": "x"}, "Nobody like that changed anything here"),
        ({"person": "99999999999999999999"}, "Nobody like that changed anything here"),
        ({"task": "12345"}, "The history tells of no such task"),
        ({"task": "99999999999999999999"}, "less than or equal to"),
        ({"after": "99999999999999999999"}, "less than or equal to"),
    ],
)
def test_filters_that_are_not_understood_say_so(client_of, journey, query, words):
    client = client_of("viewer")
    page = history(client, journey, page="z", **query)
    assert page.status_code == 200
    assert words in page.text
    assert page.text.count('class="event"') == ("until" not in query)
    taken = download(client, journey, **query)
    assert taken.status_code == 302, "a file could not say so"
    assert client.get(taken.url).text.count(words) == 1


def test_several_kinds_one_person_and_the_latest_days(client_of, cast, journey):
    task = journey.tasks.first()
    add_comment(task=task, text="Mine.", by=cast["contributor"])
    set_status(task=task, status=Task.Status.IN_PROGRESS, by=cast["contributor"])
    set_status(task=task, status=Task.Status.COMPLETED, by=cast["admin"], confirmed=True)
    client = client_of("viewer")
    page = history(client, journey, group=["tasks", "comments"], person=cast["contributor"].pk, since="2020-01-01")
    assert page.text.count('class="event"') == 2
    assert "Comments, Tasks" in page.text or "Tasks, Comments" in page.text
    week = localdate() - timedelta(days=6)
    assert f'href="?group=tasks&amp;group=comments&amp;person={cast["contributor"].pk}&amp;since={week}"' in page.text
    assert history(client, journey, since=str(week)).text.count('class="event"') == 4
    assert history(client, journey, until=str(week)).text.count('class="event"') == 0


def test_migops_itself_can_be_asked_for(client_of, journey):
    schedule = make_schedule(journey)
    make_mail(schedule)
    with changing(journey.pk) as locked:
        record(locked, "mail.sent", by=None, name="Ann", email="ann@example.com", kind="raci", format="xlsx", number=1)
    page = history(client_of("viewer"), journey, person="name:MigOps").text
    assert "MigOps itself" in page
    assert page.count('class="event"') == 1


def test_two_people_with_one_name_are_told_apart(client_of, cast, journey):
    for number, name in enumerate(("admin", "contributor")):
        User.objects.filter(pk=cast[name].pk).update(name="Ann")
        add_comment(task=journey.tasks.first(), text=f"{number}", by=cast[name])
    page = history(client_of("viewer"), journey).text
    assert ">Ann, admin@example.com</option>" in page
    assert ">Ann, contributor@example.com</option>" in page


def test_a_task_is_found_by_its_title_also_without_script(client_of, journey):
    first, second, _ = journey.tasks.in_order()
    edit_text(task=first, field="title", text="<b>Port</b> numbers", base_revision=99, by=journey.created_by)
    delete_task(task=second, by=journey.created_by)
    client = client_of("viewer")
    page = history(client, journey, find="port", group="tasks").text
    assert f'<a href="?group=tasks&amp;task={first.pk}">&lt;b&gt;Port&lt;/b&gt; numbers</a>' in page
    found = client.get(
        reverse("history", args=[journey.pk]),
        {"find": "task 2"},
        headers={"HX-Request": "true", "HX-Target": "tasks-found"},
    ).text
    assert f'<a href="?task={second.pk}">Task 2</a> <small>deleted</small>' in found
    assert "<html" not in found
    gone = history(client, journey, task=second.pk).text
    assert "<b>Task 2</b>, which is deleted" in gone
    assert gone.count('class="event"') == 1
    assert "No task has these words" in history(client, journey, find="moon").text


def test_filters_that_let_nothing_through(client_of, journey):
    assert "Nothing in the history fits these filters." in history(client_of("viewer"), journey, group="files").text


def test_a_broken_link_is_named(client_of, journey):
    tamper("UPDATE journeys_event SET actor_name = 'Somebody else' WHERE journey_id = %s", journey.pk)
    url = reverse("history_verify", args=[journey.pk])
    answer = client_of("viewer").post(url, headers={"HX-Request": "true"})
    assert "<b>Broken at entry 1.</b> Its content was changed." in answer.text
    assert f'<a href="{reverse("event", args=[journey.pk, 1])}">entry 1</a>' in answer.text


def test_next_to_a_missing_entry_is_the_next_one(client_of, journey):
    for number in range(2):
        add_comment(task=journey.tasks.first(), text=f"{number}", by=journey.created_by)
    tamper("DELETE FROM journeys_event WHERE journey_id = %s AND sequence = 2", journey.pk)
    url = reverse("history_verify", args=[journey.pk])
    answer = client_of("viewer").post(url, headers={"HX-Request": "true"})
    assert "<b>Broken at entry 2.</b> Event 2 is missing." in answer.text
    assert "entry 3</a>, the next one." in answer.text


def test_checking_without_javascript(client_of, journey):
    answer = client_of("viewer").post(reverse("history_verify", args=[journey.pk]))
    assert answer.status_code == 302
    [message] = get_messages(answer.wsgi_request)
    event = journey.events.get()
    words = f"The history is whole: 1 entry, none changed or missing. SHA-256 of entry 1: {event.hash}"
    assert str(message) == words


class TestCsv:
    def test_each_entry_is_a_line(self, client_of, cast, journey):
        task = journey.tasks.first()
        edit_text(task=task, field="title", text="Über ü", base_revision=99, by=cast["contributor"])
        answer = download(client_of("viewer"), journey)
        assert answer["Content-Disposition"] == 'attachment; filename="acme-to-amazon-connect-history.csv"'
        content = answer.getvalue()
        assert content.startswith(codecs.BOM_UTF8)
        newest, oldest = csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""))
        event = journey.events.first()
        assert newest == {
            "Number": "2",
            "Time": event.at.isoformat(),
            "Person": "contributor",
            "E-mail": "contributor@example.com",
            "Verb": "task.edited",
            "What happened": "renamed “Task 1” to “Über ü”",
            "Task": "Über ü",
            "Before": "Task 1",
            "After": "Über ü",
            "SHA-256": event.hash,
        }
        assert newest["Time"].endswith("+00:00")
        assert oldest["Number"] == "1"

    def test_as_filtered(self, client_of, journey):
        add_comment(task=journey.tasks.first(), text="Hello.", by=journey.created_by)
        client = client_of("viewer")
        assert [row["Verb"] for row in rows_of(download(client, journey, group="comments"))] == ["comment.added"]
        assert rows_of(download(client, journey, group="files")) == []

    def test_text_from_people_is_no_formula(self, client_of, journey):
        edit_text(task=journey.tasks.first(), field="title", text="=1+1", base_revision=99, by=journey.created_by)
        row = rows_of(download(client_of("viewer"), journey))[0]
        assert (row["Task"], row["After"]) == ("'=1+1", "'=1+1")

    @pytest.mark.parametrize("more", [1, 501])
    def test_it_costs_the_same_however_long(self, client_of, journey, more, django_assert_num_queries):
        task, start = journey.tasks.first(), journey.events.get()
        Event.objects.bulk_create(
            Event(
                journey=journey, sequence=2 + number, revision=1, verb="task.started", actor=start.actor,
                actor_name="Ann", task=task, data={"title": task.title}, at=start.at,
            )
            for number in range(more)
        )  # fmt: skip
        client = client_of("viewer")
        with django_assert_num_queries(4):  # user, journey, actors, events
            assert len(rows_of(download(client, journey))) == 1 + more
