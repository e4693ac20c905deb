"""Phases and modules leave the journey and come back, without being deleted."""

from journeys.models import Module, Phase, User
from journeys.services.errors import Refusal
from journeys.services.history import changing, record


def set_phase_scope(*, phase: Phase, in_scope: bool, reason: str, by: User) -> Phase:
    """Move a phase, with all in it, into or out of scope."""
    return set_scope(phase, phase.journey_id, "phase", in_scope, reason, by)


def set_module_scope(*, module: Module, in_scope: bool, reason: str, by: User) -> Module:
    """Move a module, with all in it, into or out of scope."""
    return set_scope(module, module.phase.journey_id, "module", in_scope, reason, by)


def set_scope(branch, journey_id: int, noun: str, in_scope: bool, reason: str, by: User):
    with changing(journey_id) as journey:
        branch.refresh_from_db(fields=["in_scope", "scope_reason"])
        reason = reason.strip()
        if branch.in_scope == in_scope:
            return branch
        if not reason:
            raise Refusal(f"Say why this {noun} {'comes back into' if in_scope else 'leaves'} the scope.")
        branch.in_scope, branch.scope_reason = in_scope, reason
        branch.save(update_fields=["in_scope", "scope_reason"])
        verb = f"{noun}.entered_scope" if in_scope else f"{noun}.left_scope"
        record(journey, verb, by=by, title=branch.title, id=branch.pk, reason=reason)
    return branch
