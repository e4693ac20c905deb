"""Where a phase, module or task can go: what a list of places offers."""

from typing import NamedTuple

from journeys.models import ChecklistItem, Journey, Module, Phase, Task
from journeys.queries.outline import ModuleRow, PhaseRow, branches

Choice = tuple[str, str]
LONGEST_LABEL = 80


class Places(NamedTuple):
    """Places under one heading: what is sent to choose each, and its words."""

    heading: str
    choices: list[Choice]


def places_of(journey: Journey, row: Phase | Module | Task) -> list[Places]:
    """The places that `row` can go to, nearest first, without those under a heading that has none."""
    phases, modules = branches(journey)
    if isinstance(row, Phase):
        found = [Places("Among the phases", beside([(p.id, p.title) for p in phases.values()], row.pk))]
    elif isinstance(row, Module):
        found = places_of_module(phases, row)
    else:
        found = places_of_task(phases, modules, row)
    return [places for places in found if places.choices]


def beside(siblings: list[tuple[int, str]], own: int) -> list[Choice]:
    """First among the `siblings`, or behind one of them; not where `own` stands."""
    ids = [pk for pk, _ in siblings]
    at = ids.index(own) if own in ids else None
    choices = [(f"before:{ids[0]}", "First")] if ids and at != 0 else []
    return choices + [
        (f"after:{pk}", f"Behind {title}")
        for place, (pk, title) in enumerate(siblings)
        if pk != own and (at is None or place != at - 1)
    ]


def places_of_module(phases: dict[int, PhaseRow], module: Module) -> list[Places]:
    own = [(m.id, m.title) for m in phases[module.phase_id].modules]
    others = [(f"phase:{p.id}", f"At the end of {p.title}") for p in phases.values() if p.id != module.phase_id]
    return [Places("In its phase", beside(own, module.pk)), Places("In another phase", others)]


def places_of_task(phases: dict[int, PhaseRow], modules: dict[int, ModuleRow], task: Task) -> list[Places]:
    in_module = list(
        Task.objects.filter(module=task.module_id).order_by("position", "pk").values_list("pk", "title", "parent_id")
    )
    tasks = [(pk, title) for pk, title, parent in in_module if parent is None]
    subtasks = [(pk, title) for pk, title, parent in in_module if parent is not None and parent == task.parent_id]
    parents = [
        (f"task:{pk}", f"Below {title}") for pk, title in tasks if pk not in (task.pk, task.parent_id)
    ]  # fmt: skip
    has_subtasks = any(parent == task.pk for *_, parent in in_module)
    return [
        Places("Among the subtasks of its task", beside(subtasks, task.pk)),
        Places("Among the tasks of its module", beside(tasks, task.pk)),
        *(
            Places(
                f"At the end of a module in {phase.title}",
                [(f"module:{m.id}", m.title) for m in phase.modules if m.id != task.module_id],
            )
            for phase in phases.values()
        ),
        Places("As a subtask", [] if has_subtasks else parents),
    ]


def places_of_item(item: ChecklistItem) -> list[Places]:
    """The places of a checklist item: among those of its kind in its task, and the other tasks of the module."""
    alike = ChecklistItem.objects.filter(task=item.task_id, kind=item.kind).order_by("position", "pk")
    siblings = [(pk, shortened(text)) for pk, text in alike.values_list("pk", "text")]
    others = Task.objects.filter(module=item.task.module_id).exclude(pk=item.task_id).order_by("position", "pk")
    tasks = [(f"task:{pk}", f"To “{title}”") for pk, title in others.values_list("pk", "title")]
    found = [Places("In its list", beside(siblings, item.pk)), Places("To another task of the module", tasks)]
    return [places for places in found if places.choices]


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"
