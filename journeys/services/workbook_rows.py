"""How rows of workbooks are written to a journey: by which verb of which service, and with which right.

A row is known by its key: "task:12", "item:33", "decision:4", "member:5", "resource:7", and "raci:task:12" or
"raci:module:3" for a row of the matrix, whose fields are the ids of its roles.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model

from journeys.access import action_to_approve, action_to_settle, check
from journeys.models import ChecklistItem, Decision, Journey, Member, Module, Outcome, Resource, Task, User
from journeys.services import decisions, items, members, raci, resources, tasks
from journeys.services.errors import Confirm, Refusal

# By field: ISO dates, decimals as text, ids of members, values of choices; None for nothing.
Values = Mapping[str, str | None]
Row = Any  # of one of the models above


@dataclass(slots=True)
class Hand:
    """Who writes, and with which role in the journey. `remarks` are the questions that were answered with yes."""

    journey: Journey
    by: User
    role: str | None
    is_undoing: bool = False
    remarks: list[str] = field(default_factory=list)
    added: dict[str, str] = field(default_factory=dict)  # keys of new rows, by their cells in the file

    def claim(self, action: str) -> None:
        """Refuses what the role does not allow."""
        if self.role is None:
            raise Refusal("You are no member of this journey any more.")
        try:
            check(self.role, action)
        except PermissionDenied as denied:
            raise Refusal(str(denied)) from denied

    def surely(self, verb: Callable, **facts) -> Row:
        """A verb that may ask first. Who reads the question in the preview says yes by applying it."""
        try:
            return verb(**facts, by=self.by)
        except Confirm as question:
            self.remarks.append(str(question))
            return verb(**facts, by=self.by, confirmed=True)

    def member(self, value: str | None) -> Member | None:
        if not value:
            return None
        member = self.journey.members.filter(pk=value).first()
        if member is None:
            raise Refusal("This person is not a member of this journey any more.")
        return member


@dataclass(frozen=True, slots=True)
class Verb:
    """What writes these fields, together. `wake` are columns that change with them."""

    fields: tuple[str, ...]
    action: str | Callable[[Row, User], str]
    write: Callable[[Row, Values, Hand], Row]
    wake: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Noun:
    find: Callable[[Journey], Any]  # the rows of a journey
    verbs: tuple[Verb, ...]


def text(value: str | None) -> str:
    return value or ""


def day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def number(value: str | None) -> Decimal | None:
    return Decimal(value) if value else None


def write_task_text(field: str) -> Callable[[Task, Values, Hand], Task]:
    return lambda row, values, hand: tasks.edit_text(
        task=row, field=field, text=text(values[field]), base_revision=hand.journey.revision, by=hand.by
    )


def write_task_owner(row: Task, values: Values, hand: Hand) -> Task:
    return tasks.assign(task=row, owner=hand.member(values["owner"]), by=hand.by)


def write_dates(row: Task, values: Values, hand: Hand) -> Task:
    return tasks.schedule(
        task=row, starts_on=day(values["starts_on"]), due_on=day(values["due_on"]), by=hand.by
    )  # fmt: skip


def write_effort(row: Task, values: Values, hand: Hand) -> Task:
    return tasks.set_effort(
        task=row, estimate_hours=number(values["estimate_hours"]), spent_hours=number(values["spent_hours"]), by=hand.by
    )


def write_status(row: Task, values: Values, hand: Hand) -> Task:
    """A reason stays with the status that it was given for, unless the file has another."""
    status, reason = text(values["status"]), text(values["status_reason"])
    if hand.is_undoing:
        reason = reason or "The import was undone."
    elif status != row.status and status not in tasks.NEEDS_REASON and reason == row.status_reason:
        reason = ""
    elif status == row.status and not reason and row.status_reason:
        raise Refusal("A reason can be changed, not emptied.")
    return hand.surely(tasks.set_status, task=row, status=status, reason=reason)


def write_outcome(row: ChecklistItem, values: Values, hand: Hand) -> ChecklistItem:
    """An answer to an open question answers it: nobody who writes sixty answers sets sixty states."""
    outcome, note = text(values["outcome"]), text(values["note"])
    is_open_question = row.kind == ChecklistItem.Kind.QUESTION and outcome == row.outcome == Outcome.OPEN
    if is_open_question and note and note != row.note and not hand.is_undoing:
        outcome = Outcome.ANSWERED
    return hand.surely(items.settle, item=row, outcome=outcome, note=note)


def write_item_owner(row: ChecklistItem, values: Values, hand: Hand) -> ChecklistItem:
    return items.assign_item(item=row, owner=hand.member(values["owner"]), by=hand.by)


def write_priority(row: ChecklistItem, values: Values, hand: Hand) -> ChecklistItem:
    return items.set_priority(item=row, priority=text(values["priority"]), by=hand.by)


def write_decision_text(field: str) -> Callable[[Decision, Values, Hand], Decision]:
    return lambda row, values, hand: decisions.edit_text(
        decision=row, field=field, text=text(values[field]), base_revision=hand.journey.revision, by=hand.by
    )


def write_decision_people(row: Decision, values: Values, hand: Hand) -> Decision:
    owner, approver = hand.member(values["owner"]), hand.member(values["approver"])
    return decisions.set_people(decision=row, owner=owner, approver=approver, by=hand.by)


def write_decision_status(row: Decision, values: Values, hand: Hand) -> Decision:
    match values["status"]:
        case row.status:
            return row
        case Decision.Status.APPROVED:
            return decisions.approve(decision=row, by=hand.by)
        case Decision.Status.REJECTED:
            return decisions.reject(decision=row, words=row.outcome, by=hand.by)
        case Decision.Status.PROPOSED if hand.is_undoing:
            return decisions.reopen(decision=row, by=hand.by)
        case Decision.Status.SUPERSEDED:
            raise Refusal("A workbook does not say which decision takes its place. Do that on its page.")
    raise Refusal(f"{row}, is taken. Raise a new one that supersedes it.")


def write_member_fact(name: str) -> Callable[[Member, Values, Hand], Member]:
    def write(row: Member, values: Values, hand: Hand) -> Member:
        facts: dict[str, Any] = {name: text(values[name])}
        return members.change_member(member=row, by=hand.by, **facts)

    return write


def write_role(row: Member, values: Values, hand: Hand) -> Member:
    return members.change_role(member=row, role=text(values["role"]), by=hand.by)


def write_resource_person(row: Resource, values: Values, hand: Hand) -> Resource:
    """A workbook names the person, who may be a member. What is undone names the member again."""
    if (values["member"] or "") != str(row.member_id or ""):
        who: dict[str, Any] = {
            "member": hand.member(values["member"]),
            "name": "" if values["member"] else text(values["name"]),
        }
        return resources.change_resource(resource=row, by=hand.by, **who)
    return resources.change_resource(resource=row, by=hand.by, name=text(values["name"]))


def write_resource_fact(name: str) -> Callable[[Resource, Values, Hand], Resource]:
    def write(row: Resource, values: Values, hand: Hand) -> Resource:
        facts: dict[str, Any] = {name: text(values[name])}
        return resources.change_resource(resource=row, by=hand.by, **facts)

    return write


NOUNS = {
    "task": Noun(
        lambda journey: journey.tasks.select_related("owner"),
        (
            Verb(("title",), "task.change", write_task_text("title")),
            Verb(("description",), "task.change", write_task_text("description")),
            Verb(("owner",), "task.change", write_task_owner),
            Verb(("starts_on", "due_on"), "task.change", write_dates),
            Verb(("estimate_hours", "spent_hours"), "task.change", write_effort),
            Verb(("status", "status_reason"), "task.change", write_status, wake=("completed_at",)),
        ),
    ),
    "item": Noun(
        lambda journey: ChecklistItem.objects.filter(task__journey=journey).select_related("task", "owner"),
        (
            Verb(("owner",), "task.change", write_item_owner),
            Verb(("priority",), "task.change", write_priority),
            Verb(("outcome", "note"), action_to_settle, write_outcome, wake=items.STAMPED),
        ),
    ),
    "decision": Noun(
        lambda journey: journey.decisions.select_related("owner", "approver"),
        (
            *(Verb((name,), "decision.change", write_decision_text(name)) for name in decisions.TEXTS),
            Verb(("owner", "approver"), "decision.change", write_decision_people),
            Verb(("status",), action_to_approve, write_decision_status, wake=("decided_at",)),
        ),
    ),
    "member": Noun(
        lambda journey: journey.members.all(),
        (
            *(Verb((name,), "member.manage", write_member_fact(name)) for name in members.FACTS),
            Verb(("role",), "member.manage", write_role),
        ),
    ),
    "resource": Noun(
        lambda journey: journey.resources.select_related("member"),
        (
            Verb(("member", "name"), "register.change", write_resource_person),
            *(
                Verb((name,), "register.change", write_resource_fact(name))
                for name in resources.FACTS
                if name not in resources.PERSON
            ),
        ),
    ),
}
NOT_HERE = "This row is not in the journey any more."


def find(journey: Journey, key: str) -> Row:
    """The row as it is now. Refuses one that is gone, or that is of another journey."""
    noun, _, pk = key.rpartition(":")
    if noun not in NOUNS:
        raise Refusal("MigOps does not know what this row is. Ask for a new workbook.")
    row = NOUNS[noun].find(journey).filter(pk=pk).first() if pk.isdecimal() else None
    if row is None:
        raise Refusal(NOT_HERE)
    return row


def verbs_of(key: str) -> tuple[Verb, ...]:
    return NOUNS[key.partition(":")[0]].verbs


def all_fields(key: str) -> set[str]:
    return {name for verb in verbs_of(key) for name in verb.fields}


def verbs_for(key: str, fields: set[str]) -> list[Verb]:
    """Those that write any of the fields. What changes with others is not written by itself."""
    known = {name for verb in verbs_of(key) for name in (*verb.fields, *verb.wake)}
    if unknown := fields - known:
        raise Refusal(f"This can't be changed by a workbook: {', '.join(sorted(unknown))}.")
    return [verb for verb in verbs_of(key) if fields & set(verb.fields)]


def value_of(row: Model, name: str) -> str | None:
    """As in an edit: what of the row would be written back."""
    model_field: Any = row._meta.get_field(name)
    value = getattr(row, model_field.attname)
    if value is None or value == "":
        return None
    return value.isoformat() if isinstance(value, date) else str(value)


def set_columns(journey: Journey, key: str, values: Values) -> None:
    """Write what `values_of` gave, past all rules."""
    if key.startswith("raci:"):
        return
    row = find(journey, key)
    columns = [(row._meta.get_field(name), value) for name, value in values.items()]
    facts = {
        column.attname: None if value is None and column.null else column.to_python(text(value))
        for column, value in columns
    }
    type(row)._default_manager.filter(pk=row.pk).update(**facts)


def values_of(hand: Hand, key: str, fields: set[str]) -> dict[str, str | None]:
    """What the row holds of these fields, and of all that is written with them."""
    if key.startswith("raci:"):
        return letters_of(hand.journey, key, fields)
    row = find(hand.journey, key)
    names = (name for verb in verbs_for(key, fields) for name in (*verb.fields, *verb.wake))
    return {name: value_of(row, name) for name in names}


def write_row(hand: Hand, key: str, wanted: Values) -> None:
    """Give the row these values, each by its verb; undoing takes the verbs in the other order."""
    if key.startswith("raci:"):
        return write_letters(hand, key, wanted)
    row, verbs = find(hand.journey, key), verbs_for(key, set(wanted))
    for verb in reversed(verbs) if hand.is_undoing else verbs:
        hand.claim(verb.action(row, hand.by) if callable(verb.action) else verb.action)
        now = {name: value_of(row, name) for name in verb.fields}
        row = verb.write(row, {name: wanted.get(name, now[name]) for name in verb.fields}, hand)
    return None


def matrix_row(journey: Journey, key: str) -> Module | Task:
    _, noun, pk = key.split(":")
    rows: Any = journey.tasks if noun == "task" else Module.objects.filter(phase__journey=journey)
    row = rows.filter(pk=pk).select_related("module__phase" if noun == "task" else "phase").first()
    if row is None:
        raise Refusal(NOT_HERE)
    return row


def letters_of(journey: Journey, key: str, roles: set[str]) -> dict[str, str | None]:
    row = matrix_row(journey, key)
    there = dict(row.raci_letters.filter(role__in=[int(role) for role in roles]).values_list("role", "letter"))
    return {role: there.get(int(role)) for role in roles}


def write_letters(hand: Hand, key: str, wanted: Values) -> None:
    hand.claim("register.change")
    row, roles = matrix_row(hand.journey, key), hand.journey.raci_roles.in_bulk([int(role) for role in wanted])
    if len(roles) < len(wanted):
        raise Refusal("This role is not in the matrix any more.")
    cells = [raci.Cell(roles[int(role)], row, text(letter)) for role, letter in wanted.items()]
    raci.set_letters(journey=hand.journey, cells=cells, by=hand.by)
