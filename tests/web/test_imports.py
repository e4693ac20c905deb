"""The pages of an import, with the cast; the preview at one line and at thousands."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from journeys.models import Import
from journeys.services import imports as service
from journeys.services.journeys import lock_journey
from journeys.services.members import add_contact
from journeys.services.tasks import edit_text
from tests.cast import each_gets, members_read
from tests.makers import make_journey
from tests.services.workbooks import applied, edit, gone_row, new_row, plan_of, read
from tests.test_round_trip import Workbook, worked

pytestmark = pytest.mark.usefixtures("disk")
HTMX = {"HX-Request": "true"}
writers = each_gets(302, 302, 403, 403, 404, 302)


@pytest.fixture(autouse=True)
def told(monkeypatch):
    monkeypatch.setattr(service.QUEUE, "nudge", lambda pk: True)


@pytest.fixture
def by(journey):
    return journey.created_by


@pytest.fixture
def task(journey):
    return journey.tasks.in_order().first()


@pytest.fixture
def ready(journey, task, by):
    """One of everything that a file can ask for."""
    second, third = journey.tasks.in_order()[1:]
    return read(
        journey,
        plan_of(
            edit(task, "title", "Renamed"), edit(task, "status", "completed", cell="K5"),
            edit(second, "title", "Theirs", conflict=True, cell="D6"), edit(second, "status", "blocked", cell="K6"),
            new_row(title="Port the numbers", module="Module 1"), gone_row(third),
        ),
        by,
    )  # fmt: skip


def page(client, row, **query):
    return client.get(reverse("import_page", args=[row.journey_id, row.pk]), query)


def act(client, name, row, headers=None, **data):
    return client.post(reverse(name, args=[row.journey_id, row.pk]), data, headers=headers)


def send(client, journey, kind="roadmap", name="plan.xlsx", content=b"a workbook"):
    data = {"kind": kind, "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("import_new", args=[journey.pk]), data)


@members_read
def test_members_read(client_of, journey, ready, who, status):
    client = client_of(who)
    assert page(client, ready).status_code == status
    assert client.get(reverse("imports", args=[journey.pk])).status_code == status
    assert client.get(reverse("import_state", args=[journey.pk, ready.pk])).status_code == status
    answer = client.get(reverse("import_file", args=[journey.pk, ready.pk]))
    assert answer.status_code == status
    if status == 200:
        assert answer.getvalue() == b"a workbook"
        assert answer["X-Content-Type-Options"] == "nosniff"
    answer.close()


@writers
def test_only_workers_send_in(client_of, journey, who, status):
    answer = send(client_of(who), journey)
    assert answer.status_code == status
    assert journey.imports.exists() == (who in ("admin", "contributor"))


@each_gets(200, 200, 403, 403, 404, 302)
def test_who_gets_the_form(client_of, journey, who, status):
    assert client_of(who).get(reverse("import_new", args=[journey.pk])).status_code == status


@writers
def test_only_workers_choose_apply_and_undo(client_of, ready, cast, task, who, status):
    may, choice = who in ("admin", "contributor"), ready.plan["edits"][2]
    ticked = f"{choice['key']}/{choice['field']}"
    client = client_of(who)
    assert act(client, "import_choose", ready, shown=ticked, take=ticked).status_code == status
    assert act(client, "import_apply", ready).status_code == status
    row = Import.objects.get(pk=ready.pk)
    assert (row.choices, row.job) == (([ticked], "apply") if may else ([], "read"))
    Import.objects.filter(pk=row.pk).update(status="ready")
    row = applied(row, cast["admin"])
    assert act(client, "import_undo", row).status_code == status
    assert Import.objects.get(pk=row.pk).job == ("undo" if may else "apply")


@writers
def test_only_workers_have_it_read_again(client_of, ready, who, status):
    assert act(client_of(who), "import_read", ready).status_code == status
    assert (Import.objects.get(pk=ready.pk).status == "queued") == (who in ("admin", "contributor"))


def test_the_file_goes_to_a_worker(client_of, journey):
    answer = send(client_of("contributor"), journey)
    row = journey.imports.get()
    assert answer.url == reverse("import_page", args=[journey.pk, row.pk])
    shown = page(client_of("viewer"), row).text
    assert "it is next in the queue" in shown
    assert 'hx-trigger="every 1s"' in shown
    assert "No worker is running." in shown


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": "plan.docx"}, "Choose a file that ends in .xlsx or .csv."),
        ({"name": "log.csv", "kind": "decision-log"}, "Choose a file that ends in .xlsx."),
        ({"content": b""}, "“plan.xlsx” was not added: it is empty."),
        ({"kind": "status-report"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(client_of, journey, sent, words):
    answer = send(client_of("admin"), journey, **sent)
    assert answer.status_code == 409
    assert words in answer.text
    assert not journey.imports.exists()


def test_the_limit_is_printed_and_the_kind_is_chosen(client_of, journey):
    shown = client_of("admin").get(reverse("import_new", args=[journey.pk]), {"kind": "decision-log"}).text
    assert "up to 100 MiB" in shown
    assert '<option value="decision-log" selected>' in shown


def test_documents_that_are_read_back_say_so(client_of, journey):
    def shown(who, kind):
        return client_of(who).get(reverse("documents", args=[journey.pk]), {"kind": kind}).text

    assert f'href="/journeys/{journey.pk}/imports/new/?kind=roadmap"' in shown("contributor", "roadmap")
    assert "Read a filled-in workbook" not in shown("viewer", "roadmap")
    assert "Workbooks read in" in shown("viewer", "roadmap")
    assert "Workbooks read in" not in shown("admin", "status-report")


class TestPreview:
    def test_the_page_is_asked_for_again_until_a_worker_is_done(self, client_of, ready):
        def asked():
            at = reverse("import_state", args=[ready.journey_id, ready.pk])
            return client_of("viewer").get(at, headers=HTMX)

        assert asked()["HX-Refresh"] == "true"
        act(client_of("admin"), "import_apply", ready)
        assert "HX-Refresh" not in asked()
        service.QUEUE.claim(ready.pk)
        assert "Applying plan.xlsx…" in asked().text
        assert 'hx-post="' not in page(client_of("admin"), ready).text

    def test_counts_lead_to_their_groups(self, client_of, ready):
        shown = page(client_of("admin"), ready).text
        assert re.findall(r'href="#(\w+)"><b>(\d+)</b>', shown) == [
            ("conflicts", "1"), ("refused", "1"), ("changed", "2"), ("new", "1"), ("gone", "1"),
        ]  # fmt: skip
        for part in ("conflicts", "refused", "changed", "new", "gone"):
            assert f'<section id="{part}"' in shown

    def test_it_shows_old_and_new_side_by_side_and_what_is_asked(self, client_of, ready):
        shown = page(client_of("admin"), ready).text
        assert re.search(r"<del>before</del>\s*</td>\s*<td[^>]*>\s*<ins>Renamed</ins>", shown)
        assert "This task has 2 unresolved items. Complete it all the same?" in shown
        assert "Say what blocks this task." in shown
        assert "Port the numbers" in shown

    def test_who_may_not_apply_sees_it_without_a_button(self, client_of, ready):
        shown = page(client_of("viewer"), ready).text
        assert "Renamed" in shown
        assert "Apply" not in re.sub(r"Applying says yes", "", shown)
        assert re.search(r'name="take"[^>]* disabled', shown)

    def test_text_of_people_is_no_markup(self, client_of, journey, task, by):
        row = read(journey, plan_of(edit(task, "title", "<script>alert(1)</script>")), by)
        assert "<script>alert" not in page(client_of("admin"), row).text

    def test_a_changed_journey_is_pointed_out(self, client_of, journey, ready, task, by):
        edit_text(task=task, field="description", text="New.", base_revision=99, by=by)
        assert "1 change</a>\n" in page(client_of("admin"), ready).text.replace("</a> since", "</a>\n")

    def test_nothing_to_change(self, client_of, journey, by):
        assert "Nothing to change" in page(client_of("admin"), read(journey, plan_of(), by)).text

    def test_a_file_that_can_not_be_read(self, client_of, journey, by):
        answer = send(client_of("admin"), journey)
        row = worked(journey.imports.get())
        shown = page(client_of("admin"), row).text
        assert answer.status_code == 302
        assert "This file can't be read in." in shown
        assert "Apply" not in shown

    @pytest.mark.parametrize("tasks", [1, 3])
    def test_it_costs_the_same_however_much_changed(self, client_of, tasks, django_assert_num_queries, cast, journey):
        asked = [edit(task, "title", f"New {task.pk}") for task in journey.tasks.all()[:tasks]]
        row = read(journey, plan_of(*asked), journey.created_by)
        client = client_of("viewer")
        with django_assert_num_queries(4):  # session and user, journey, figures, import
            shown = page(client, row).text
        assert shown.count('class="import-cell"') == tasks

    def test_thousands_of_lines_come_in_pages(self, client_of, by):
        journey = make_journey(title="Large", tasks=450, items=0, by=by)
        row = read(journey, plan_of(*(edit(task, "title", f"New {task.pk}") for task in journey.tasks.all())), by)
        client = client_of("admin")
        client.force_login(by)
        first = page(client, row).text
        assert first.count('class="import-cell"') == 200
        assert "1 to 200 of 450" in first
        assert 'name="turn" value="changed-1:2"' in first
        last = page(client, row, group="changed-1", page=3).text
        assert last.count('class="import-cell"') == 50
        assert "401 to 450 of 450" in last
        turned = act(client, "import_choose", row, turn="changed-1:3")
        assert turned.url.endswith(f"/imports/{row.pk}/?group=changed-1&page=3#changed-1")


class TestChoosing:
    def test_ticks_are_kept_at_once(self, client_of, ready, task):
        choice = f"{ready.plan['edits'][2]['key']}/title"
        answer = act(client_of("admin"), "import_choose", ready, headers=HTMX, shown=choice, take=choice)
        assert answer.status_code == 204
        assert re.search(rf'value="{choice}" [^>]*checked', page(client_of("admin"), ready).text)

    def test_a_whole_group(self, client_of, ready, journey):
        gone = f"task:{journey.tasks.in_order()[2].pk}"
        answer = act(client_of("admin"), "import_choose", ready, whole="gone-5:all")
        assert answer.url.endswith("?group=gone-5&page=1#gone-5")
        assert Import.objects.get(pk=ready.pk).choices == [gone]
        act(client_of("admin"), "import_choose", ready, whole="gone-5:none")
        assert Import.objects.get(pk=ready.pk).choices == []

    def test_ticks_go_along_with_applying(self, client_of, ready, journey):
        gone = f"task:{journey.tasks.in_order()[2].pk}"
        act(client_of("admin"), "import_apply", ready, shown=gone, take=gone)
        assert (Import.objects.get(pk=ready.pk).choices, Import.objects.get(pk=ready.pk).job) == ([gone], "apply")

    @pytest.mark.parametrize("turn", ["", "//evil.example:1", "changed-1:x#y"])
    def test_turning_leads_nowhere_else(self, client_of, ready, turn):
        answer = act(client_of("admin"), "import_choose", ready, turn=turn)
        assert answer.url.startswith(reverse("import_page", args=[ready.journey_id, ready.pk]))


class TestResult:
    def test_it_says_what_was_done(self, client_of, ready, by):
        shown = page(client_of("viewer"), applied(ready, by)).text
        assert "Applied by Owner on" in shown
        assert re.findall(r'href="#(\w+)"><b>(\d+)</b>', shown) == [
            ("conflicts", "1"), ("refused", "1"), ("changed", "2"), ("new", "1"),
        ]  # fmt: skip
        assert "Kept as it was here" in shown
        assert "Undo the import" not in shown
        assert "Undo the import" in page(client_of("contributor"), ready).text

    def test_what_is_in_the_way_of_undoing_is_listed(self, client_of, journey, task, by):
        row = applied(read(journey, plan_of(edit(task, "title", "Renamed")), by), by)
        edit_text(task=task, field="title", text="Again", base_revision=99, by=by)
        act(client_of("admin"), "import_undo", row)
        service.take_back(service.QUEUE.claim(row.pk))
        shown = page(client_of("admin"), row).text
        assert "Nothing was undone: One row is in the way" in shown
        assert "This row was changed since." in shown

    def test_a_locked_journey_offers_nothing(self, client_of, journey, ready, cast):
        lock_journey(journey=journey, reason="Cutover.", by=cast["admin"])
        shown = page(client_of("admin"), ready).text
        assert "import-bar" not in shown
        assert act(client_of("admin"), "import_apply", ready).status_code == 409


class TestList:
    def test_newest_first_with_what_they_change(self, client_of, journey, ready, by, task):
        applied(read(journey, plan_of(edit(task, "title", "Renamed")), by, b"another"), by)
        shown = client_of("viewer").get(reverse("imports", args=[journey.pk])).text
        states = re.findall(r'<span class="state is-\w+">([\w ]+)</span>', shown)
        assert states == ["Applied", "To be looked at"]
        assert "2 changed, 1 new, 1 missing, 1 in conflict, 1 refused" in shown

    def test_an_empty_one_says_what_to_do(self, client_of, journey):
        shown = client_of("contributor").get(reverse("imports", args=[journey.pk])).text
        assert "No workbook was sent back yet." in shown
        assert reverse("import_new", args=[journey.pk]) in shown

    @pytest.mark.parametrize("count", [1, 3])
    def test_costs_the_same_however_many(self, client_of, journey, by, task, count, django_assert_num_queries):
        for number in range(count):
            applied(read(journey, plan_of(edit(task, "title", f"New {number}")), by, str(number).encode()), by)
        client = client_of("viewer")
        with django_assert_num_queries(5):  # session and user, journey, figures, count, imports
            shown = client.get(reverse("imports", args=[journey.pk])).text
        assert shown.count('class="import-file"') == count


def test_without_htmx_the_whole_way_is_plain_forms(client_of, journey, task):
    add_contact(journey=journey, name="Ana Ruiz", by=journey.created_by)
    book = Workbook(journey, "roadmap")
    book.write(1, Task="Renamed", Owner="Ana Ruiz")
    client = client_of("contributor")
    send(client, journey, content=book.saved())
    row = worked(journey.imports.get())
    assert "<ins>Renamed</ins>" in page(client, row).text
    act(client, "import_apply", row)
    row = worked(row)
    assert act(client, "import_undo", row).status_code == 302
    assert worked(row).status == "undone"
    task.refresh_from_db()
    assert (task.title, task.owner) == ("Task 1", None)
