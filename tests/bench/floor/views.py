from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.urls import path

from journeys.models import RESOLVED, Task


@login_required
def rows(request, journey_id: int):
    """The tasks of a journey from one query, in a plain template."""
    tasks = (
        Task.objects.filter(journey=journey_id)
        .select_related("owner")
        .annotate(item_count=Count("items"), resolved_count=Count("items", filter=Q(items__outcome__in=RESOLVED)))
        .order_by("pk")
    )
    return render(request, "rows.html", {"journey_id": journey_id, "tasks": tasks})


@login_required
def task(request, journey_id: int, task_id: int):
    """One row by its primary key."""
    return render(request, "row.html", {"task": get_object_or_404(Task, pk=task_id, journey=journey_id)})


urlpatterns = [
    path("journeys/<int:journey_id>/", rows, name="rows"),
    path("journeys/<int:journey_id>/tasks/<int:task_id>/", task, name="task"),
]
