"""Which task waits for which, without going round in circles."""

from itertools import pairwise

from journeys.models import Dependency, Journey, Policy, Task, User
from journeys.queries.dependencies import open_awaited
from journeys.services.errors import Confirm, Refusal
from journeys.services.history import changing, record

MOST = 50
NAMED_AT_MOST = 3


def set_waits_for(*, task: Task, other: Task, waits: bool, by: User) -> Task:
    """Let `task` wait for `other`, a task of the same journey, or wait no longer.

    Refuses what would close a loop, and names it.
    """
    with changing(task.journey_id) as journey:
        there = Dependency.objects.filter(task=task, waits_for=other)
        if waits == there.exists():
            return task
        if waits:
            refuse_unfit(journey, task, other)
            Dependency.objects.create(task=task, waits_for=other)
        else:
            there.delete()
        verb = "task.made_to_wait" if waits else "task.freed"
        record(journey, verb, by=by, task=task, title=task.title, other=other.pk, other_title=other.title)
    return task


def refuse_unfit(journey: Journey, task: Task, other: Task) -> None:
    if other.journey_id != journey.pk or other.pk == task.pk:
        raise Refusal("Choose another task of this journey.")
    if task.pk == other.parent_id or task.parent_id == other.pk:
        raise Refusal("A task and its subtasks belong together: none of them waits for the other.")
    if task.dependencies.count() >= MOST:
        raise Refusal(f"A task waits for at most {MOST} others.")
    refuse_loop(journey, task, other)


def refuse_loop(journey: Journey, task: Task, other: Task) -> None:
    import networkx  # 20 MB that only this needs

    pairs = Dependency.objects.filter(task__journey=journey).values_list("task", "waits_for")
    graph = networkx.DiGraph([*pairs])
    if task.pk not in graph or other.pk not in graph or not networkx.has_path(graph, other.pk, task.pk):
        return
    loop = [task.pk, *networkx.shortest_path(graph, other.pk, task.pk)]
    titles = journey.tasks.in_bulk(loop)
    steps = "; ".join(f"“{titles[one]}” waits for “{titles[next_one]}”" for one, next_one in pairwise(loop))
    raise Refusal(f"That would be a loop: {steps}. Take one of these out first.")


def ask_about_waiting(journey: Journey, task: Task, confirmed: bool) -> None:
    """Before a task is started or completed: refuses or asks, as the journey's policy says, while it has to wait."""
    # Most tasks wait for nothing, and asking that is quicker by far.
    left = list(open_awaited(task)[: NAMED_AT_MOST + 1]) if task.dependencies.exists() else []
    if not left:
        return
    named = ", ".join(f"“{each}”" for each in left[:NAMED_AT_MOST]) + (" and others" if left[NAMED_AT_MOST:] else "")
    if journey.dependencies_policy == Policy.REFUSE:
        raise Refusal(f"This task waits for {named}. Complete that first.")
    if not confirmed:
        raise Confirm(f"This task waits for {named}. Go on all the same?")
