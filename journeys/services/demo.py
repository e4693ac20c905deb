"""Demo data to look around in: made by the services, so that its history is real, and removed without a trace."""

from datetime import date, time, timedelta

from celery import current_app
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError
from django.utils.timezone import localdate

from journeys.models import ChecklistItem, Journey, Member, Outcome, Playbook, Space, SpaceMember, Task, User, Weekday
from journeys.services import demo_story as story
from journeys.services.approvals import ask
from journeys.services.attachments import attach
from journeys.services.comments import add_comment
from journeys.services.demo_answers import tell_answers
from journeys.services.demo_costs import tell_costs
from journeys.services.demo_decisions import tell_decisions
from journeys.services.demo_raci import tell_raci
from journeys.services.demo_registers import tell_registers
from journeys.services.documents import TASK as RENDER
from journeys.services.documents import request_document
from journeys.services.errors import Refusal
from journeys.services.items import settle
from journeys.services.journeys import purge_journey, start_journey
from journeys.services.members import add_member, change_member
from journeys.services.notes import add_note
from journeys.services.notification_choices import unsubscribe
from journeys.services.notifications import quietly
from journeys.services.playbooks import load_shipped
from journeys.services.schedules import add_schedule, pause_schedule
from journeys.services.scope import set_module_scope
from journeys.services.tasks import assign, schedule, set_status

Status = Task.Status
Kind = ChecklistItem.Kind
WELL = {
    Kind.CRITERION: Outcome.MET,
    Kind.CHECK: Outcome.GO,
    Kind.TEST: Outcome.PASSED,
    Kind.QUESTION: Outcome.ANSWERED,
}


def is_there() -> bool:
    return Space.objects.filter(is_demo=True).exists()


@quietly()
def load(*, by: User | None) -> Space:
    """Make the demo: a space of which `by` is an admin, three people, two journeys, a status report.

    Refuses when the demo is there already, or when its name or an address of its people is taken. What goes wrong
    leaves nothing behind.
    """
    refuse_if_taken()
    load_shipped()
    space, people = make_room(by)
    try:
        acme = Acme(space, people)
        acme.tell()
        acme.report()
        Northwind(space, people).tell()
        acme.tell_the_rest(by)
    except Exception:  # whatever it is, no half of the demo stays behind
        remove()
        raise
    return space


def refuse_if_taken() -> None:
    if is_there():
        raise Refusal("The demo data is already here. Remove it first to load it afresh.")
    if Space.objects.filter(name=story.SPACE).exists():
        raise Refusal(f"There is a space named {story.SPACE} already. Give it another name first.")
    taken = User.objects.filter(email__in=[person.email for person in story.PEOPLE]).values_list("email", flat=True)
    if taken:
        raise Refusal(f"These accounts exist already, and the demo needs their addresses: {', '.join(taken)}.")


def make_room(by: User | None) -> tuple[Space, dict[story.Person, User]]:
    """The space and the accounts, with which nobody can sign in."""
    try:
        with transaction.atomic():
            space = Space.objects.create(name=story.SPACE, is_demo=True)
            people = {person: User.objects.create_user(person.email, person.name) for person in story.PEOPLE}
            for user in people.values():  # nobody reads mails to them
                unsubscribe(user=user, what="")
            for user in filter(None, (people[story.ANA], by)):
                SpaceMember.objects.create(space=space, user=user, role=SpaceMember.Role.ADMIN)
    except IntegrityError:
        raise Refusal("Someone else is loading the demo data right now.") from None
    return space, people


class Telling:
    """A journey of the demo, and the moves in it."""

    title: str
    started: int  # days ago
    ends: int  # in days

    def __init__(self, space: Space, people: dict[story.Person, User]):
        self.people, self.ana, self.today = people, people[story.ANA], localdate()
        playbook = Playbook.objects.filter(space=None, slug=story.PLAYBOOK).latest("imported_at")
        self.journey: Journey = start_journey(
            space=space, title=self.title, by=self.ana, playbook=playbook,
            starts_on=self.day(-self.started), due_on=self.day(self.ends),
        )  # fmt: skip
        self.members: dict[story.Person, Member] = {story.ANA: self.journey.members.get()}
        ana = story.ANA
        change_member(member=self.members[ana], organisation=ana.organisation, title=ana.title, by=self.ana)
        for person in (story.BEN, story.CY):
            facts = {name: getattr(person, name) for name in ("email", "role", "organisation", "title")}
            self.members[person] = add_member(journey=self.journey, by=self.ana, **facts)

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def task(self, title: str) -> Task:
        return self.journey.tasks.get(title=title)

    def settle_items(self, task: Task, by: User, count: int | None = None) -> None:
        for item in task.items.select_related("task")[:count]:
            note = story.ANSWERS.get(item.text, story.OTHER_ANSWER) if item.kind == Kind.QUESTION else None
            settle(item=item, outcome=WELL[Kind(item.kind)], note=note, by=by, confirmed=True)

    def complete(self, task: Task, by: User) -> None:
        self.settle_items(task, by)
        set_status(task=task, status=Status.COMPLETED, by=by, confirmed=True)

    def put_under_way(self, one: story.Open) -> None:
        task, by = self.task(one.title), self.people[one.owner]
        assign(task=task, owner=self.members[one.owner], by=self.ana)
        schedule(task=task, starts_on=None, due_on=self.day(one.due), by=self.ana)
        self.settle_items(task, by, one.settled)
        if one.status != Status.PLANNED:
            set_status(task=task, status=one.status, reason=one.reason, by=by)


class Acme(Telling):
    """Half done, with something of everything."""

    title, started, ends = story.ACME, 56, 112

    def tell(self) -> None:
        self.attach_evidence()
        self.leave_scope()
        self.finish_modules()
        for one in story.UNDER_WAY:
            self.put_under_way(one)
        for title, person, text in story.COMMENTS:
            add_comment(task=self.task(title), text=text, by=self.people[person])
        for title, text in story.NOTES.items():
            add_note(journey=self.journey, title=title, text=text, by=self.people[story.BEN])
        tell_decisions(self.journey, self.ana)
        tell_raci(self.journey, self.ana)
        tell_registers(self.journey, self.ana)
        tell_costs(self.journey, self.ana)
        tell_answers(self.journey, self.ana)

    def report(self) -> None:
        report = request_document(journey=self.journey, kind="status-report", format="docx", by=self.ana)
        # Here and now, as a worker would: none may be running, and what happens next is to show as changed since.
        current_app.tasks[RENDER](report.pk)
        # Paused: the addresses of its people are made up.
        weekly = add_schedule(
            journey=self.journey, kind="status-report", format="docx", weekday=Weekday.MONDAY, at=time(7),
            recipients=list(self.members.values()), by=self.ana,
        )  # fmt: skip
        pause_schedule(schedule=weekly, by=self.ana)

    def tell_the_rest(self, by: User | None) -> None:
        for title in story.SINCE_THE_REPORT:
            self.complete(self.task(title), self.people[story.BEN])
        if by:
            self.give_something_to(by)

    def attach_evidence(self) -> None:
        for file in story.EVIDENCE:
            task = self.task(file.task)
            item = task.items.select_related("task").filter(needs_evidence=True).first()
            upload = ContentFile(file.text.encode(), name=file.name)
            attach(journey=self.journey, task=task, item=item, upload=upload, by=self.people[story.CY])

    def leave_scope(self) -> None:
        for title, reason in story.LEFT_SCOPE.items():
            set_status(task=self.task(title), status=Status.OUT_OF_SCOPE, reason=reason, by=self.ana)
        title, reason = story.MODULE_LEFT_SCOPE
        module = self.task(title).module
        set_module_scope(module=module, in_scope=False, reason=reason, by=self.ana)

    def finish_modules(self) -> None:
        later = {*(one.title for one in story.UNDER_WAY), *story.LEFT_SCOPE, *story.SINCE_THE_REPORT}
        tasks = self.journey.tasks.select_related("module").filter(module__title__in=story.DONE)
        # Subtasks first: a task is done when they are.
        for task in tasks.exclude(title__in=later).order_by(F("parent").asc(nulls_last=True), "pk"):
            person = story.DONE[task.module.title]
            if task.parent_id is None:
                assign(task=task, owner=self.members[person], by=self.ana)
            self.complete(task, self.people[story.ANA if person == story.CY else person])

    def give_something_to(self, by: User) -> None:
        """So that My work and Pending of whoever loads the demo show something."""
        member = add_member(journey=self.journey, email=by.email, role=story.ANA.role, by=self.ana)
        for title in ("Prepare the go-live checklist", "Record needs from a vision and strategy standpoint"):
            assign(task=self.task(title), owner=member, by=self.ana)
        ask(thing=self.task(story.TO_SIGN_OFF), of=member, words="May we go on with this?", by=self.ana)


class Northwind(Telling):
    """Just started."""

    title, started, ends = story.NORTHWIND, 6, 162

    def tell(self) -> None:
        self.complete(self.task(story.NORTHWIND_DONE), self.ana)
        for one in story.NORTHWIND_OPEN:
            self.put_under_way(one)


@transaction.atomic
def remove() -> None:
    """Take the demo away: its journeys with their files and history, the space, the people.

    Refuses while the space holds a journey of someone else, or something outside it still uses the demo's people.
    """
    space = Space.objects.filter(is_demo=True).first()
    if space is None:
        raise Refusal("There is no demo data here.")
    people = User.objects.filter(email__in=[person.email for person in story.PEOPLE])
    refuse_if_others_work_there(space, people)
    for journey in space.journeys.all():
        purge_journey(journey)
    try:
        space.delete()
        people.delete()
    except ProtectedError as error:
        used = sorted({str(getattr(row, "journey", row)) for row in error.protected_objects})
        raise Refusal(
            f"People or playbooks of the demo are in use outside of it: {', '.join(used)}. Take them out there first."
        ) from None


def refuse_if_others_work_there(space: Space, people) -> None:
    others = space.journeys.alive().exclude(created_by__in=people).values_list("title", flat=True)
    if others:
        raise Refusal(
            f"The demo's space holds journeys that are not part of the demo: {', '.join(others)}. "
            "Delete those that nobody needs, then remove the demo. Nothing was removed."
        )
