"""My work and Pending of somebody with many journeys, against a plain page of the tasks of one."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.urls import reverse
from django.utils.timezone import localdate

from journeys.models import ChecklistItem, Journey, Member, SpaceMember, Task
from journeys.services import approvals
from journeys.services.decisions import raise_decision
from journeys.services.journeys import start_journey
from journeys.services.playbooks import import_playbook
from tests.bench.figures import Figure
from tests.bench.journeys import lead, shipped
from tests.bench.pages import queries_of, servers
from tests.bench.visitors import expect, medians
from tests.makers import make_space, make_user

JOURNEYS = 200
TASKS, ITEMS, ASKED = 10, 10, 20  # of mine: in each journey, and journeys in which something waits for me
LIMIT = 3
ROUNDS = 40
PAGES = {"my work": reverse("my_work"), "pending": reverse("pending")}


def people() -> Iterator[Figure]:
    fill()
    journey = Journey.objects.earliest("pk")
    rows = journey.tasks.count()
    with servers() as running:
        visitor, get_floor = running.visitor(), running.get_floor(journey)
        for name, path in PAGES.items():
            what = f"{name} of {JOURNEYS} journeys"
            ours, floor = medians(ROUNDS, lambda path=path: expect(visitor.get(path)), get_floor)
            yield Figure(f"{what}: p50", ours, "ms")
            yield Figure(f"{what}: floor of {rows} rows, p50", floor, "ms")
            yield Figure(f"{what}: p50 / floor", ours / floor, limit=LIMIT)
            yield Figure(f"{what}: queries", queries_of(path))


def fill() -> None:
    """Journeys from the shipped playbook that somebody else leads; in each the lead of the bench owns a share."""
    me, other, space = lead(), make_user("Other"), make_space("Large")
    for user in (me, other):
        SpaceMember.objects.create(space=space, user=user, role=SpaceMember.Role.ADMIN)
    playbook = import_playbook(tree=shipped()).playbook
    for n in range(JOURNEYS):
        journey = start_journey(space=space, title=f"Move of site {n}", by=other, playbook=playbook)
        mine = Member.objects.create(journey=journey, user=me, name=me.name, role="contributor")
        give(journey, mine)
        if n < ASKED:
            ask(journey, mine)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as servers do on their own after a while


def give(journey: Journey, mine: Member) -> None:
    tasks = list(journey.tasks.order_by("pk").values_list("pk", flat=True))[:: journey.tasks.count() // TASKS][:TASKS]
    for at, task in enumerate(tasks):
        Task.objects.filter(pk=task).update(owner=mine, due_on=localdate() + timedelta(days=at * 5 - 10))
    items = ChecklistItem.objects.filter(task__journey=journey).order_by("pk").values_list("pk", flat=True)[:ITEMS]
    ChecklistItem.objects.filter(pk__in=list(items)).update(owner=mine)


def ask(journey: Journey, mine: Member) -> None:
    other = journey.created_by
    approvals.ask(thing=journey.tasks.earliest("pk"), of=mine, by=other)
    raise_decision(journey=journey, title="Which carrier?", approver=mine, by=other)
