"""The search page: results with their addresses, words marked, nothing of people's text as HTML."""

import re
from html import unescape

import pytest
from django.urls import reverse

from journeys.models import ArchitectureNote, Comment, Journey, Task
from tests.cast import each_gets
from tests.makers import make_journey
from tests.queries.test_search import add_decision, add_file, add_item, add_risk, add_task

HTMX = {"HX-Request": "true"}


def show(client, text="", headers=None, **query) -> str:
    answer = client.get(reverse("search"), {"q": text, **query}, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def links(html: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'<div class="line-main">\s*<a href="([^"]+)"', html)]


@each_gets(200, 200, 200, 200, 200, 302)
def test_everyone_searches_and_finds_what_they_may_see(client_of, journey, who, status):
    add_task(journey, "Zeppelin")
    answer = client_of(who).get(reverse("search"), {"q": "zepp"})
    assert answer.status_code == status
    assert (b"<mark>Zeppelin</mark>" in answer.content) == (who not in ("stranger", "nobody"))
    assert (b'<span class="count">' in answer.content) == (who not in ("stranger", "nobody"))


def test_results_lead_to_the_thing_itself(client_of, journey, disk):
    lead, phase = journey.created_by, journey.phases.first()
    Journey.objects.filter(pk=journey.pk).update(title="Zeppelin")
    module = phase.modules.first()
    phase.title = module.title = "Zeppelin"
    phase.save()
    module.save()
    task = add_task(journey, "Zeppelin")
    decision, risk = add_decision(journey, "Zeppelin"), add_risk(journey, "Zeppelin")
    note = ArchitectureNote.objects.create(journey=journey, title="Zeppelin", position=1)
    item = add_item(task, "Zeppelin")
    evidence = add_file(journey, "zeppelin", task=task, item=item)
    of_task, file = add_file(journey, "zeppelin.x", task=task), add_file(journey, "zeppelin & more.txt")
    comment = Comment.objects.create(task=task, author=lead, text="A zeppelin")
    base, page = f"/journeys/{journey.pk}/", f"/journeys/{journey.pk}/tasks/{task.pk}/"
    html = show(client_of("viewer"), "zeppelin")
    assert evidence.pk < file.pk
    assert links(html) == [
        base, f"{base}outline/?phase={phase.pk}", f"{base}outline/?module={module.pk}", page,
        f"{base}decisions/{decision.pk}/", f"{base}risks/{risk.pk}/", f"{base}architecture/#note-{note.pk}",
        f"{page}#item-{item.pk}", f"{page}#item-{item.pk}", f"{page}#task-files",
        f"{base}files/?text=zeppelin+%26+more.txt#file-{file.pk}", f"{page}#comment-{comment.pk}",
    ]  # fmt: skip
    assert f"<mark>zeppelin</mark>{of_task.name.removeprefix('zeppelin')}" in html
    assert f"{lead.name} said" in html


def test_texts_of_people_are_never_html(client_of, journey):
    bad = "<script>alert(1)</script> zeppelin <img src=x onerror=alert(2)>"
    task = add_task(journey, bad, bad)
    Journey.objects.filter(pk=journey.pk).update(title=bad)
    type(task.module).objects.filter(pk=task.module_id).update(title=bad)
    add_item(task, bad, bad)
    for text in ("zeppelin", "script", "<script>alert(3)</script> zeppelin", '"><script>alert(3)</script>'):
        for headers in (None, HTMX):
            html = show(client_of("viewer"), text, headers)
            assert "alert" not in text or "alert(3)</script>" not in html
            assert "<script>alert" not in html
            assert "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>zeppelin</mark>" in show(client_of("viewer"), "zeppelin")


def test_kinds_are_counted_and_narrow(client_of, journey):
    task = add_task(journey, "Zeppelin")
    add_item(task, "Zeppelin")
    client = client_of("viewer")
    html = show(client, "zeppelin")
    assert re.findall(r'>(\w[^<]+) <span class="count">(\d+)</span>', html) == [
        ("Tasks", "1"),
        ("Checklist items", "1"),
    ]
    assert len(links(html)) == 2
    assert len(links(show(client, "zeppelin", kind="item"))) == 1
    assert len(links(show(client, "zeppelin", kind="horse"))) == 2
    assert "of other kinds" in show(client, "zeppelin", kind="risk")


def test_one_journey(client_of, journey):
    add_task(journey, "Zeppelin")
    client = client_of("viewer")
    assert len(links(show(client, "zeppelin", journey=journey.pk))) == 1
    html = show(client, "zeppelin", journey=journey.pk + 99)
    assert not links(html)
    assert "Search in all journeys" in html


def test_pages(client_of, journey):
    module = journey.phases.first().modules.first()
    Task.objects.bulk_create(
        Task(journey=journey, module=module, title=f"Zeppelin {n}", position=10_000 + n) for n in range(120)
    )
    client = client_of("viewer")
    first, last = show(client, "zeppelin"), show(client, "zeppelin", page=4)
    assert (len(links(first)), len(links(last))) == (25, 25)
    assert "100+" in first
    assert "page=2" in first
    assert 'start="76"' in last
    assert "the best 100 are listed" in last
    assert "the best 100 are listed" not in first


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Finds journeys, phases"), ("  ", "Finds journeys, phases"), ("?!", "no word in that"),
        ("\0", "Finds journeys, phases"), ("🚀", "no word in that"), ("airship", "Nothing has all of these words"),
        ("x" * 500, "Nothing has all of these words"), ("%", "no word in that"), ("'\"\\", "no word in that"),
    ],
)  # fmt: skip
def test_nothing_found_says_what_to_do(client_of, journey, text, words):
    assert words in show(client_of("viewer"), text)


def test_htmx_gets_the_results_and_the_title(client_of, journey):
    add_task(journey, "Zeppelin")
    html = show(client_of("viewer"), "zeppelin", HTMX)
    assert "<html" not in html
    assert "<title>zeppelin – Search · MigOps</title>" in html
    assert len(links(html)) == 1


def test_every_page_has_the_field(client_of, journey):
    for page in (reverse("my_work"), reverse("overview", args=[journey.pk])):
        html = client_of("viewer").get(page).content.decode()
        assert 'id="top-search"' in html
        assert f'action="{reverse("search")}"' in html
    assert 'id="top-search"' not in show(client_of("viewer"))


@pytest.mark.parametrize("size", [1, 3])
def test_queries_do_not_grow(db, client, django_assert_num_queries, size):
    for n in range(size):
        journey = make_journey(title=f"Zeppelin {n}", tasks=size)
        add_item(add_task(journey, "Zeppelin"), "Zeppelin")
    client.force_login(journey.created_by)
    with django_assert_num_queries(6):  # user; where to look, the search; journeys, tasks, items
        html = show(client, "zeppelin")
    assert len(links(html)) == 3 * size
