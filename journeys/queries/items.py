"""Checklist items with what their control shows."""

from django.db.models import Prefetch, QuerySet

from journeys.models import Attachment, ChecklistItem, Journey
from journeys.queries.outline import ITEM_COUNTS


def items_of(journey: Journey) -> QuerySet[ChecklistItem]:
    """The items of a journey with owner, who settled them, and `files`: their current evidence. Two queries."""
    evidence = Attachment.objects.current().select_related("uploaded_by")
    return (
        ChecklistItem.objects.filter(task__journey=journey)
        .select_related("task", "owner", "settled_by")
        .prefetch_related(Prefetch("evidence", queryset=evidence, to_attr="files"))
        .order_by("position", "pk")
    )


def counts_of(task_id: int) -> tuple[int, int, int]:
    """How many items a task has, how many are resolved, and how many miss a file that they ask for. One query."""
    counts = ChecklistItem.objects.filter(task=task_id).aggregate(**ITEM_COUNTS)
    return counts["total"], counts["resolved"], counts["missing_files"]
