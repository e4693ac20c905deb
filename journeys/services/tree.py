"""Tasks and subtasks: adding and moving them."""

from typing import Any

from django.db.models import QuerySet

from journeys.models import Dependency, Journey, Module, RaciLetter, Task, User
from journeys.services.branches import place
from journeys.services.errors import Refusal
from journeys.services.history import changing, record
from journeys.services.kept import Kept, gather, take_away
from journeys.services.positions import room
from journeys.services.remembering import moved, place_of, remember
from journeys.services.texts import checked_text, checked_title

# Beyond what any migration has: it keeps a slip from filling the journey.
MOST_TASKS = 20_000


def add_task(
    *,
    module: Module,
    title: str,
    by: User,
    parent: Task | None = None,
    description: str = "",
    after: Task | None = None,
) -> Task:
    """A new task, planned, behind the others of `module`, or right `after` one; with a `parent` a subtask of it."""
    with changing(module.phase.journey_id) as journey:
        module, parent = Module.objects.get(pk=module.pk), parent and journey.tasks.get(pk=parent.pk)
        refuse_misplaced(module, parent)
        refuse_full(journey)
        task = Task.objects.create(
            journey=journey,
            module=module,
            parent=parent,
            title=checked_title(title),
            description=checked_text(description),
            position=room(siblings_in(parent or module), after=after),
        )
        record(journey, "task.added", by=by, task=task, title=task.title, parent=parent and parent.title)
    return task


def refuse_misplaced(module: Module, parent: Task | None) -> None:
    if parent and parent.parent_id:
        raise Refusal(f"“{parent}” is a subtask, which has no subtasks of its own.")
    if parent and parent.module_id != module.pk:
        raise Refusal(f"A subtask is in the module of its task. That of “{parent}” is “{parent.module}”.")


def refuse_full(journey: Journey, more: int = 1) -> None:
    if journey.tasks.count() + more > MOST_TASKS:
        raise Refusal(f"A journey has at most {MOST_TASKS:,} tasks.")


def siblings_in(where: Module | Task) -> QuerySet[Task]:
    """The tasks of a module, or the subtasks of a task."""
    return where.subtasks.all() if isinstance(where, Task) else where.tasks.filter(parent=None)


def move_task(
    *,
    task: Task,
    by: User,
    into: Module | Task | None = None,
    before: Task | None = None,
    after: Task | None = None,
) -> Task:
    """Put the task right before or after another, or behind the tasks of a module or the subtasks of a task.

    Its subtasks go with it. Where it goes makes it a task or a subtask; one that has subtasks becomes none. At most
    five rows are written, and its subtasks when it changes the module. A subtask has no letters in the RACI: a task
    that becomes one lets go of its own.
    """
    with changing(task.journey_id) as journey:
        task = tasks_with_place(journey).get(pk=task.pk)
        source, target = holder_of(task), target_for(journey, task, into, before or after)
        refuse_unfit(task, target)
        stood = place_of(task, "module_id", "parent_id")
        position = room(siblings_in(target), before=before, after=after, moving=task)
        if target == source and position == task.position:
            return task
        letters = letters_let_go(task, target)
        put(task, target, position)
        said: dict[str, Any] = {"title": task.title, "from": source.title, "to": target.title}
        event = record(journey, "task.moved", by=by, task=task, **said, **place(before, after))
        remember(journey, event, by, **moved(task, stood, letters))
    return task


def tasks_with_place(journey: Journey) -> QuerySet[Task]:
    return journey.tasks.select_related("module", "parent", "owner")


def holder_of(task: Task) -> Module | Task:
    return task.parent or task.module


def target_for(journey: Journey, task: Task, into: Module | Task | None, sibling: Task | None) -> Module | Task:
    """Where a task is to go, as it is now, and in the same journey."""
    if sibling:
        into = holder_of(there(journey, sibling))
    if into is None:
        return holder_of(task)
    if isinstance(into, Task):
        return there(journey, into)
    module = Module.objects.filter(phase__journey=journey, pk=into.pk).first()
    if module is None:
        raise Refusal("This module is no part of the journey by now. Reload the page.")
    return module


def there(journey: Journey, task: Task) -> Task:
    found = tasks_with_place(journey).filter(pk=task.pk).first()
    if found is None:
        raise Refusal("This task is no part of the journey by now. Reload the page.")
    return found


def refuse_unfit(task: Task, target: Module | Task) -> None:
    """Only what a subtask may not be is in the way: a task with subtasks, or one that waits for its own parent."""
    if not isinstance(target, Task) or target.pk == task.parent_id:
        return
    if target.pk == task.pk:
        raise Refusal("A task can't be put below itself.")
    if target.parent_id:
        raise Refusal(f"“{target}” is a subtask, which has no subtasks of its own.")
    if task.subtasks.exists():
        raise Refusal(f"“{task}” has subtasks, so it can't become one. Move these first.")
    pair = [task.pk, target.pk]
    if waiting := Dependency.objects.filter(task__in=pair, waits_for__in=pair).select_related("task", "waits_for"):
        raise Refusal(f"{waiting[0]}. A task and its subtasks belong together: take that out first.")


def letters_let_go(task: Task, target: Module | Task) -> Kept | None:
    """The letters of the RACI that a task loses when it becomes a subtask of `target`: taken away."""
    letters = [letter.pk for letter in task.raci_letters.all()] if isinstance(target, Task) else []
    if not letters:
        return None
    kept = gather(RaciLetter, letters)
    take_away(kept)
    return kept


def put(task: Task, target: Module | Task, position: int) -> None:
    """Write where the task stands, and take its subtasks along."""
    parent, module_id = (target, target.module_id) if isinstance(target, Task) else (None, target.pk)
    if module_id != task.module_id:
        task.subtasks.update(module=module_id)
    task.module_id, task.parent, task.position = module_id, parent, position
    task.save(update_fields=["module", "parent", "position"])
