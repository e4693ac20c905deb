"""Phases and modules: adding, renaming, describing and moving them."""

from typing import Any

from django.db.models import QuerySet

from journeys.models import Event, Journey, Module, Phase, User
from journeys.services.errors import Conflict, Refusal
from journeys.services.history import changing, record
from journeys.services.positions import room
from journeys.services.remembering import moved, place_of, remember
from journeys.services.texts import checked_text, checked_title

TEXTS = ("title", "description")
EDITED = {Phase: "phase.edited", Module: "module.edited"}
# Beyond what any migration has: they keep a slip from filling the journey.
MOST_PHASES = 200
MOST_MODULES = 2_000


def add_phase(
    *, journey: Journey, title: str, by: User, description: str = "", after: Phase | None = None
) -> Phase:  # fmt: skip
    """A new phase, behind the others, or right `after` one of them."""
    with changing(journey.pk) as journey:
        refuse_full(journey.phases.all(), MOST_PHASES, "phases")
        facts = {"title": checked_title(title, "phase"), "description": checked_text(description)}
        phase = Phase.objects.create(journey=journey, position=room(journey.phases.all(), after=after), **facts)
        record(journey, "phase.added", by=by, id=phase.pk, title=phase.title)
    return phase


def add_module(
    *, phase: Phase, title: str, by: User, description: str = "", after: Module | None = None
) -> Module:  # fmt: skip
    """A new module, behind the others of `phase`, or right `after` one of them."""
    with changing(phase.journey_id) as journey:
        phase = journey.phases.get(pk=phase.pk)
        refuse_full(Module.objects.filter(phase__journey=journey), MOST_MODULES, "modules")
        facts = {"title": checked_title(title, "module"), "description": checked_text(description)}
        module = Module.objects.create(phase=phase, position=room(phase.modules.all(), after=after), **facts)
        record(journey, "module.added", by=by, id=module.pk, title=module.title, phase=phase.title)
    return module


def refuse_full(rows: QuerySet, most: int, what: str) -> None:
    if rows.count() >= most:
        raise Refusal(f"A journey has at most {most:,} {what}.")


def edit_branch_text(*, branch: Phase | Module, field: str, text: str, base_revision: int, by: User) -> Any:
    """Change the `title` or `description` of a phase or module, written from the journey's `base_revision`.

    Raises Conflict, with both texts, when someone changed the same field since.
    """
    if field not in TEXTS:
        raise ValueError(field)
    noun = type(branch)._meta.model_name or ""
    with changing(journey_id_of(branch)) as journey:
        branch = type(branch)._default_manager.get(pk=branch.pk)
        text = checked_title(text, noun) if field == "title" else checked_text(text)
        before = getattr(branch, field)
        if text == before:
            return branch
        if text_changed_since(journey, branch, field, base_revision):
            raise Conflict(theirs=before, yours=text)
        setattr(branch, field, text)
        branch.save(update_fields=[field])
        said: dict[str, Any] = {"id": branch.pk, "title": branch.title, "field": field, "before": before, "after": text}
        record(journey, EDITED[type(branch)], by=by, **said)
    return branch


def journey_id_of(branch: Phase | Module) -> int:
    return branch.journey_id if isinstance(branch, Phase) else branch.phase.journey_id


def text_changed_since(journey: Journey, branch: Phase | Module, field: str, revision: int) -> bool:
    later = Event.objects.filter(journey=journey, revision__gt=revision, verb=EDITED[type(branch)])
    return later.filter(data__id=branch.pk, data__field=field).exists()


def move_phase(*, phase: Phase, by: User, before: Phase | None = None, after: Phase | None = None) -> Phase:
    """Put the phase right before or after another, else behind all of them. At most five rows are written."""
    with changing(phase.journey_id) as journey:
        phase = Phase.objects.get(pk=phase.pk)
        stood, position = place_of(phase), room(journey.phases.all(), before=before, after=after, moving=phase)
        if position == phase.position:
            return phase
        phase.position = position
        phase.save(update_fields=["position"])
        event = record(journey, "phase.moved", by=by, id=phase.pk, title=phase.title, **place(before, after))
        remember(journey, event, by, **moved(phase, stood))
    return phase


def move_module(
    *, module: Module, by: User, into: Phase | None = None, before: Module | None = None, after: Module | None = None
) -> Module:  # fmt: skip
    """Put the module, with all in it, right before or after another, or behind the modules of the phase `into`.

    At most five rows are written.
    """
    with changing(module.phase.journey_id) as journey:
        module = Module.objects.select_related("phase").get(pk=module.pk)
        phase, source = phase_for(journey, module, into, before or after), module.phase
        stood = place_of(module, "phase_id")
        position = room(phase.modules.all(), before=before, after=after, moving=module)
        if (phase, position) == (source, module.position):
            return module
        module.phase, module.position = phase, position
        module.save(update_fields=["phase", "position"])
        said: dict[str, Any] = {"id": module.pk, "title": module.title, "from": source.title, "to": phase.title}
        event = record(journey, "module.moved", by=by, **said, **place(before, after))
        remember(journey, event, by, **moved(module, stood))
    return module


def phase_for(journey: Journey, module: Module, into: Phase | None, sibling: Module | None) -> Phase:
    """Where a module is to go: as it is now, and in the same journey."""
    phase_id = sibling.phase_id if sibling else into.pk if into else module.phase_id
    phase = journey.phases.filter(pk=phase_id).first()
    if phase is None:
        raise Refusal("This phase is no part of the journey by now. Reload the page.")
    return phase


def place(before: Any, after: Any) -> dict[str, Any]:
    """What an event says of the place that something was moved to."""
    return {"before": str(before) if before else None, "behind": str(after) if after else None}
