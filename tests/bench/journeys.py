"""Journeys of the sizes that are measured, made through the services."""

from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.utils.timezone import localdate

from journeys.models import ChecklistItem, Journey, Letter, Member, Outcome, Side, Task, User
from journeys.playbooks import reader, writer
from journeys.playbooks.tree import Module, Tree
from journeys.services.decisions import raise_decision
from journeys.services.growing import grow
from journeys.services.items import settle
from journeys.services.journeys import start_journey
from journeys.services.playbooks import import_playbook
from journeys.services.raci import Cell, add_roles, set_letters
from journeys.services.tasks import set_status
from tests.makers import make_space, make_user

Kind = ChecklistItem.Kind
# What the click gives.
GOOD = {Kind.CRITERION: Outcome.MET, Kind.CHECK: Outcome.GO, Kind.TEST: Outcome.PASSED}
DECISIONS, ROLES = 50, 12
LETTERS = (Letter.ACCOUNTABLE, Letter.RESPONSIBLE, Letter.CONSULTED, Letter.INFORMED)
SHIPPED = settings.BASE_DIR / "seeds" / "amazon-connect-migration.md"


def lead() -> User:
    return User.objects.filter(email="lead@example.com").first() or make_user("Lead")


def shipped() -> Tree:
    return read(SHIPPED.read_bytes())


def read(text: bytes) -> Tree:
    reading = reader.read(text, name=SHIPPED.name)
    if reading.tree is None:
        raise RuntimeError(f"The playbook does not read: {reading.errors}")
    return reading.tree


def repeated(times: int) -> bytes:
    """The text of a playbook with the content of the shipped one, `times` over."""
    return writer.write(over_and_over(times)).encode()


def over_and_over(times: int) -> Tree:
    """The content of the shipped playbook, `times` over; as a text it may be longer than what is read."""
    tree = shipped()
    phases = tuple(
        replace(
            phase,
            modules=tuple(
                replace(module, title=f"{module.title}, part {part}")
                for part in range(1, times + 1)
                for module in phase.modules
            ),
        )
        for phase in tree.phases
    )
    return replace(tree, title=f"{tree.title}, {times} times", phases=phases, given_slug="")


def cut(tree: Tree, tasks: int) -> Tree:
    """The first `tasks` tasks of `tree`, with their subtasks."""

    def first(module: Module) -> Module:
        nonlocal tasks
        kept = module.tasks[:tasks]
        tasks -= len(kept)
        return replace(module, tasks=kept)

    phases = tuple(replace(phase, modules=tuple(first(module) for module in phase.modules)) for phase in tree.phases)
    return replace(tree, phases=phases)


def start(tree: Tree, title: str) -> Journey:
    playbook = import_playbook(tree=tree).playbook
    return start_journey(space=make_space(), title=title, by=lead(), playbook=playbook)


def grown(tree: Tree, title: str) -> Journey:
    """A journey with the rows of the tree, however many: it does not go through the text of a playbook."""
    journey = start_journey(space=make_space(), title=title, by=lead())
    grow(journey, tree)
    return journey


def with_registers(journey: Journey) -> Journey:
    """The same journey with decisions, and with a letter in most cells of its RACI."""
    by = lead()
    for number in range(1, DECISIONS + 1):
        facts = dict.fromkeys(("context", "options", "outcome"), f"What is said of number {number}. " * 5)
        raise_decision(journey=journey, title=f"Decision {number}", by=by, **facts)
    roles = add_roles(journey=journey, roles=[(Side.values[n % 3], f"Role {n}") for n in range(ROLES)], by=by)
    cells = [
        Cell(role, task, LETTERS[at % 4]) for task in journey.tasks.filter(parent=None) for at, role in enumerate(roles)
    ]
    set_letters(journey=journey, cells=cells, by=by)
    return journey


def in_full_swing(journey: Journey) -> Journey:
    """The same journey with work in it: an owner and a due date everywhere, every third task on its way or done."""
    by = lead()
    owner = Member.objects.get(journey=journey, user=by)
    journey.tasks.update(owner=owner, due_on=localdate() + timedelta(days=5))
    for task in journey.tasks.filter(parent=None)[::3]:
        set_status(task=task, status=Task.Status.IN_PROGRESS, by=by)
    for task in journey.tasks.filter(parent__isnull=False)[::3]:
        set_status(task=task, status=Task.Status.COMPLETED, by=by, confirmed=True)
    for item in tickable(journey)[:40]:
        settle(item=item, outcome=GOOD[item.kind], by=by)
    return journey


def tickable(journey: Journey) -> list[ChecklistItem]:
    """The open items that one click settles: they ask for no file and no words."""
    items = ChecklistItem.objects.filter(
        task__journey=journey, kind__in=GOOD, needs_evidence=False, outcome=Outcome.OPEN
    )
    return list(items.select_related("task").order_by("pk"))
