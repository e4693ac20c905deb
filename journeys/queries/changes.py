"""What changed in a journey since a revision."""

from dataclasses import dataclass

from journeys.models import Journey

# After these the page's own structure is out of date, not only rows of it.
STRUCTURAL = (
    "phase.", "module.", "journey.", "task.added", "task.moved", "task.deleted", "item.added", "item.changed",
    "item.moved", "item.made_from_list", "item.deleted",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Changes:
    """The tasks and checklist items that events since a revision tell of."""

    tasks: frozenset[int]
    items: frozenset[int]
    is_structural: bool


def changes_since(journey: Journey, revision: int) -> Changes:
    events = list(journey.events.filter(revision__gt=revision).values_list("verb", "task_id", "data"))
    return Changes(
        tasks=frozenset(task_id for _, task_id, _ in events if task_id),
        items=frozenset(data["item"] for _, _, data in events if data.get("item")),
        is_structural=any(verb.startswith(STRUCTURAL) for verb, _, _ in events),
    )
