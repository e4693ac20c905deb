"""Checklist items with what their control shows."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from journeys.models import RESOLVED, Approval, Attachment, ChecklistItem, Journey
from journeys.queries.approvals import approvals_of
from journeys.queries.comments import count_of_comments


def items_of(journey: Journey) -> QuerySet[ChecklistItem]:
    """The items of a journey with owner and who settled them. Three queries.

    Each has `files`, its current evidence, `signed`, its approvals, and `comment_count`.
    """
    evidence = Attachment.objects.current().with_uploader()
    return (
        ChecklistItem.objects.filter(task__journey=journey)
        .select_related("task", "owner", "settled_by", "settled_through")
        .prefetch_related(
            Prefetch("evidence", queryset=evidence, to_attr="files"),
            Prefetch("approvals", queryset=approvals_of(journey), to_attr="signed"),
        )
        .annotate(comment_count=count_of_comments())
        .order_by("position", "pk")
    )


class Counts(NamedTuple):
    """How many items a task has, how many are resolved, and how many miss a file that they ask for."""

    items: int
    resolved: int
    missing_files: int


def standing_of(item: ChecklistItem) -> tuple[Counts, list[Attachment], list[Approval], int]:
    """How the checklist of the item's task stands, the item's current evidence, its approvals, and its comments' count.

    Two plain queries, and one more where there are approvals: for one task, counting rows here costs less than
    aggregates in the database.
    """
    files = list(Attachment.objects.current().with_uploader().filter(item__task=item.task_id))
    proved = {file.item_id for file in files}
    has_approvals = Exists(Approval.objects.filter(item=OuterRef("pk")))
    siblings = list(
        ChecklistItem.objects.filter(task=item.task_id)
        .order_by()
        .values_list("pk", "outcome", "needs_evidence", has_approvals, count_of_comments())
    )
    counts = Counts(
        items=len(siblings),
        resolved=sum(outcome in RESOLVED for _, outcome, *_ in siblings),
        missing_files=sum(needs_evidence and pk not in proved for pk, _, needs_evidence, *_ in siblings),
    )
    is_signed, comments = next((own for pk, _, _, *own in siblings if pk == item.pk), (False, 0))
    signed = list(approvals_of(item.task.journey).filter(item=item)) if is_signed else []
    return counts, [file for file in files if file.item_id == item.pk], signed, comments
