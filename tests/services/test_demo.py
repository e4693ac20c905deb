import pytest
from django.core.files.storage import default_storage

from journeys.models import (
    Attachment,
    ChecklistItem,
    Document,
    Event,
    Journey,
    Level,
    Mail,
    Risk,
    Role,
    Schedule,
    Space,
    SpaceMember,
    UploadLink,
    User,
)
from journeys.queries.approvals import approvals_for
from journeys.queries.costing import Category, compute
from journeys.queries.costs import costs_of
from journeys.queries.dates import plan_ends_on
from journeys.queries.progress import figures_of
from journeys.queries.raci import counts_of, rows_of
from journeys.queries.upload_links import items_of
from journeys.services import demo, demo_raci, demo_story
from journeys.services.errors import Refusal
from journeys.services.history import verify
from journeys.services.journeys import delete_journey, start_journey
from journeys.services.members import add_member
from journeys.services.tasks import set_status
from tests.makers import make_journey, make_user

pytestmark = pytest.mark.usefixtures("db", "disk")


@pytest.fixture
def operator():
    return make_user("Operator", is_superuser=True)


def acme() -> Journey:
    return Journey.objects.get(title=demo_story.ACME)


def test_two_journeys_at_different_stages(operator):
    space = demo.load(by=operator)
    today = demo.localdate()
    half, new = (figures_of(journey, today) for journey in space.journeys.order_by("title"))
    assert 30 < half.percent_in_scope < 70
    assert half.in_scope < half.total
    assert half.blocked >= 1
    assert half.in_progress >= 3
    assert half.overdue >= 1
    assert 0 < new.completed < 5
    assert new.total == half.total


def test_nobody_is_told_or_mailed_of_what_is_made_up(operator):
    space = demo.load(by=operator)
    task = space.journeys.first().tasks.filter(owner__user__isnull=False).first()
    set_status(task=task, status="blocked", reason="No rota.", by=operator)
    assert operator.notifications.count() == 0
    assert Mail.objects.filter(kind="notification").count() == 0


def test_its_plans_end_before_their_target_dates(operator):
    for journey in demo.load(by=operator).journeys.all():
        assert plan_ends_on(journey, journey.starts_on) < journey.due_on
        assert journey.tasks.open().filter(due_on__gt=demo.localdate()).count() > 30


def test_nothing_bypasses_the_history(operator):
    space = demo.load(by=operator)
    for journey in space.journeys.all():
        assert verify(journey) is None
        assert journey.tasks.filter(status="completed").count() == journey.events.filter(verb="task.completed").count()
    settled = ChecklistItem.objects.exclude(outcome="open").count()
    assert settled == Event.objects.filter(verb="item.settled").count()
    assert Event.objects.filter(verb="comment.added").count() == len(demo_story.COMMENTS)


def test_its_people_can_not_sign_in(operator):
    demo.load(by=operator)
    people = User.objects.filter(email__endswith="@example.com").exclude(pk=operator.pk)
    assert [person.name for person in people] == ["Ana Ruiz", "Ben Tanaka", "Cy Okafor"]
    assert not any(person.has_usable_password() for person in people)


def test_files_are_evidence():
    demo.load(by=None)
    files = Attachment.objects.select_related("item")
    assert [file.name for file in files.order_by("pk")] == [file.name for file in demo_story.EVIDENCE]
    assert all(file.item.needs_evidence and file.item.outcome == "met" for file in files)


def test_its_matrix_is_filled_and_not_all_settled():
    demo.load(by=None)
    counts = counts_of(rows_of(acme()))
    assert counts.rows / 3 < counts.rows - counts.broken < counts.rows
    assert all(counts.by_rule.values())
    assert acme().raci_roles.count() == len(demo_raci.ROLES)


def test_its_registers_show_something_of_everything():
    demo.load(by=None)
    risks = list(acme().risks.red_first())
    assert {risk.level for risk in risks} == set(Level)
    assert {risk.status for risk in risks} == set(Risk.Status)
    who = [row.who for row in acme().resources.select_related("member")]
    assert "" in who
    assert {"Ana Ruiz", "Uma Lind", "Liv Berg"} <= set(who)
    assert ChecklistItem.objects.filter(task__journey=acme(), priority="high").count() >= 3


def test_whoever_loads_it_runs_its_space_and_has_work_in_it(operator):
    space = demo.load(by=operator)
    assert space.members.get(user=operator).role == SpaceMember.Role.ADMIN
    assert acme().members.get(user=operator).tasks.count() == 2
    assert [approval.task.title for approval in approvals_for(operator)] == [demo_story.TO_SIGN_OFF]


def test_its_people_are_asked_to_sign_off_and_a_contact_by_a_link():
    demo.load(by=None)
    assert sorted(acme().approvals.values_list("status", flat=True)) == ["approved", "sent_back", "waiting"]
    link = UploadLink.objects.open().get(journey=acme())
    assert items_of(link.member).count() == 1


def test_the_report_is_frozen_before_the_latest_changes():
    demo.load(by=None)
    report = Document.objects.get()
    assert (report.kind, report.number, report.status) == ("status-report", 1, "ready")
    assert report.revision < acme().revision


def test_its_schedule_mails_nothing_to_people_who_are_made_up():
    demo.load(by=None)
    weekly = Schedule.objects.get()
    assert weekly.is_paused
    assert weekly.recipients.count() == 3


def test_a_second_time_says_that_it_is_there(operator):
    demo.load(by=operator)
    with pytest.raises(Refusal, match="already here"):
        demo.load(by=operator)
    assert Journey.objects.count() == 2


def test_taken_addresses_are_refused():
    make_user("Ana Ruiz")
    with pytest.raises(Refusal, match=r"ana\.ruiz@example\.com"):
        demo.load(by=None)
    assert not demo.is_there()


def test_a_taken_name_is_refused():
    Space.objects.create(name=demo_story.SPACE)
    with pytest.raises(Refusal, match="a space named Demo"):
        demo.load(by=None)


def test_what_goes_wrong_half_way_leaves_nothing(monkeypatch, operator):
    monkeypatch.setattr(demo_story, "COMMENTS", [("No such task", demo_story.ANA, "text")])
    with pytest.raises(Exception, match="does not exist"):
        demo.load(by=operator)
    assert not demo.is_there()
    assert list(User.objects.all()) == [operator]
    assert not Journey.objects.exists()


def test_removing_leaves_no_trace(operator, disk, django_capture_on_commit_callbacks):
    mine = make_journey(by=operator)
    before = Event.objects.count()
    demo.load(by=operator)
    assert list(default_storage.listdir("journeys")[0])
    with django_capture_on_commit_callbacks(execute=True):
        demo.remove()
    assert not demo.is_there()
    assert list(Journey.objects.all()) == [mine]
    assert list(User.objects.all()) == [operator]
    assert Event.objects.count() == before
    assert [path for path in disk.rglob("*") if path.is_file()] == []
    demo.load(by=operator)


def test_removing_nothing_says_so():
    with pytest.raises(Refusal, match="no demo data"):
        demo.remove()


def test_journeys_of_others_in_its_space_stay(operator):
    space = demo.load(by=operator)
    theirs = start_journey(space=space, title="Our own", by=operator)
    with pytest.raises(Refusal, match="Our own"):
        demo.remove()
    assert space.journeys.count() == 3
    delete_journey(journey=theirs, by=operator)
    demo.remove()
    assert not Journey.objects.exists()


def test_people_of_the_demo_in_other_journeys_are_named(operator):
    mine = make_journey(by=operator, title="Our migration")
    demo.load(by=operator)
    member = add_member(journey=mine, email=demo_story.BEN.email, role=Role.VIEWER, by=operator)
    with pytest.raises(Refusal, match="Our migration"):
        demo.remove()
    assert demo.is_there()
    member.delete()
    demo.remove()
    assert not demo.is_there()


def test_its_costs_save_something_and_pay_back():
    demo.load(by=None)
    found = compute(costs_of(acme()))
    assert 0 < found.saving < found.today
    assert 1 < found.payback < 36
    assert {cost.line.category for cost in found.lines} == set(Category)


def test_decisions_are_taken_replaced_and_waited_for():
    demo.load(by=None)
    decisions = acme().decisions
    assert sorted(decisions.values_list("status", flat=True)) == [
        "approved", "approved", "proposed", "proposed", "rejected", "superseded"
    ]  # fmt: skip
    assert all(decision.tasks.exists() for decision in decisions.untaken())
