"""Rows for tests: journeys of any size, and the cast of people around one."""

from datetime import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.base import ContentFile
from django.utils.timezone import localdate, now

from journeys.models import (
    ChecklistItem,
    Import,
    Journey,
    Mail,
    Member,
    Role,
    Schedule,
    ScheduleRun,
    Space,
    SpaceMember,
    User,
    Weekday,
)
from journeys.playbooks import tree
from journeys.services.documents import request_document
from journeys.services.edits import Plan
from journeys.services.growing import grow
from journeys.services.journeys import start_journey
from journeys.services.members import add_contact
from journeys.services.plans import as_json
from journeys.services.schedules import add_schedule
from journeys.services.upload_links import make_link
from journeys.services.visitors import Visitor

CAST = {
    "admin": Role.ADMIN,
    "contributor": Role.CONTRIBUTOR,
    "stakeholder": Role.STAKEHOLDER,
    "viewer": Role.VIEWER,
}


NO_DAYS: dict[int, tuple] = {}


def make_user(name: str, **fields) -> User:
    return User.objects.create_user(f"{name.replace(' ', '.').lower()}@example.com", name, "correct horse", **fields)


def give_second_factor(user: User, secret: str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP") -> User:
    """An authenticator app, as if set up on the person's Account page, and recovery codes."""
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return user


def make_space(name: str = "Space") -> Space:
    return Space.objects.get_or_create(name=name)[0]


def make_tree(
    tasks: int = 3, *, modules: int = 1, subtasks: int = 0, items: int = 2, days: dict[int, tuple] = NO_DAYS
) -> tree.Tree:  # fmt: skip
    """A playbook of one phase: `tasks` tasks in all, spread evenly over the modules, each with criteria.

    `days` gives tasks their `starts_after` and `length`, by their numbers.
    """
    made = [
        tree.Task(
            title=f"Task {number}",
            description=f"What to do in task {number}.",
            tools=(tree.Tool(name="Calculator", url="https://example.com/calculator"),),
            items=tuple(
                tree.Item(
                    kind=ChecklistItem.Kind.CRITERION, section="", text=f"Criterion {i} of task {number}",
                    needs_evidence=False, key=f"phase/task-{number}/criterion/{i}",
                )
                for i in range(1, items + 1)
            ),
            subtasks=tuple(
                tree.Task(
                    title=f"Subtask {number}.{i}", description="", tools=(), items=(), subtasks=(),
                    key=f"phase/task-{number}/subtask-{i}",
                )
                for i in range(1, subtasks + 1)
            ),
            key=f"phase/task-{number}",
            **dict(zip(("starts_after", "length"), days.get(number, ()), strict=False)),
        )
        for number in range(1, tasks + 1)
    ]  # fmt: skip
    share = -(-tasks // modules)
    return tree.Tree(
        title="Small playbook",
        version="1.0",
        summary="",
        phases=(
            tree.Phase(
                title="Assess",
                description="",
                modules=tuple(
                    tree.Module(
                        title=f"Module {n + 1}", description="", tasks=tuple(made[n * share : (n + 1) * share]),
                        key=f"assess/module-{n + 1}",
                    )
                    for n in range(modules)
                ),
                key="assess",
            ),
        ),
    )  # fmt: skip


def make_journey(*, by: User | None = None, title: str = "Acme to Amazon Connect", **shape) -> Journey:
    """A journey that `by` (else a person of its own) administers; `shape` as `make_tree` takes it."""
    by = by or User.objects.filter(email="owner@example.com").first() or make_user("Owner")
    journey = start_journey(space=make_space(), title=title, by=by)
    grow(journey, make_tree(**shape))
    return journey


def make_cast(journey: Journey) -> dict[str, User | None]:
    """Everyone whom a write must be tried with: the four roles, a stranger with a journey of their own, nobody."""
    people: dict[str, User | None] = {}
    for name, role in CAST.items():
        people[name] = user = make_user(name)
        Member.objects.create(journey=journey, user=user, name=user.name, email=user.email, role=role)
    people["stranger"] = stranger = make_user("stranger")
    elsewhere = make_space("Elsewhere")
    SpaceMember.objects.create(space=elsewhere, user=stranger, role=SpaceMember.Role.ADMIN)
    start_journey(space=elsewhere, title="Another journey", by=stranger)
    people["nobody"] = None
    return people


def make_schedule(journey: Journey, **facts) -> Schedule:
    """A status report every Monday at seven, to everyone who is in the journey by now."""
    defaults = {
        "kind": "status-report", "format": "docx", "weekday": Weekday.MONDAY, "at": time(7),
        "recipients": journey.members.all(), "by": journey.created_by,
    }  # fmt: skip
    return add_schedule(journey=journey, **{**defaults, **facts})


def make_visitor(journey: Journey, name: str = "Uma Lind", email: str = "uma@carrier.example") -> Visitor:
    """A contact of the journey, who came through a link."""
    lead = journey.created_by
    member = add_contact(journey=journey, name=name, email=email, by=lead)
    return Visitor(make_link(member=member, by=lead), "203.0.113.9")


def make_mail(schedule: Schedule, **state) -> Mail:
    """What a viewer of the journey gets of a run of the schedule."""
    by, member = schedule.created_by, schedule.journey.members.exclude(user=None).order_by("name").last()
    document = request_document(journey=schedule.journey, kind=schedule.kind, format=schedule.format, by=by)
    run = ScheduleRun.objects.create(schedule=schedule, day=localdate(), due_at=now(), document=document)
    return Mail.objects.create(run=run, member=member, name=member.name, try_at=now(), **state)


def make_import(journey: Journey, **facts) -> Import:
    """A workbook that was sent in and asks for nothing, without the worker that would have read it."""
    plan = as_json(Plan("roadmap", 1))
    by = journey.created_by
    return Import.objects.create(
        journey=journey, kind="roadmap", file_name="plan.xlsx", file=ContentFile(b"a workbook", "plan.xlsx"), size=10,
        sha256="0" * 64, by=by, asked_by=by, revision=journey.revision, plan=plan, **facts,
    )  # fmt: skip
