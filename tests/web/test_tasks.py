"""The page of a task: what it shows, and each change in place, tried by everyone."""

import pytest
from django.urls import reverse

from journeys.models import ChecklistItem, Comment, Member, Tool
from journeys.services.comments import add_comment
from journeys.services.visits import answer, leave_note, send_file
from tests.cast import each_gets, members_read
from tests.files import upload
from tests.makers import make_journey, make_visitor

HTMX = {"HTTP_HX_REQUEST": "true"}
WORKERS = (200, 200, 403, 403, 404, 302)
CONTRIBUTING = (200, 200, 200, 403, 404, 302)


@pytest.fixture
def task(journey):
    return journey.tasks.first()


def page_of(client, task):
    return client.get(reverse("task", args=[task.journey_id, task.pk]))


def change(client, task, name, posted, **headers):
    return client.post(reverse(name, args=[task.journey_id, task.pk]), posted, **(headers or HTMX))


@members_read
def test_members_see_a_task(client_of, task, who, status):
    assert page_of(client_of(who), task).status_code == status


@pytest.mark.parametrize(("items", "comments"), [(1, 1), (5, 4)])
def test_the_page_costs_the_same_however_much_is_on_it(db, client, items, comments, django_assert_num_queries):
    journey = make_journey(tasks=2, items=items, subtasks=items)
    task = journey.tasks.filter(parent=None).first()
    for n in range(comments):
        add_comment(task=task, text=f"Comment {n}, @Owner", by=journey.created_by)
    client.force_login(journey.created_by)
    with django_assert_num_queries(26):
        page = page_of(client, task)
    assert page.content.count(b'<li id="item-') == items


def test_a_task_of_another_journey_is_not_there(client_of, cast, journey):
    foreign = make_journey(title="Other", by=cast["stranger"]).tasks.first()
    assert client_of("admin").get(reverse("task", args=[journey.pk, foreign.pk])).status_code == 404


CHANGES = {
    "task_status": ({"status": "in_progress"}, "status", "in_progress"),
    "task_text": ({"field": "title", "text": "New title", "base_revision": "99"}, "title", "New title"),
    "task_dates": ({"starts_on": "2027-03-01", "due_on": "2027-03-14"}, "due_on", "2027-03-14"),
    "task_plan": ({"starts_after": "10", "length": "5"}, "starts_after", "10"),
    "task_effort": ({"estimate_hours": "8.5", "spent_hours": ""}, "estimate_hours", "8.50"),
}


@pytest.mark.parametrize("name", CHANGES)
@each_gets(*WORKERS)
def test_only_workers_change_a_task(client_of, task, who, status, name):
    posted, field, value = CHANGES[name]
    answer = change(client_of(who), task, name, posted)
    task.refresh_from_db()
    assert (answer.status_code, str(getattr(task, field)) == value) == (status, status == 200)


@each_gets(*WORKERS)
def test_only_workers_give_a_task_an_owner(client_of, cast, task, who, status):
    member = Member.objects.get(user=cast["stakeholder"])
    answer = change(client_of(who), task, "task_owner", {"owner": member.pk})
    task.refresh_from_db()
    assert (answer.status_code, task.owner == member) == (status, status == 200)


@pytest.mark.parametrize(
    ("name", "posted", "words"),
    [
        ("task_status", {"status": "blocked"}, b"Say what blocks"),
        ("task_status", {"status": "sideways"}, b"Status"),
        ("task_text", {"field": "title", "text": "x" * 301, "base_revision": "1"}, b"at most 300"),
        ("task_text", {"field": "title", "text": " ", "base_revision": "1"}, b"needs a title"),
        ("task_dates", {"starts_on": "2027-03-14", "due_on": "2027-03-01"}, b"before the start"),
        ("task_dates", {"due_on": "31 February"}, b"Due on"),
        ("task_plan", {"length": "0"}, b"takes 1 to 9,999"),
        ("task_plan", {"starts_after": "soon"}, b"Starts after"),
        ("task_dates_by_plan", {}, b"no start yet"),
        ("task_effort", {"estimate_hours": "-1"}, b"Estimate hours"),
        ("task_effort", {"estimate_hours": "1e99"}, b"Estimate hours"),
        ("task_owner", {"owner": "999999"}, b"Owner"),
    ],
)
def test_bad_input_is_refused_with_a_reason_and_nothing_is_written(client_of, task, name, posted, words):
    before = {field.attname: getattr(task, field.attname) for field in task._meta.concrete_fields}
    answer = change(client_of("contributor"), task, name, posted)
    task.refresh_from_db()
    assert answer.status_code == 409
    assert words in answer.content
    assert before == {field.attname: getattr(task, field.attname) for field in task._meta.concrete_fields}


def test_an_owner_from_another_journey_is_refused(client_of, cast, task):
    stranger = Member.objects.get(user=cast["stranger"])
    assert change(client_of("admin"), task, "task_owner", {"owner": stranger.pk}).status_code == 409


def test_a_conflict_shows_both_texts_and_keeps_the_first(client_of, task, journey):
    journey.refresh_from_db()
    posted = {"field": "description", "base_revision": journey.revision}
    change(client_of("admin"), task, "task_text", {**posted, "text": "Theirs"})
    answer = change(client_of("contributor"), task, "task_text", {**posted, "text": "Mine"})
    task.refresh_from_db()
    assert (answer.status_code, task.description) == (409, "Theirs")
    assert b"Theirs" in answer.content
    assert b"Mine" in answer.content


@each_gets(*CONTRIBUTING)
def test_who_comments(client_of, task, who, status):
    answer = change(client_of(who), task, "comment_add", {"text": "Booked **it**."})
    assert (answer.status_code, Comment.objects.count()) == (status, int(status == 200))
    if status == 200:
        assert b"<strong>it</strong>" in answer.content


def post_comment(client, name, comment, **posted):
    return client.post(reverse(name, args=[comment.task.journey_id, comment.pk]), posted, **HTMX)


@each_gets(409, 409, 200, 403, 404, 302)
def test_only_its_author_changes_a_comment(client_of, cast, task, who, status):
    comment = add_comment(task=task, text="Bookd.", by=cast["stakeholder"])
    assert post_comment(client_of(who), "comment_edit", comment, text="Booked.").status_code == status


@each_gets(200, 403, 200, 403, 404, 302)
def test_its_author_and_admins_delete_a_comment(client_of, cast, task, who, status):
    comment = add_comment(task=task, text="Oops", by=cast["stakeholder"])
    assert post_comment(client_of(who), "comment_delete", comment).status_code == status
    comment.refresh_from_db()
    assert (comment.deleted_at is not None) == (status == 200)


def test_without_javascript_every_change_leads_back_to_the_task(client_of, task):
    for name, (posted, _, _) in CHANGES.items():
        answer = client_of("contributor").post(reverse(name, args=[task.journey_id, task.pk]), posted)
        assert (answer.status_code, answer.url) == (302, reverse("task", args=[task.journey_id, task.pk]))


def test_what_people_and_playbooks_wrote_runs_nothing(client_of, task):
    nasty = '<script>alert(1)</script><img src=x onerror="alert(1)">[a](javascript:alert(1))'
    task.title, task.description = nasty, nasty
    task.save()
    ChecklistItem.objects.filter(task=task).update(text=nasty, note=nasty)
    Tool.objects.filter(task=task).update(name=nasty, url="javascript:alert(1)")
    add_comment(task=task, text=nasty, by=task.journey.created_by)
    page = page_of(client_of("contributor"), task).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x onerror" not in page
    assert '<img src="x" onerror' not in page
    assert 'href="javascript:' not in page


def test_whom_a_comment_names_leads_to_them_and_html_in_it_is_text(client_of, cast, task):
    name = '<script>alert("Ana")</script>'
    member = task.journey.members.get(user=cast["viewer"])
    Member.objects.filter(pk=member.pk).update(name=name)
    text = f'@{name} <b>x</b> <a class="mention" href="/">fake</a> [to @{name}](https://example.com)'
    add_comment(task=task, text=text, by=cast["contributor"])
    page = page_of(client_of("viewer"), task).text
    shown = '@&lt;script&gt;alert("Ana")&lt;/script&gt;'
    assert f'href="{reverse("people", args=[task.journey_id])}#member-{member.pk}"' in page
    assert page.count(shown) == 2
    assert f'<span class="mention">{shown}</span></a>' in page
    assert "&lt;b&gt;x&lt;/b&gt; &lt;a class=" in page
    assert page.count('<a class="mention"') + page.count('<span class="mention"') == 2
    assert "<script>alert" not in page


def test_neighbours_follow_the_outline(db, client):
    journey = make_journey(tasks=2, subtasks=1)
    client.force_login(journey.created_by)
    first_sub = journey.tasks.get(title="Subtask 1.1")
    page = page_of(client, first_sub).content.decode()
    assert 'title="Task 1"' in page
    assert 'title="Task 2"' in page


@each_gets(302, 302, 403, 403, 404, 302)
def test_workers_let_a_task_wait(client_of, journey, who, status):
    task, other = journey.tasks.in_order()[:2]
    url = reverse("task_waits", args=[journey.pk, task.pk])
    assert client_of(who).post(url, {"other": other.pk, "waits": "yes"}).status_code == status
    assert task.dependencies.exists() == (who in ("admin", "contributor"))


def test_what_is_waited_for_is_shown_where_it_matters(client_of, journey):
    first, second, _ = journey.tasks.in_order()
    client = client_of("admin")
    url = reverse("task_waits", args=[journey.pk, second.pk])
    client.post(url, {"other": first.pk, "waits": "yes"})
    assert "waits for 1 task" in client.get(reverse("outline", args=[journey.pk])).content.decode()
    page = client.get(reverse("task", args=[journey.pk, second.pk]), {"find": "task"}).content.decode()
    part = page[page.index('id="task-dependencies"') :]
    assert part.index("Task 1") < part.index("Wait no longer") < part.index("Task 3") < part.index("Wait for it")
    assert "What waits for it" in page_of(client, first).content.decode()
    answer = client.post(url, {"other": first.pk, "waits": "no"}, headers={"HX-Request": "true"}).content.decode()
    assert "It waits for no other task." in answer


def test_a_task_of_another_journey_is_not_waited_for(client_of, journey, cast):
    elsewhere = make_journey(title="Theirs", by=cast["stranger"])
    url = reverse("task_waits", args=[journey.pk, journey.tasks.first().pk])
    answer = client_of("admin").post(url, {"other": elsewhere.tasks.first().pk, "waits": "yes"})
    assert answer.status_code == 409
    assert "Select a valid choice" in answer.content.decode()


@pytest.mark.parametrize("target", ["task-status", "row-1"])
def test_completing_says_what_can_go_on(client_of, journey, target):
    first, second, _ = journey.tasks.in_order()
    client = client_of("admin")
    client.post(reverse("task_waits", args=[journey.pk, second.pk]), {"other": first.pk, "waits": "yes"})
    url = reverse("task_status", args=[journey.pk, first.pk])
    done = {"status": "completed", "confirmed": "true"}
    answer = client.post(url, done, headers={"HX-Request": "true", "HX-Target": target}).content.decode()
    assert "“Task 2” can go on now." in answer
    again = client.post(url, {"status": "planned"}, headers={"HX-Request": "true", "HX-Target": target})
    assert "can go on" not in again.content.decode()
    assert "“Task 2” can go on now." in client.post(url, done, follow=True).content.decode()


def test_what_came_through_a_link_names_its_contact(client_of, journey):
    visitor, task = make_visitor(journey, "<b>Uma</b> Lind"), journey.tasks.in_order().first()
    item = task.items.create(kind="question", text="Which day?", position=50)
    answer(place=item, text="Monday", by=visitor)
    send_file(place=item, upload=upload(), by=visitor)
    leave_note(place=item, text="More later.", by=visitor)
    page = client_of("viewer").get(reverse("task", args=[journey.pk, task.pk])).text
    assert page.count("&lt;b&gt;Uma&lt;/b&gt; Lind, by link") >= 4  # settled, evidence, file, comment
    assert "<b>Uma</b>" not in page
    assert 'on <a href="#item-' in page
    assert "Uma&lt;/b&gt; Lind, by link" in client_of("viewer").get(reverse("files", args=[journey.pk])).text
