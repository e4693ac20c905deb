"""The life of an import, and what it does to a journey, whatever file asked for it."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils.timezone import now

from journeys.models import ChecklistItem, Decision, Import, Journey, Outcome, Role, Task
from journeys.queries.history import describe
from journeys.services import imports
from journeys.services.decisions import approve, raise_decision
from journeys.services.edits import Problem
from journeys.services.errors import Refusal
from journeys.services.history import verify
from journeys.services.imports import QUEUE, ask_to_apply, ask_to_read, choose, request_import
from journeys.services.items import settle
from journeys.services.journeys import lock_journey, purge_journey, unlock_journey
from journeys.services.members import add_contact
from journeys.services.queues import ClaimLost
from journeys.services.raci import add_role
from journeys.services.resources import add_resource
from journeys.services.tasks import assign, edit_text, schedule, set_status
from tests.makers import make_journey
from tests.services.workbooks import a_file, applied, edit, gone_row, letter, new_row, plan_of, read, undone, worked

pytestmark = pytest.mark.usefixtures("disk")
Status = Import.Status


@pytest.fixture(autouse=True)
def told(monkeypatch):
    """The ids of which the broker was told."""
    told = []
    monkeypatch.setattr(QUEUE, "nudge", told.append)
    return told


@pytest.fixture
def by(journey):
    return journey.created_by


@pytest.fixture
def task(journey):
    return journey.tasks.in_order().first()


@pytest.fixture
def item(task):
    return task.items.first()


@pytest.fixture
def ana(journey, by):
    return add_contact(journey=journey, name="Ana Ruiz", by=by)


@pytest.fixture
def read_back(journey, by):
    """An import of these edits, new rows and gone rows, read by a worker."""
    return lambda *asked, kind="roadmap": read(journey, plan_of(*asked, kind=kind), by)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def everything(journey) -> dict[str, list]:
    """All that the journey holds, and that documents show."""
    rows = {
        "tasks": journey.tasks,
        "items": ChecklistItem.objects.filter(task__journey=journey),
        "decisions": journey.decisions,
        "members": journey.members,
        "resources": journey.resources,
        "letters": journey.raci_roles.order_by("pk").values_list("letters__task", "letters__letter"),
    }
    return {
        name: sorted(found.order_by("pk").values_list(), key=str) if hasattr(found, "model") else list(found)
        for name, found in rows.items()
    }


class TestAsking:
    def test_a_worker_is_told_once_the_file_is_kept(self, journey, by, told, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            row = request_import(journey=journey, kind="roadmap", upload=a_file(name="../My: plan.xlsx"), by=by)
        assert told == [row.pk]
        assert (row.status, row.job, row.file_name, row.size) == ("queued", "read", "My_ plan.xlsx", 10)
        with fresh(row).file.open() as file:
            assert file.read() == b"a workbook"

    def test_the_same_file_sent_again_before_it_was_applied_is_the_same_import(self, journey, by, disk):
        first = request_import(journey=journey, kind="roadmap", upload=a_file(), by=by)
        assert request_import(journey=journey, kind="roadmap", upload=a_file(), by=by) == first
        assert request_import(journey=journey, kind="raci", upload=a_file(), by=by) != first
        assert request_import(journey=journey, kind="roadmap", upload=a_file(b"other"), by=by) != first
        assert len([path for path in disk.rglob("*") if path.is_file()]) == journey.imports.count() == 3

    @pytest.mark.parametrize(("content", "words"), [(b"", "it is empty"), (b"a" * 1_048_577, "the limit for one file")])
    def test_a_file_of_no_fitting_size_is_refused(self, journey, by, settings, content, words):
        settings.MAX_UPLOAD_MIB = 1
        with pytest.raises(Refusal, match=words):
            request_import(journey=journey, kind="roadmap", upload=a_file(content), by=by)
        assert not journey.imports.exists()

    def test_a_locked_journey_takes_none(self, journey, by, disk):
        lock_journey(journey=journey, reason="Cutover.", by=by)
        with pytest.raises(Refusal, match="locked"):
            request_import(journey=journey, kind="roadmap", upload=a_file(), by=by)
        assert not [path for path in disk.rglob("*") if path.is_file()]

    def test_a_purged_journey_takes_its_files_along(self, journey, by, disk, django_capture_on_commit_callbacks):
        request_import(journey=journey, kind="roadmap", upload=a_file(), by=by)
        with django_capture_on_commit_callbacks(execute=True):
            purge_journey(journey)
        assert not [path for path in disk.rglob("*") if path.is_file()]


class TestPreview:
    def test_nothing_is_written_before_it_is_applied(self, journey, task, item, ana, read_back):
        before, events = everything(journey), journey.events.count()
        row = read_back(
            edit(task, "title", "Renamed"), edit(task, "owner", str(ana.pk)), new_row(title="New", module="Module 1"),
            gone_row(journey.tasks.last()),
        )  # fmt: skip
        assert (row.status, row.reason) == (Status.READY, "")
        assert row.counts == {"changed": 2, "new": 1, "gone": 1, "conflicts": 0, "refused": 0}
        assert everything(journey) == before
        assert journey.events.count() == events

    def test_it_says_what_the_rules_refuse(self, journey, task, read_back):
        second = journey.tasks.in_order()[1]
        row = read_back(
            edit(task, "title", "Fine"), edit(task, "status", "blocked", cell="K5"), edit(second, "title", "Fine too"),
            new_row(title="New", module="No such module"),
        )  # fmt: skip
        assert row.counts == {"changed": 1, "new": 0, "gone": 0, "conflicts": 0, "refused": 2}
        assert [each["reason"] for each in row.trial["refused"]] == [
            "Say what blocks this task.",
            "There is no module “No such module” in this journey. The journey's modules begin with: Module 1.",
        ]

    def test_what_a_rule_asks_is_told_and_answered_by_applying(self, task, by, read_back):
        row = read_back(edit(task, "status", "completed"))
        question = "This task has 2 unresolved items. Complete it all the same?"
        assert row.trial["remarks"] == {f"task:{task.pk}": [question]}
        assert applied(row, by).status == Status.APPLIED
        assert fresh(task).status == "completed"

    def test_a_conflict_is_tried_by_itself(self, task, read_back):
        row = read_back(edit(task, "title", "Fine"), edit(task, "status", "blocked", conflict=True))
        assert row.counts == {"changed": 1, "new": 0, "gone": 0, "conflicts": 1, "refused": 0}
        assert [each["part"] for each in row.trial["refused"]] == ["conflicts"]

    def test_a_locked_journey_shows_what_would_be(self, journey, task, by, read_back):
        row = read_back(edit(task, "title", "Renamed"))
        lock_journey(journey=journey, reason="Cutover.", by=by)
        ask_to_read(row, by=by)
        worked(row, imports.finish_reading, imports.plan_for(row), fresh(journey).revision)
        with pytest.raises(Refusal, match="locked"):
            ask_to_apply(fresh(row), by=by)

    def test_a_file_of_which_nothing_is_usable(self, journey, by):
        row = request_import(journey=journey, kind="roadmap", upload=a_file(), by=by)
        row = worked(row, imports.refuse, [Problem("", "", "This is no workbook.")])
        assert (row.status, row.reason, row.counts["refused"]) == (Status.REFUSED, "This is no workbook.", 1)
        with pytest.raises(Refusal, match="not ready to be applied"):
            ask_to_apply(row, by=by)


class TestChoosing:
    def test_only_what_was_shown_changes(self, task, read_back):
        row = read_back(edit(task, "title", "Theirs", conflict=True), gone_row(task))
        title, gone = f"task:{task.pk}/title", f"task:{task.pk}"
        choose(row, shown=[title], taken=[title, gone])
        assert fresh(row).choices == [title]
        choose(row, shown=[gone], taken=[gone])
        assert fresh(row).choices == [gone, title]
        choose(row, shown=[title], taken=[])
        assert fresh(row).choices == [gone]

    def test_not_once_it_is_applied(self, task, by, read_back):
        row = applied(read_back(edit(task, "title", "New")), by)
        with pytest.raises(Refusal, match="not waiting for a choice"):
            choose(row, shown=[], taken=[])

    def test_a_conflict_that_was_not_chosen_stays_as_it_is_here(self, task, by, read_back):
        row = read_back(
            edit(task, "title", "Theirs", conflict=True), edit(task, "due_on", "2027-03-14", conflict=True),
            edit(task, "estimate_hours", "7.5"),
        )  # fmt: skip
        choose(row, shown=[f"task:{task.pk}/due_on"], taken=[f"task:{task.pk}/due_on"])
        row = applied(fresh(row), by)
        task = fresh(task)
        assert (task.title, task.due_on, task.estimate_hours) == ("Task 1", date(2027, 3, 14), Decimal("7.5"))
        assert row.counts == {"changed": 2, "new": 0, "gone": 0, "conflicts": 1, "refused": 0}


class TestApplying:
    def test_every_field_of_a_task(self, task, ana, by, read_back):
        facts = {
            "title": "Renamed", "owner": str(ana.pk), "starts_on": "2027-03-01", "due_on": "2027-03-14",
            "estimate_hours": "7.5", "spent_hours": "2", "status": "blocked", "status_reason": "The carrier is silent.",
        }  # fmt: skip
        applied(read_back(*(edit(task, name, value) for name, value in facts.items())), by)
        task = fresh(task)
        assert (task.title, task.owner, task.starts_on, task.due_on) == (
            "Renamed", ana, date(2027, 3, 1), date(2027, 3, 14),
        )  # fmt: skip
        assert (task.estimate_hours, task.spent_hours) == (Decimal("7.5"), 2)
        assert (task.status, task.status_reason) == ("blocked", "The carrier is silent.")

    def test_a_reason_goes_with_the_status_that_it_was_for(self, task, by, read_back):
        set_status(task=task, status="blocked", reason="The carrier is silent.", by=by)
        applied(read_back(edit(task, "status", "in_progress")), by)
        assert (fresh(task).status, fresh(task).status_reason) == ("in_progress", "")

    def test_every_field_of_an_item(self, journey, task, item, ana, by, read_back):
        item.kind = "check"
        item.save()
        facts = {"outcome": "no_go", "note": "Two numbers are missing.", "owner": str(ana.pk), "priority": "high"}
        applied(read_back(*(edit(item, name, value) for name, value in facts.items()), kind="go-live"), by)
        item = fresh(item)
        assert (item.outcome, item.note, item.owner, item.priority) == (
            "no_go", "Two numbers are missing.", ana, "high",
        )  # fmt: skip
        assert item.settled_by == by

    def test_who_writes_an_answer_answers(self, task, by, read_back):
        question = task.items.create(kind="question", text="Who pays?", position=5000)
        applied(read_back(edit(question, "note", "The shops do."), kind="discovery"), by)
        assert (fresh(question).outcome, fresh(question).note) == (Outcome.ANSWERED, "The shops do.")

    def test_every_field_of_a_decision(self, journey, ana, by, read_back):
        decision = raise_decision(journey=journey, title="Which carrier", by=by)
        facts = {
            "title": "Which carriers", "context": "Why", "options": "One or two", "outcome": "Both.",
            "owner": str(ana.pk), "approver": str(ana.pk), "status": "approved",
        }  # fmt: skip
        applied(read_back(*(edit(decision, name, value) for name, value in facts.items()), kind="decision-log"), by)
        decision = fresh(decision)
        assert {name: getattr(decision, name) for name in facts} == {**facts, "owner": ana, "approver": ana}

    @pytest.mark.parametrize(
        ("status", "reason"), [("superseded", "does not say which decision"), ("proposed", "supersedes it")]
    )
    def test_a_taken_decision_stays_taken(self, journey, by, read_back, status, reason):
        decision = raise_decision(journey=journey, title="Which carrier", outcome="Both.", by=by)
        approve(decision=decision, by=by)
        row = read_back(edit(decision, "status", status), kind="decision-log")
        assert reason in row.trial["refused"][0]["reason"]

    def test_people_and_their_roles(self, journey, ana, cast, by, read_back):
        viewer = journey.members.get(user=cast["viewer"])
        facts = {"name": "Ana Ruíz", "organisation": "Carrier", "title": "Manager", "email": "ana@example.com"}
        applied(
            read_back(*(edit(ana, name, value) for name, value in facts.items()), edit(viewer, "role", "stakeholder"),
                      kind="stakeholders"),
            by,
        )  # fmt: skip
        ana = fresh(ana)
        assert {name: getattr(ana, name) for name in facts} == facts
        assert fresh(viewer).role == Role.STAKEHOLDER

    def test_resources(self, journey, ana, by, read_back):
        resource = add_resource(journey=journey, function="Network", name="Someone", by=by)
        asked = edit(resource, "member", str(ana.pk)), edit(resource, "phone", "+49 30 1")
        applied(read_back(*asked, kind="go-live"), by)
        assert (fresh(resource).member, fresh(resource).phone, fresh(resource).name) == (ana, "+49 30 1", "")

    def test_who_is_there_goes_from_member_to_name_and_back(self, journey, ana, by, read_back):
        resource = add_resource(journey=journey, function="Network", member=ana, by=by)
        row = applied(read_back(edit(resource, "name", "Someone"), kind="go-live"), by)
        assert (fresh(resource).member, fresh(resource).name) == (None, "Someone")
        undone(row, by)
        assert (fresh(resource).member, fresh(resource).name) == (ana, "")

    def test_letters(self, journey, task, by, read_back):
        lead, carrier = (add_role(journey=journey, name=name, side="partner", by=by) for name in ("Lead", "Carrier"))
        asked = letter(task, lead, "A/R"), letter(task, carrier, "C"), letter(task.module, lead, "A")
        applied(read_back(*asked, kind="raci"), by)
        assert dict(task.raci_letters.values_list("role__name", "letter")) == {"Lead": "A/R", "Carrier": "C"}
        applied(read_back(letter(task, lead, None), kind="raci"), by)
        assert dict(task.raci_letters.values_list("role__name", "letter")) == {"Carrier": "C"}
        assert task.module.raci_letters.get().letter == "A"

    def test_it_is_one_chapter_of_the_history(self, journey, task, by, read_back):
        row = applied(read_back(edit(task, "title", "Renamed"), edit(task, "due_on", "2027-03-14")), by)
        events = list(journey.events.order_by("sequence"))[-3:]
        assert [event.verb for event in events] == ["task.edited", "task.scheduled", "workbook.applied"]
        assert {event.data["import"] for event in events} == {row.pk}
        assert describe(events[-1]) == "read the workbook “plan.xlsx” in: 2 changed"
        assert verify(fresh(journey)) is None

    def test_a_refused_row_lets_the_others_through(self, journey, task, by, read_back):
        second = journey.tasks.in_order()[1]
        row = read_back(edit(task, "title", "No"), edit(task, "status", "blocked"), edit(second, "title", "Yes"))
        row = applied(row, by)
        assert (fresh(task).title, fresh(second).title) == ("Task 1", "Yes")
        assert row.counts == {"changed": 1, "new": 0, "gone": 0, "conflicts": 0, "refused": 1}

    def test_when_every_row_is_refused_it_is_not_applied(self, journey, task, by, read_back):
        row = applied(read_back(edit(task, "status", "blocked")), by)
        assert (row.status, row.applied_at) == (Status.READY, None)
        assert row.reason == "Nothing was written, since every row was refused: Say what blocks this task."
        assert not journey.events.filter(verb="workbook.applied").exists()

    def test_rows_of_another_journey_are_not_in_reach(self, by, read_back):
        stolen = make_journey(title="Another").tasks.first()
        row = read_back(edit(stolen, "title", "Mine"))
        assert row.trial["refused"][0]["reason"] == "This row is not in the journey any more."

    def test_what_no_verb_writes_is_refused(self, task, read_back):
        row = read_back(edit(task, "completed_at", None), edit(task, "position", "1"))
        assert row.trial["refused"][0]["reason"] == "This can't be changed by a workbook: position."

    def test_a_journey_that_changed_elsewhere_is_no_matter(self, journey, task, by, read_back):
        row = read_back(edit(task, "title", "Renamed"))
        schedule(task=journey.tasks.last(), starts_on=None, due_on=date(2027, 1, 1), by=by)
        assert applied(row, by, replan=lambda: plan_of(edit(task, "title", "Renamed"))).status == Status.APPLIED

    def test_one_that_changed_here_is_looked_at_again(self, journey, task, by, read_back):
        row = read_back(edit(task, "title", "Renamed"))
        edit_text(task=task, field="title", text="Theirs", base_revision=99, by=by)
        row = applied(row, by, replan=lambda: plan_of(edit(task, "title", "Renamed", conflict=True)))
        assert (row.status, row.counts["conflicts"]) == (Status.READY, 1)
        assert row.reason == imports.CHANGED_SINCE
        assert fresh(task).title == "Theirs"

    def test_a_journey_that_was_locked_meanwhile(self, journey, task, by, read_back):
        row = read_back(edit(task, "title", "Renamed"))
        ask_to_apply(row, by=by)
        lock_journey(journey=journey, reason="Cutover.", by=by)
        row = worked(row, imports.apply, lambda: imports.plan_for(row))
        assert row.status == Status.READY
        assert row.reason.startswith("This journey is locked: Cutover.")

    def test_asking_twice_is_asking_once(self, task, by, read_back):
        row = read_back(edit(task, "title", "Renamed"))
        ask_to_apply(row, by=by)
        ask_to_apply(row, by=by)
        worked(row, imports.apply, lambda: imports.plan_for(row))
        ask_to_apply(row, by=by)
        assert fresh(row).status == Status.APPLIED


class TestNewRows:
    def add(self, read_back, by, workbook, **values):
        return applied(read_back(new_row(**values), kind=workbook), by)

    def test_a_task_goes_to_its_module(self, journey, ana, by, read_back):
        self.add(
            read_back, by, "roadmap", phase="assess", module="Module 1", type="Task", title="Port the numbers",
            owner=str(ana.pk), due_on="2027-03-14", status="in_progress", status_reason=None,
        )  # fmt: skip
        task = journey.tasks.get(title="Port the numbers")
        assert (task.module.title, task.owner, task.due_on, task.status) == (
            "Module 1", ana, date(2027, 3, 14), "in_progress",
        )  # fmt: skip

    def test_a_subtask_goes_below_its_task(self, journey, task, by, read_back):
        self.add(read_back, by, "roadmap", title="Below", type="Sub-task", parent=str(task.pk))
        assert task.subtasks.get().title == "Below"

    @pytest.mark.parametrize(
        ("values", "reason"),
        [
            ({"type": "Subtask"}, "does not say whose subtask"),
            ({"parent": "999999"}, "no task with the id 999999"),
            ({}, "Write its module. The journey's modules begin with: Module 1, Module 2."),
            ({"module": "Module 1", "phase": "Operate"}, "There is no module “Module 1”"),
        ],
    )
    def test_a_task_without_a_place(self, journey, read_back, values, reason):
        journey.phases.get().modules.create(title="Module 2", position=5000)
        row = read_back(new_row(title="New", **values))
        assert reason in row.trial["refused"][0]["reason"]

    def test_two_modules_of_one_name(self, journey, read_back):
        journey.phases.get().modules.create(title="Module 1", position=5000)
        row = read_back(new_row(title="New", module="Module 1"))
        assert "several called “Module 1”" in row.trial["refused"][0]["reason"]

    @pytest.mark.parametrize("place", [{"task": "task 2"}, {"section": "launch"}])
    def test_an_item_goes_to_its_task_or_where_its_section_is(self, journey, by, read_back, place):
        second = journey.tasks.in_order()[1]
        second.items.create(kind="check", section="Launch", text="First", position=5000)
        self.add(read_back, by, "go-live", kind="check", text="Call the carrier.", outcome="go", note="Done.", **place)
        item = second.items.get(text="Call the carrier.")
        assert (item.kind, item.outcome, item.note) == ("check", "go", "Done.")

    def test_an_item_of_a_subtask(self, task, by, read_back):
        subtask = task.subtasks.create(journey=task.journey, module=task.module, title="Below", position=0)
        self.add(read_back, by, "test-plan", kind="test", text="Call in.", task="Task 1: Below")
        assert subtask.items.get().text == "Call in."

    def test_an_item_without_a_place(self, read_back):
        row = read_back(new_row(kind="check", text="Where?"), kind="go-live")
        assert row.trial["refused"][0]["reason"].startswith("Write in the column “Task”")

    def test_a_decision_with_all_its_facts(self, journey, ana, by, read_back):
        self.add(
            read_back, by, "decision-log", title="Which carrier", outcome="Both.", owner=str(ana.pk), status="approved"
        )
        decision = journey.decisions.get()
        assert (decision.number, decision.outcome, decision.owner, decision.status) == (1, "Both.", ana, "approved")

    def test_people_with_and_without_an_account(self, journey, cast, by, read_back):
        known = new_row(name="Someone", email="stranger@example.com", role="viewer")
        contact = new_row(name="Ben Tan", email="ben@carrier.example", organisation="Carrier", role="contact")
        unknown = new_row(name="Cy", email="cy@carrier.example", role="viewer")
        row = applied(read_back(known, contact, unknown, kind="stakeholders"), by)
        assert journey.members.get(user=cast["stranger"]).role == Role.VIEWER
        assert journey.members.get(name="Ben Tan").role == Role.CONTACT
        assert "No account has the address cy@carrier.example" in row.report["refused"][0]["reason"]

    def test_a_resource(self, journey, ana, by, read_back):
        self.add(read_back, by, "go-live", function="Network", member=str(ana.pk), phone="123", name=None)
        assert (journey.resources.get().who, journey.resources.get().phone) == ("Ana Ruiz", "123")

    def test_the_matrix_has_no_rows_of_its_own(self, read_back):
        row = read_back(new_row(title="New"), kind="raci")
        assert "Add a task there" in row.trial["refused"][0]["reason"]

    def test_the_same_file_adds_them_once(self, journey, by, read_back):
        new = new_row(title="New", module="Module 1")
        first, second = read_back(new), read(journey, plan_of(new), journey.created_by, b"a workbook, saved again")
        Import.objects.filter(pk=second.pk).update(sha256=first.sha256)
        applied(first, by)
        again = applied(fresh(second), by, replan=lambda: plan_of(new))
        assert (again.status, again.counts["new"]) == (Status.READY, 0)
        assert "Its new rows were added then" in again.plan["notes"][0]
        assert journey.tasks.filter(title="New").count() == 1


class TestGoneRows:
    def out(self, read_back, by, kind, *rows):
        row = read_back(*map(gone_row, rows), kind=kind)
        choose(row, shown=row.plan and [gone["key"] for gone in row.plan["gone_rows"]],
               taken=[gone["key"] for gone in row.plan["gone_rows"]])  # fmt: skip
        return applied(fresh(row), by)

    def test_they_stay_unless_someone_says_otherwise(self, task, by, read_back):
        row = applied(read_back(gone_row(task), edit(task, "title", "Renamed")), by)
        assert (fresh(task).status, row.counts["gone"]) == ("planned", 0)

    def test_a_task_moves_out_of_scope(self, task, by, read_back):
        assert self.out(read_back, by, "roadmap", task).counts["gone"] == 1
        assert (fresh(task).status, fresh(task).status_reason) == ("out_of_scope", "Not in plan.xlsx any more.")

    def test_an_item_does_not_apply_any_more_and_keeps_its_note(self, item, by, read_back):
        settle(item=item, outcome="open", note="Ask Ana.", by=by)
        self.out(read_back, by, "go-live", item)
        assert (fresh(item).outcome, fresh(item).note) == ("not_applicable", "Ask Ana.\n\nNot in plan.xlsx any more.")

    def test_people_and_resources_are_removed(self, journey, ana, by, read_back):
        resource = add_resource(journey=journey, function="Network", by=by)
        self.out(read_back, by, "stakeholders", ana)
        self.out(read_back, by, "go-live", resource)
        assert not journey.members.filter(pk=ana.pk).exists()
        assert not journey.resources.exists()

    def test_decisions_and_rows_of_the_matrix_stay(self, journey, task, by, read_back):
        decision = raise_decision(journey=journey, title="Which carrier", by=by)
        for kind, gone in (("decision-log", decision), ("raci", task)):
            row = read_back(gone_row(gone), kind=kind)
            assert [each["part"] for each in row.trial["refused"]] == ["gone"]


class TestRights:
    def test_each_edit_needs_its_own(self, journey, task, ana, cast):
        plan = plan_of(edit(task, "title", "Renamed"), edit(ana, "name", "Ana"), kind="stakeholders")
        row = read(journey, plan, cast["contributor"])
        assert [(each["key"], each["reason"]) for each in row.trial["refused"]] == [
            (f"member:{ana.pk}", "Your role in this journey is contributor, which may not do this.")
        ]
        row = applied(row, cast["contributor"])
        assert (fresh(task).title, fresh(ana).name) == ("Renamed", "Ana Ruiz")

    def test_those_of_the_moment_count(self, journey, task, cast):
        row = read(journey, plan_of(edit(task, "title", "Renamed")), cast["contributor"])
        journey.members.filter(user=cast["contributor"]).delete()
        row = applied(row, cast["contributor"])
        assert (row.status, fresh(task).title) == (Status.READY, "Task 1")
        assert "no member of this journey any more" in row.reason

    def test_an_admin_applies_what_a_contributor_sent_in(self, journey, ana, cast):
        row = read(journey, plan_of(edit(ana, "name", "Ana"), kind="stakeholders"), cast["contributor"])
        assert applied(row, cast["admin"]).applied_by == cast["admin"]
        assert fresh(ana).name == "Ana"

    def test_only_its_approver_or_an_admin_takes_a_decision(self, journey, cast, by):
        decision = raise_decision(journey=journey, title="Which", outcome="Both.", by=by)
        row = read(journey, plan_of(edit(decision, "status", "approved"), kind="decision-log"), cast["contributor"])
        assert "may not do this" in row.trial["refused"][0]["reason"]


class TestUndo:
    @pytest.fixture
    def lived_in(self, journey, task, item, ana, by):
        """A journey in which everything has a state of its own."""
        second = journey.tasks.in_order()[1]
        assign(task=task, owner=ana, by=by)
        set_status(task=second, status="completed", by=by, confirmed=True)
        set_status(task=task, status="out_of_scope", reason="Not this year.", by=by)
        settle(item=item, outcome="met", note="Seen.", by=by)
        role = add_role(journey=journey, name="Lead", side="partner", by=by)
        role.members.add(ana)
        add_resource(journey=journey, function="Network", member=ana, by=by)
        decision = raise_decision(journey=journey, title="Which", outcome="Both.", owner=ana, by=by)
        Task.objects.filter(status="completed").update(completed_at=now() - timedelta(days=30))
        ChecklistItem.objects.exclude(outcome="open").update(settled_at=now() - timedelta(days=30))
        return {"second": second, "role": role, "decision": decision}

    def test_everything_is_as_it_was(self, journey, task, item, ana, by, cast, lived_in, read_back):
        before = everything(journey)
        asked = {
            "roadmap": [
                edit(task, "title", "Renamed"), edit(task, "status", "in_progress"),
                edit(task, "status_reason", "Now after all."), edit(task, "owner", None),
                edit(lived_in["second"], "status", "planned"), new_row(title="New", module="Module 1"),
                gone_row(journey.tasks.in_order()[2]),
            ],
            "go-live": [
                edit(item, "outcome", "open"), edit(item, "note", None), edit(item, "owner", str(ana.pk)),
                edit(task.items.last(), "outcome", "met"), new_row(kind="criterion", text="New", task="Task 2"),
                new_row(function="Carrier"), gone_row(journey.resources.get()),
            ],
            "raci": [letter(task, lived_in["role"], "A/R"), letter(task.module, lived_in["role"], "A")],
            "stakeholders": [edit(ana, "email", "ana@example.com"), new_row(name="Ben")],
            "decision-log": [
                edit(lived_in["decision"], "outcome", "One."), edit(lived_in["decision"], "status", "approved"),
            ],
        }  # fmt: skip
        rows = []
        for kind, of_kind in asked.items():
            row = read_back(*of_kind, kind=kind)
            gone = [each["key"] for each in row.plan["gone_rows"]]
            choose(row, shown=gone, taken=gone)
            rows.append(applied(fresh(row), by))
            assert rows[-1].counts["refused"] == 0, rows[-1].report["refused"]
            assert rows[-1].status == Status.APPLIED
        assert everything(journey) != before
        for row in reversed(rows):
            row = undone(row, by)
            assert (row.status, row.reason, row.trial.get("in_the_way")) == (Status.UNDONE, "", None)
        assert everything(journey) == before
        assert verify(fresh(journey)) is None
        assert describe(journey.events.first()) == "undid what was read in from the workbook “plan.xlsx”"

    def test_who_was_removed_gets_back_what_nobody_has_taken(self, journey, task, ana, by, cast, lived_in, read_back):
        third = journey.tasks.in_order()[2]
        assign(task=third, owner=ana, by=by)
        row = read_back(gone_row(ana), kind="stakeholders")
        choose(row, shown=[f"member:{ana.pk}"], taken=[f"member:{ana.pk}"])
        row = applied(fresh(row), by)
        other = journey.members.get(user=cast["viewer"])
        assign(task=third, owner=other, by=by)
        assert undone(row, by).status == Status.UNDONE
        assert (fresh(task).owner, fresh(third).owner) == (ana, other)
        assert (journey.resources.get().member, lived_in["role"].members.get()) == (ana, ana)
        assert lived_in["decision"].owner == fresh(lived_in["decision"]).owner == ana

    def test_what_was_changed_since_is_in_the_way(self, journey, task, item, by, read_back):
        row = applied(read_back(edit(task, "title", "Renamed"), edit(item, "outcome", "met")), by)
        edit_text(task=task, field="title", text="Renamed again", base_revision=99, by=by)
        row = undone(row, by)
        assert (row.status, fresh(item).outcome) == (Status.APPLIED, "met")
        assert row.reason.startswith("Nothing was undone: One row is in the way")
        assert [(each["label"], each["reason"]) for each in row.trial["in_the_way"]] == [
            ("Task 1", "This row was changed since.")
        ]
        edit_text(task=task, field="title", text="Renamed", base_revision=99, by=by)
        assert undone(row, by).status == Status.UNDONE

    def test_another_field_of_the_row_is_not_in_the_way(self, task, by, read_back):
        row = applied(read_back(edit(task, "title", "Renamed")), by)
        schedule(task=task, starts_on=None, due_on=date(2027, 1, 1), by=by)
        assert undone(row, by).status == Status.UNDONE
        assert (fresh(task).title, fresh(task).due_on) == ("Task 1", date(2027, 1, 1))

    def test_a_new_task_that_is_used_by_now(self, journey, by, read_back):
        row = applied(read_back(new_row(title="New", module="Module 1")), by)
        journey.tasks.get(title="New").items.create(kind="criterion", text="Done", position=0)
        assert "has checklist items" in undone(row, by).trial["in_the_way"][0]["reason"]

    def test_a_new_decision_keeps_its_number(self, journey, by, read_back):
        undone(applied(read_back(new_row(title="Which"), kind="decision-log"), by), by)
        assert (journey.decisions.get().status, journey.decisions.get().number) == (Decision.Status.REJECTED, 1)

    def test_only_what_was_applied_and_only_once(self, task, by, read_back):
        row = read_back(edit(task, "title", "Renamed"))
        with pytest.raises(Refusal, match="Only an import that was applied"):
            imports.ask_to_undo(row, by=by)
        row = undone(applied(row, by), by)
        imports.ask_to_undo(row, by=by)  # a second click says nothing
        assert fresh(row).status == Status.UNDONE

    def test_not_in_a_locked_journey(self, journey, task, by, read_back):
        row = applied(read_back(edit(task, "title", "Renamed")), by)
        imports.ask_to_undo(row, by=by)
        lock_journey(journey=journey, reason="Cutover.", by=by)
        assert worked(row, imports.take_back).reason.startswith("This journey is locked")
        unlock_journey(journey=fresh(journey), by=by)
        assert undone(fresh(row), by).status == Status.UNDONE


class TestWorkers:
    def test_a_worker_that_died_while_applying_leaves_nothing_and_another_does_it(self, task, by, read_back):
        row = read_back(edit(task, "title", "Renamed"))
        ask_to_apply(row, by=by)
        dead = QUEUE.claim(row.pk)
        Import.objects.update(lease_until=now() - timedelta(seconds=1))
        assert fresh(task).title == "Task 1"
        row = worked(row, imports.apply, lambda: imports.plan_for(row))
        assert (row.status, row.attempts, fresh(task).title) == (Status.APPLIED, 2, "Renamed")
        with pytest.raises(ClaimLost):
            imports.apply(dead, lambda: imports.plan_for(row))
        assert task.journey.events.filter(verb="workbook.applied").count() == 1

    def test_a_slow_worker_that_lost_its_claim_writes_nothing(self, journey, task, by, read_back):
        row = read_back(edit(task, "title", "Renamed"))
        ask_to_apply(row, by=by)
        slow = QUEUE.claim(row.pk)
        Import.objects.update(lease_until=now() + timedelta(hours=1))
        with pytest.raises(ClaimLost):
            imports.apply(slow, lambda: imports.plan_for(row))
        assert fresh(task).title == "Task 1"
        assert verify(fresh(journey)) is None

    def test_one_that_failed_is_tried_again(self, journey, by):
        row = request_import(journey=journey, kind="roadmap", upload=a_file(), by=by)
        QUEUE.fail(QUEUE.claim(row.pk), "The disk is full.")
        ask_to_read(fresh(row), by=by)
        assert (fresh(row).status, fresh(row).reason, fresh(row).attempts) == (Status.QUEUED, "", 0)

    def test_two_workers_with_the_same_file_add_its_row_once(self, committing, disk):
        journey = make_journey()
        new, first = new_row(title="New", module="Module 1"), journey.tasks.first()
        plan = plan_of(new, edit(first, "title", "Renamed"))
        rows = [read(journey, plan, journey.created_by, content) for content in (b"one", b"two")]
        Import.objects.update(sha256="same")
        for row in rows:
            ask_to_apply(row, by=journey.created_by)
        barrier = threading.Barrier(2)

        def work(pk):
            claimed = QUEUE.claim(pk)
            barrier.wait()
            imports.apply(claimed, lambda: plan_of(new))  # what is the same in the journey by now is no edit
            connection.close()

        workers = [threading.Thread(target=work, args=(row.pk,)) for row in rows]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert sorted(Import.objects.values_list("status", flat=True)) == ["applied", "ready"]
        assert journey.tasks.filter(title="New").count() == 1
        assert verify(Journey.objects.get(pk=journey.pk)) is None
