from datetime import date

import pytest

from journeys.models import Attachment, Journey, RaciLetter, Role
from journeys.services.attachments import attach
from journeys.services.copying import Keep, copy_journey
from journeys.services.costs import add_line
from journeys.services.dependencies import set_waits_for
from journeys.services.errors import Refusal
from journeys.services.history import verify
from journeys.services.items import settle
from journeys.services.journeys import change_journey
from journeys.services.members import add_contact, add_team
from journeys.services.notes import add_note
from journeys.services.playbooks import import_playbook
from journeys.services.raci import add_role, set_letter, set_members
from journeys.services.resources import add_resource
from journeys.services.tasks import assign, schedule, set_status
from journeys.services.teams import create_team
from journeys.services.visits import answer, send_file
from tests.files import upload as text_file
from tests.makers import make_journey, make_space, make_tree, make_user, make_visitor

EVERYTHING = Keep(dates=True, owners=True, files=True)


@pytest.fixture
def by(journey):
    return journey.created_by


@pytest.fixture
def busy(journey, by, disk) -> Journey:
    """One in which something of each kind happened."""
    one, two, three = journey.tasks.in_order()
    uma = add_contact(journey=journey, name="Uma Lind", by=by)
    change_journey(journey=journey, starts_on=date(2027, 3, 1), by=by)
    schedule(task=one, starts_on=date(2027, 3, 2), due_on=date(2027, 3, 5), by=by)
    assign(task=one, owner=uma, by=by)
    settle(item=one.items.first(), outcome="met", note="Seen.", by=by)
    set_status(task=one, status="completed", confirmed=True, by=by)
    set_status(task=three, status="out_of_scope", reason="Not ours.", by=by)
    set_waits_for(task=two, other=one, waits=True, by=by)
    role = add_role(journey=journey, name="CIO", side="customer", by=by)
    set_members(role=role, members=[uma], by=by)
    set_letter(role=role, row=one, letter="A", by=by)
    add_line(journey=journey, name="Seats", side="today", category="licences", by=by)
    add_note(journey=journey, title="Call flow", text="A to B.", by=by)
    add_resource(journey=journey, function="Network", member=uma, by=by)
    attach(journey=journey, upload=text_file("plan.txt", b"The plan."), by=by, task=one, item=one.items.first())
    return Journey.objects.get(pk=journey.pk)


def tasks_of(journey):
    return [(task.title, task.status, task.owner and task.owner.name, task.due_on) for task in journey.tasks.in_order()]


def test_the_tree_and_the_registers_without_what_came_of_them(busy, by):
    copy = copy_journey(journey=busy, space=busy.space, title="Again", by=by)
    assert tasks_of(copy) == [
        ("Task 1", "planned", None, None), ("Task 2", "planned", None, None), ("Task 3", "out_of_scope", None, None),
    ]  # fmt: skip
    one, two, _ = copy.tasks.in_order()
    assert one.dependents.get().task == two
    assert (two.dependencies.count(), one.tools.count(), one.items.count()) == (1, 1, 2)
    assert not copy.tasks.exclude(items__outcome="open").filter(items__isnull=False).exists()
    assert [letter.task for letter in RaciLetter.objects.filter(role__journey=copy)] == [one]
    assert [line.name for line in copy.cost_plan.lines.all()] == ["Seats"]
    assert [note.text for note in copy.notes.all()] == ["A to B."]
    assert [(member.name, member.role) for member in copy.members.all()] == [("Owner", "admin")]
    assert (copy.raci_roles.get().members.count(), copy.resources.count(), copy.attachments.count()) == (0, 0, 0)
    assert [event.verb for event in copy.events.all()] == ["journey.copied"]
    assert verify(Journey.objects.get(pk=copy.pk)) is None
    assert busy.tasks.get(title="Task 1").status == "completed"


def test_dates_owners_and_files_on_demand(busy, by):
    copy = copy_journey(
        journey=busy, space=busy.space, title="Again", by=by, starts_on=date(2027, 3, 8), keep=EVERYTHING
    )
    one, *_ = copy.tasks.in_order()
    assert (one.owner.name, one.starts_on, one.due_on) == ("Uma Lind", date(2027, 3, 9), date(2027, 3, 12))
    assert one.owner.journey == copy
    assert [member.name for member in copy.raci_roles.get().members.all()] == ["Uma Lind"]
    assert copy.resources.get().member == one.owner
    (file,) = copy.attachments.all()
    old = Attachment.objects.get(journey=busy)
    assert (file.task, file.item, file.sha256) == (one, one.items.first(), old.sha256)
    assert file.file.name != old.file.name
    with file.file.open() as content:
        assert content.read() == b"The plan."


def test_without_dates_they_follow_from_the_plan(journey, by):
    journey.tasks.filter(title="Task 1").update(starts_after=2, length=3)
    copy = copy_journey(journey=journey, space=journey.space, title="Again", by=by, starts_on=date(2027, 3, 1))
    one, two, _ = copy.tasks.in_order()
    assert (one.starts_on, one.due_on, two.due_on) == (date(2027, 3, 3), date(2027, 3, 5), None)


def test_keys_and_the_playbook_come_along_where_people_see_it(journey, by):
    elsewhere = make_space("Elsewhere")
    shipped = import_playbook(tree=make_tree()).playbook
    own = import_playbook(tree=make_tree(), space=journey.space).playbook
    for playbook, followed in ((shipped, shipped), (own, None)):
        Journey.objects.filter(pk=journey.pk).update(playbook=playbook)
        journey.refresh_from_db()
        assert copy_journey(journey=journey, space=elsewhere, title="Again", by=by).playbook == followed
    copy = copy_journey(journey=journey, space=journey.space, title="Again", by=by)
    assert copy.playbook == own
    assert [task.key for task in copy.tasks.in_order()] == [task.key for task in journey.tasks.in_order()]


def test_someone_who_is_no_member_becomes_an_admin_and_nobody_is_there_twice(busy, by):
    other = make_user("Someone")
    copy = copy_journey(journey=busy, space=busy.space, title="Again", by=other, keep=EVERYTHING)
    assert sorted((member.name, member.role) for member in copy.members.all()) == [
        ("Owner", "admin"), ("Someone", "admin"), ("Uma Lind", "contact"),
    ]  # fmt: skip
    assert copy_journey(journey=busy, space=busy.space, title="B", by=by, keep=EVERYTHING).members.count() == 2


@pytest.mark.parametrize("facts", [{"title": " "}, {"starts_on": date(2027, 3, 2), "due_on": date(2027, 3, 1)}])
def test_a_copy_keeps_the_rules_of_a_new_journey(journey, by, facts):
    with pytest.raises(Refusal):
        copy_journey(journey=journey, space=journey.space, by=by, **{"title": "Again", **facts})
    assert Journey.objects.count() == 1


def test_a_long_journey_is_copied_in_few_queries(db, django_assert_max_num_queries):
    journey = make_journey(tasks=174, modules=38, subtasks=2, items=6)
    with django_assert_max_num_queries(60):
        copy = copy_journey(journey=journey, space=journey.space, title="Again", by=journey.created_by)
    assert copy.tasks.count() == 522


def test_what_came_through_a_link_is_brought_along_by_who_copies(journey, by, disk):
    visitor, item = make_visitor(journey), journey.tasks.first().items.create(kind="question", text="Why?", position=50)
    answer(place=item, text="So.", by=visitor)
    send_file(place=item, upload=text_file(), by=visitor)
    copy = copy_journey(journey=journey, space=journey.space, title="Second", by=by, keep=EVERYTHING)
    assert copy.attachments.get().uploader == by.name
    assert not copy.upload_links.exists()
    journey.upload_links.get()


def test_teams_come_along_within_their_space_alone(journey, by):
    team = create_team(space=journey.space, name="Network", by=by)
    member = add_team(journey=journey, team=team, role=Role.CONTRIBUTOR, by=by)
    task = journey.tasks.in_order().first()
    assign(task=task, owner=member, by=by)
    set_members(role=add_role(journey=journey, name="CIO", side="customer", by=by), members=[member], by=by)
    add_resource(journey=journey, function="Carrier", member=member, by=by)
    for space, names in ((journey.space, {"Owner", "Network"}), (make_space("Elsewhere"), {"Owner"})):
        copy = copy_journey(journey=journey, space=space, title="Again", by=by, keep=Keep(owners=True))
        assert set(copy.members.values_list("name", flat=True)) == names
        owner = copy.tasks.in_order().first().owner
        assert (owner and owner.team) == (team if "Network" in names else None)
        assert copy.resources.get().who == "Network"
        assert copy.raci_roles.get().members.count() == len(names) - 1
