"""What tasks wait for, and what waits for them."""

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from journeys.models import Dependency, Journey, Task
from journeys.models.tree import TaskQuerySet

MOST_FOUND = 10


def awaited(task: Task) -> TaskQuerySet:
    """What the task waits for, in the order of the outline."""
    return Task.objects.filter(dependents__task=task).in_order()


def waiting(task: Task) -> TaskQuerySet:
    """What waits for the task, in the order of the outline."""
    return Task.objects.filter(dependencies__waits_for=task).in_order()


def open_awaited(task: Task) -> TaskQuerySet:
    """What the task waits for and is not done: in scope, and not completed."""
    return awaited(task).open()


def open_count() -> Coalesce:
    """For a queryset of tasks: how many open tasks each of them waits for."""
    unfinished = Dependency.objects.filter(task=OuterRef("pk"), waits_for__in=Task.objects.open()).order_by()
    return Coalesce(Subquery(unfinished.values("task").annotate(count=Count("pk")).values("count")), 0)


def unblocked_by(task: Task) -> QuerySet[Task]:
    """Once `task` is done: the open tasks that waited for it and wait for nothing else."""
    unfinished = Dependency.objects.filter(task=OuterRef("pk"), waits_for__in=Task.objects.open())
    return waiting(task).open().exclude(Exists(unfinished))


def could_be_awaited(journey: Journey, task: Task, text: str) -> list[Task]:
    """Open tasks whose title fits and that `task` does not wait for yet, nor they for it."""
    if not text:
        return []
    found = journey.tasks.open().filter(title__icontains=text).exclude(pk=task.pk)
    found = found.exclude(dependents__task=task).exclude(dependencies__waits_for=task)
    return list(found.select_related("module").in_order()[:MOST_FOUND])
