"""Rows that a person added to a workbook: what they become, and where they go."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from journeys.models import ChecklistItem, Decision, Journey, Member, Module, Resource, Role, Task
from journeys.services import checklists, decisions, deleting, members, resources, tree
from journeys.services.edits import NewRow
from journeys.services.errors import Refusal
from journeys.services.workbook_gone_rows import holdings_of
from journeys.services.workbook_rows import Hand, Values, find, text, write_row

MOST_NAMED = 8
Added = tuple[str, set[str]]  # the key of the new row, and the fields that are written by adding it


def add_row(hand: Hand, kind: str, new: NewRow) -> str:
    """Add the row to what a workbook of `kind` lists, with all that stands in it. Returns its key."""
    add = ADDING.get(kind)
    if add is None:
        raise Refusal("The rows of this workbook are the modules and tasks of the roadmap. Add a task there.")
    key, written = add(hand, new.values)
    hand.added[f"{new.sheet}!A{new.row}"] = key
    rest = {name: value for name, value in new.values.items() if value and name not in written}
    if rest:
        write_row(hand, key, rest)
    return key


def add_task(hand: Hand, values: Values) -> Added:
    hand.claim("tree.change")
    parent = parent_named(hand, values)
    module = parent.module if parent else module_named(hand.journey, values)
    task = tree.add_task(module=module, parent=parent, title=text(values.get("title")), by=hand.by)
    return f"task:{task.pk}", {"title", "phase", "module", "type", "parent"}


def parent_named(hand: Hand, values: Values) -> Task | None:
    """The task that a new subtask is of: by its number, or by the cell of its own new row ("Roadmap!A9")."""
    parent = values.get("parent")
    if parent and "!" in parent:
        parent = hand.added.get(parent, "").removeprefix("task:")
        if not parent:
            raise Refusal("The new task above it was not added.")
    if parent:
        found = hand.journey.tasks.select_related("module__phase").filter(pk=parent) if parent.isdecimal() else None
        if not found:
            raise Refusal(f"There is no task with the id {parent} in this journey.")
        return found.get()
    if text(values.get("type")).lower().startswith("sub"):
        raise Refusal(
            "The workbook does not say whose subtask this is. Put its row below its task, with all rows in the order "
            "of the export, or write “Task” as its type."
        )
    return None


def module_named(journey: Journey, values: Values) -> Module:
    modules = Module.objects.filter(phase__journey=journey).select_related("phase")
    return the_one(among(modules, values, phase="phase__title", module="title"), modules, values, "module")


def add_item(hand: Hand, values: Values) -> Added:
    hand.claim("tree.change")
    kind, section = text(values.get("kind")), text(values.get("section"))
    task = task_named(hand.journey, values, kind, section)
    item = checklists.add_item(task=task, kind=kind, section=section, text=text(values.get("text")), by=hand.by)
    return f"item:{item.pk}", {"kind", "section", "text", "phase", "module", "task"}


def task_named(journey: Journey, values: Values, kind: str, section: str) -> Task:
    """The task that the row names; without a name, where its section was last."""
    tasks = journey.tasks.in_order().select_related("module__phase")
    fitting = among(tasks, values, phase="module__phase__title", module="module__title")
    if name := values.get("task"):
        *_, last = name.rpartition(": ")  # a subtask is written as “Task: Subtask”
        own = fitting.filter(Q(title__iexact=name) | Q(title__iexact=last, parent__isnull=False))
        named = [task for task in own if titled(task).lower() == name.lower()]
        return the_one(named or list(own), tasks, values, "task")
    beside = ChecklistItem.objects.filter(task__in=fitting.order_by(), kind=kind, section__iexact=section)
    task = fitting.filter(pk__in=beside.values("task")).last()
    if task is None:
        raise Refusal("Write in the column “Task” which task of the journey this belongs to.")
    return task


def titled(task: Task) -> str:
    return f"{task.parent.title}: {task.title}" if task.parent else task.title


def among(rows: QuerySet, values: Values, **paths: str) -> QuerySet:
    """Those whose titles, at these paths, are what the row says."""
    said = {f"{path}__iexact": values[name] for name, path in paths.items() if values.get(name)}
    return rows.filter(**said)


def the_one(found: Any, all_rows: QuerySet, values: Values, name: str) -> Any:
    found = list(found[:2])
    if len(found) == 1:
        return found[0]
    wanted = values.get(name)
    if found and wanted:
        raise Refusal(f"There are several called “{wanted}”. Write the phase too.")
    titles = ", ".join(dict.fromkeys(all_rows.values_list("title", flat=True)[:MOST_NAMED]))
    said = f"There is no {name} “{wanted}” in this journey." if wanted else f"Write its {name}."
    raise Refusal(f"{said} The journey's {name}s begin with: {titles}.")


def add_resource(hand: Hand, values: Values) -> Added:
    hand.claim("register.change")
    facts: dict[str, Any] = {name: text(values[name]) for name in resources.FACTS if values.get(name)}
    if "member" in facts:
        facts["member"] = hand.member(facts["member"])
    resource = resources.add_resource(journey=hand.journey, by=hand.by, **facts)
    return f"resource:{resource.pk}", set(resources.FACTS)


def add_check_or_resource(hand: Hand, values: Values) -> Added:
    return add_item(hand, values) if values.get("kind") else add_resource(hand, values)


def add_decision(hand: Hand, values: Values) -> Added:
    hand.claim("decision.change")
    facts: dict[str, Any] = {name: text(values.get(name)) for name in decisions.TEXTS}
    facts |= {name: hand.member(values.get(name)) for name in ("owner", "approver")}
    decision = decisions.raise_decision(journey=hand.journey, by=hand.by, **facts)
    return f"decision:{decision.pk}", set(facts)


def add_person(hand: Hand, values: Values) -> Added:
    """With a role someone who has an account, by its address; else a contact."""
    hand.claim("member.manage")
    facts = {name: text(values.get(name)) for name in ("email", "organisation", "title")}
    role, name = values.get("role"), text(values.get("name"))
    if role in (None, Role.CONTACT):
        member = members.add_contact(journey=hand.journey, name=name, by=hand.by, **facts)
    else:
        member = members.add_member(journey=hand.journey, role=role, by=hand.by, **facts)
    return f"member:{member.pk}", {*facts, "name", "role"}


ADDING: dict[str, Callable[[Hand, Values], Added]] = {
    "roadmap": add_task,
    "go-live": add_check_or_resource,
    "test-plan": add_item,
    "discovery": add_item,
    "decision-log": add_decision,
    "stakeholders": add_person,
}


def take_back(hand: Hand, key: str) -> None:
    """Undo the adding of a row. Refuses one that is used by now."""
    match find(hand.journey, key):
        case Task() as task:
            deleting.take_back_task(task=task, by=hand.by)
        case ChecklistItem() as item:
            deleting.take_back_item(item=item, by=hand.by)
        case Decision() as decision:
            decisions.reject(decision=decision, words="The import that raised it was undone.", by=hand.by)
        case Resource() as resource:
            resources.remove_resource(resource=resource, by=hand.by)
        case Member() as member:
            if any(holdings_of(member).values()):
                raise Refusal(f"{member} owns things here by now. Give them to someone else first.")
            members.remove_member(member=member, by=hand.by)
