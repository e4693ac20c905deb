"""Reads who signed what off, for the snapshot."""

from collections.abc import Iterator, Mapping

from django.utils.timezone import localtime

from journeys.documents.snapshot import Approval, Phase, Task
from journeys.models import Approval as ApprovalRow
from journeys.queries.approvals import with_facts


def read_approvals(journey_id: int, phases: Mapping[int, Phase], tasks: Mapping[int, Task]) -> Iterator[Approval]:
    """In the order in which they were asked for."""
    items = {item.id: item for task in tasks.values() for item in task.items}
    for row in with_facts(ApprovalRow.objects.filter(journey=journey_id)).order_by("asked_at", "pk"):
        task_id = row.item.task_id if row.item else row.task_id
        task = tasks[task_id] if task_id else None
        yield Approval(
            phase=task.module.phase if task else phases[row.thing.pk],
            task=task,
            item=items[row.item_id] if row.item_id else None,
            asked=row.asked_name,
            asked_by=row.asked_by.name,
            asked_at=localtime(row.asked_at),
            words=row.words,
            status=ApprovalRow.Status(row.status),
            answered_by=row.answered_by.name if row.answered_by else "",
            answered_at=localtime(row.answered_at) if row.answered_at else None,
            answer=row.answer,
            revision=row.revision,
            changes=row.changes if row.revision else None,  # type: ignore[attr-defined]  # it is annotated
        )
