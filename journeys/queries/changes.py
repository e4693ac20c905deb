"""What changed in a journey since a revision."""

from dataclasses import dataclass

from journeys.models import Journey, User

# After these the page's own structure is out of date, not only rows of it.
STRUCTURAL = (
    "phase.", "module.", "journey.", "task.added", "task.moved", "task.deleted", "tasks.deleted",
    "item.added", "item.changed", "item.moved", "item.made_from_list", "item.deleted",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Changes:
    """The tasks and checklist items that events since a revision tell of."""

    tasks: frozenset[int]
    items: frozenset[int]
    is_structural: bool


def changes_since(journey: Journey, revision: int, reader: User | None = None) -> Changes:
    """What changed, for `reader`, whose page knows its own changes of structure."""
    events = list(journey.events.filter(revision__gt=revision).values_list("verb", "task_id", "data", "actor_id"))
    return Changes(
        tasks=frozenset(task_id for _, task_id, _, _ in events if task_id),
        items=frozenset(data["item"] for _, _, data, _ in events if data.get("item")),
        is_structural=any(
            verb.startswith(STRUCTURAL) and (reader is None or actor != reader.pk) for verb, _, _, actor in events
        ),
    )
