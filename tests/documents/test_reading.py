from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from journeys.documents.light import light_of
from journeys.documents.progress import tally, verdict_of
from journeys.documents.reading import take_snapshot
from journeys.models import Attachment, ChecklistItem, CostLine, CostPlan, Document, Journey, Module, Task, User
from journeys.queries.costing import Case, compute
from journeys.queries.progress import figures_of
from journeys.services.approvals import approve, ask
from journeys.services.decisions import raise_decision
from journeys.services.dependencies import set_waits_for
from journeys.services.items import settle
from journeys.services.journeys import delete_journey
from journeys.services.light import override_light
from journeys.services.members import change_member
from journeys.services.notes import add_note
from journeys.services.raci import add_role, set_letter, set_members
from journeys.services.resources import add_resource
from journeys.services.risks import raise_risk, set_risk_status
from journeys.services.scope import set_module_scope
from journeys.services.tasks import schedule, set_status
from journeys.services.visits import answer, send_file
from tests.files import upload
from tests.makers import make_journey, make_visitor

MOST_QUERIES = {
    "status-report": 15,
    # These show approvals: one more reads them, with the changes since each.
    "evidence-pack": 16,
    "go-live": 16,
}


@pytest.fixture
def by(journey):
    return journey.created_by


def snapshot_of(journey, kind="status-report"):
    return take_snapshot(journey.pk, kind=kind)


def complete(task, by):
    set_status(task=task, status="completed", by=by, confirmed=True)


def plan_costs(journey, *, lines):
    plan = CostPlan.objects.create(journey=journey, first_year=2027, currency="EUR", agents=240, low_volume=80)
    for number in range(lines, 0, -1):
        facts = {"side": "today", "category": "staff", "unit_price": Decimal("1.5"), "position": number}
        CostLine.objects.create(plan=plan, name=f"Line {number}", **facts)


def report_on(journey, **facts):
    """A ready report of the journey as it is now."""
    journey.refresh_from_db()
    number = journey.documents.count() + 1
    ready = {
        "kind": "status-report", "format": "md", "number": number, "status": "ready", "revision": journey.revision,
        "as_of": now() - timedelta(days=number), "file": "x", "sha256": "x", "size": 1,
    }  # fmt: skip
    return Document.objects.create(journey=journey, **{**ready, **facts})


def attach(task, by, item=None, **facts):
    there = {
        "name": "proof.pdf", "file": "x", "size": 1, "sha256": "x", "content_type": "application/pdf",
        "uploaded_by": by,
    }  # fmt: skip
    return Attachment.objects.create(journey=task.journey, task=task, item=item, **{**there, **facts})


def sign_off(journey, by):
    """A phase, its tasks and their items, by Ben."""
    ben = User.objects.get_or_create(email="ben@example.com", defaults={"name": "Ben"})[0]
    of = journey.members.get_or_create(user=ben, defaults={"name": "Ben", "role": "contributor"})[0]
    for task in journey.tasks.all():
        for thing in (task, *task.items.all()):
            approve(approval=ask(thing=thing, of=of, by=by, words="Please"), by=ben, words="Fine")
    ask(thing=journey.phases.first(), of=of, by=by)


def furnish(journey, by):
    """Something of everything, so that no query is spared."""
    sign_off(journey, by)
    first, *others = journey.tasks.filter(parent=None)
    for other in others:
        set_waits_for(task=other, other=first, waits=True, by=by)
    raise_decision(journey=journey, title="Which carrier", by=by, blocks=journey.tasks.all())
    plan_costs(journey, lines=journey.tasks.count())
    for task in journey.tasks.all():
        add_note(journey=journey, title=f"How {task} is built", by=by)
        raise_risk(journey=journey, title="Late", probability=1, impact=2, owner=journey.members.first(), by=by)
        add_resource(journey=journey, function="Network", member=journey.members.first(), by=by)
    role = add_role(journey=journey, name="CIO", side="customer", by=by)
    set_members(role=role, members=journey.members.all(), by=by)
    for task in journey.tasks.filter(parent=None):
        set_letter(role=role, row=task, letter="A", by=by)
    for task in journey.tasks.all():
        schedule(task=task, starts_on=localdate(), due_on=localdate(), by=by)
        task.owner = journey.members.first()
        task.save(update_fields=["owner"])
        for item in task.items.all():
            settle(item=item, outcome="met", by=by)
            attach(task, by, item)


@pytest.mark.parametrize(("kind", "most"), MOST_QUERIES.items())
def test_it_costs_the_same_however_long_the_journey(db, kind, most):
    counts = []
    for size in (1, 12):
        journey = make_journey(tasks=size, modules=size, subtasks=size // 4)
        report_on(journey, revision=0)
        furnish(journey, journey.created_by)
        with CaptureQueriesContext(connection) as queries:
            take_snapshot(journey.pk, kind=kind)
        counts.append(sum(query["sql"].startswith("SELECT") for query in queries))
    assert counts[0] == counts[1] <= most


def test_tasks_come_in_the_outlines_order_with_what_is_in_them(db):
    journey = make_journey(tasks=2, subtasks=2)
    snapshot = snapshot_of(journey)
    assert [task.title for task in snapshot.tasks] == [
        "Task 1", "Subtask 1.1", "Subtask 1.2", "Task 2", "Subtask 2.1", "Subtask 2.2"
    ]  # fmt: skip
    first, subtask = snapshot.tasks[:2]
    assert subtask.parent is first
    assert [item.text for item in first.items] == ["Criterion 1 of task 1", "Criterion 2 of task 1"]
    assert first.module.phase.title == "Assess"


def test_its_figures_are_those_of_the_pages(journey, by):
    complete(journey.tasks.first(), by)
    schedule(task=journey.tasks.last(), starts_on=None, due_on=localdate() - timedelta(days=1), by=by)
    set_status(task=journey.tasks.all()[1], status="out_of_scope", reason="Later", by=by)
    snapshot = snapshot_of(journey)
    assert tally(snapshot.tasks, snapshot.today) == figures_of(journey, localdate())


def test_its_light_is_that_of_the_pages(journey, by):
    schedule(task=journey.tasks.last(), starts_on=None, due_on=localdate() - timedelta(days=1), by=by)
    ChecklistItem.objects.filter(task=journey.tasks.first()).update(
        kind="check", outcome="no_go", settled_at=now(), settled_by=by, note="No."
    )
    override_light(journey=journey, light="green", reason="It is not ours.", by=by)
    journey.refresh_from_db()
    assert light_of(journey, figures_of(journey, localdate()), localdate()) == verdict_of(snapshot_of(journey))


@pytest.mark.parametrize("leave", ["task", "parent", "module"])
def test_in_scope_looks_at_all_above(db, leave):
    journey = make_journey(tasks=1, subtasks=1)
    by, subtask = journey.created_by, Task.objects.get(title="Subtask 1.1")
    if leave == "module":
        set_module_scope(module=Module.objects.get(), in_scope=False, reason="Later", by=by)
    else:
        task = subtask if leave == "task" else subtask.parent
        set_status(task=task, status="out_of_scope", reason="Later", by=by)
    snapshot = snapshot_of(journey)
    in_scope = set(journey.tasks.in_scope().values_list("pk", flat=True))
    assert {task.id for task in snapshot.tasks if task.in_scope} == in_scope
    assert subtask.pk not in in_scope


def test_the_first_document_tells_of_everything(journey, by):
    complete(journey.tasks.first(), by)
    snapshot = snapshot_of(journey)
    assert snapshot.former is None
    assert [event.verb for event in snapshot.events] == ["journey.started", "task.completed"]


def test_a_later_one_tells_of_what_came_since(journey, by):
    early, late, _ = journey.tasks.all()
    complete(early, by)
    report = report_on(journey)
    complete(late, by)
    snapshot = snapshot_of(journey)
    assert (snapshot.former.number, snapshot.former.revision) == (report.number, report.revision)
    assert [event.data["title"] for event in snapshot.events] == [late.title]
    assert [task.title for task in snapshot.tasks if snapshot.is_in_period(task.completed_at)] == [late.title]


def test_its_other_formats_are_not_the_one_before(journey, by):
    first = report_on(journey)
    complete(journey.tasks.first(), by)
    report_on(journey, as_of=now())
    assert snapshot_of(journey).former.number == first.number


def test_failed_ones_and_other_kinds_are_not_the_one_before(journey):
    report_on(journey, status="failed", reason="No.")
    report_on(journey, kind="roadmap")
    assert snapshot_of(journey).former is None


def test_files_are_the_newest_that_are_there(journey, by):
    task = journey.tasks.first()
    item = ChecklistItem.objects.filter(task=task).first()
    new = attach(task, by, item, version=2)
    attach(task, by, item, superseded_by=new)
    attach(task, by, item, file="", removed_at=now(), removed_by=by)
    (file,) = snapshot_of(journey).attachments
    assert (file.id, file.item.text, file.task.title) == (new.pk, item.text, task.title)


def test_what_came_through_a_link_names_its_contact(journey):
    visitor, task = make_visitor(journey), journey.tasks.first()
    question = ChecklistItem.objects.create(task=task, kind="question", text="Which day?", position=50)
    answer(place=question, text="Monday", by=visitor)
    send_file(place=question, upload=upload(), by=visitor)
    snapshot = snapshot_of(journey)
    names = {item.text: item.settled_by for task in snapshot.tasks for item in task.items}
    assert names["Which day?"] == "Uma Lind, by link"
    assert names["Criterion 1 of task 1"] == ""
    assert snapshot.attachments[0].uploaded_by == "Uma Lind, by link"


def test_an_empty_journey_has_a_snapshot_too(db):
    snapshot = snapshot_of(make_journey(tasks=0))
    assert snapshot.tasks == ()


def test_a_deleted_journey_has_none(journey, by):
    delete_journey(journey=journey, by=by)
    with pytest.raises(Journey.DoesNotExist):
        snapshot_of(journey)


def test_it_reads_one_moment(committing):
    """Outside of any transaction: PostgreSQL accepts the isolation level only before the first query."""
    journey = make_journey()
    assert snapshot_of(journey).journey.revision == Journey.objects.get(pk=journey.pk).revision


def test_costs_come_with_their_plan_and_lines_in_order(journey):
    plan_costs(journey, lines=2)
    costs = snapshot_of(journey).costs
    assert (costs.plan.currency, costs.plan.first_year, costs.plan.agents) == ("EUR", 2027, 240)
    assert [(line.name, line.unit_price) for line in costs.lines] == [("Line 1", 1.5), ("Line 2", 1.5)]
    assert costs.plan.scenario(Case.LOW).volume == 80
    assert compute(costs).today == 9


def test_a_journey_without_a_plan_has_no_costs(journey):
    assert snapshot_of(journey).costs is None


def test_risks_come_red_first_and_resources_in_their_order(journey, by):
    member = change_member(member=journey.members.get(), title="Lead", organisation="Acme", by=by)
    for title, probability in (("Small", 1), ("Closed", 5), ("Big", 4)):
        risk = raise_risk(journey=journey, title=title, probability=probability, impact=5, owner=member, by=by)
        if title == "Closed":
            set_risk_status(risk=risk, status="closed", by=by)
    for facts in ({"member": member}, {"name": "Uma", "phone": "1", "organisation": "Carrier"}):
        add_resource(journey=journey, function="Network", by=by, **facts)
    snapshot = snapshot_of(journey)
    assert [(risk.title, risk.score, risk.level, risk.owner.title) for risk in snapshot.risks] == [
        ("Big", 20, "red", "Lead"), ("Small", 5, "amber", "Lead"), ("Closed", 25, "red", "Lead")
    ]  # fmt: skip
    assert [risk.title for risk in snapshot.live_risks] == ["Big", "Small"]
    assert [(row.who, row.side, row.phone) for row in snapshot.resources] == [
        ("Owner", "Acme", ""), ("Uma", "Carrier", "1")
    ]  # fmt: skip


def test_approvals_come_oldest_first_for_what_shows_them(journey, by):
    sign_off(journey, by)
    snapshot = snapshot_of(journey, "evidence-pack")
    task, item, *_, phase = snapshot.approvals
    assert [(each.noun, each.text, each.status) for each in (task, item, phase)] == [
        ("task", "Task 1", "approved"), ("item", "Criterion 1 of task 1", "approved"), ("phase", "Assess", "waiting")
    ]  # fmt: skip
    assert (task.phase.title, task.task.title, task.item) == ("Assess", "Task 1", None)
    assert (item.asked, item.asked_by, item.words) == ("Ben", "Owner", "Please")
    assert (item.answered_by, item.answer, item.answered_at >= item.asked_at) == ("Ben", "Fine", True)
    assert (phase.answered_by, phase.answered_at, phase.revision, phase.changes) == ("", None, None, None)
    assert snapshot_of(journey, "status-report").approvals == ()


def test_an_approval_says_what_changed_since(journey, by):
    sign_off(journey, by)
    row = journey.approvals.exclude(item=None).first()
    settle(item=row.item, outcome="met", by=by)
    [approval] = (each for each in snapshot_of(journey, "evidence-pack").approvals if each.text == row.item.text)
    assert (approval.revision, approval.changes) == (row.revision, 1)


def test_checks_come_with_their_priority(journey, by):
    ChecklistItem.objects.filter(pk=journey.tasks.first().items.first().pk).update(kind="check", priority="high")
    items = [item.priority for task in snapshot_of(journey).tasks for item in task.items]
    assert items.count("high") == 1


def test_a_task_names_what_it_waits_for(journey, by):
    first, second, _ = journey.tasks.in_order()
    set_waits_for(task=second, other=first, waits=True, by=by)
    assert [task.waits_for for task in snapshot_of(journey).tasks] == [(), ("Task 1",), ()]
