"""Plans as they are kept: as JSON, and in figures."""

from collections.abc import Collection
from dataclasses import asdict, replace
from typing import Any

from journeys.services.applying import Choice, Part, Refused, Report, choice_of, row_of
from journeys.services.edits import Edit, GoneRow, NewRow, Plan, Problem

PARTS = {"edits": Edit, "new_rows": NewRow, "gone_rows": GoneRow, "problems": Problem}


def as_json(plan: Plan) -> dict[str, Any]:
    """With lists for tuples, as it comes back from the database."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(plan).items()}


def from_json(kept: dict[str, Any]) -> Plan:
    parts: dict[str, Any] = {name: tuple(part(**facts) for facts in kept[name]) for name, part in PARTS.items()}
    return replace(Plan(kept["kind"], kept["journey_revision"], notes=tuple(kept["notes"])), **parts)


def refused_from_json(kept: list[dict[str, Any]]) -> list[Refused]:
    return [Refused(**{**facts, "part": Part(facts["part"])}) for facts in kept]


def counts_of(plan: Plan, refused: list[Refused]) -> dict[str, int]:
    """What would be done, by Part: cells where rows change or are in conflict, rows for all else."""
    kept_out = {each.key for each in refused if each.part == Part.CHANGED}
    not_added = sum(each.part == Part.NEW for each in refused)
    clear = [edit for edit in plan.edits if not edit.is_conflict]
    return {
        Part.CONFLICTS: len(plan.edits) - len(clear),
        Part.REFUSED: len(plan.problems) + len(kept_out) + not_added,
        Part.CHANGED: sum(row_of(edit) not in kept_out for edit in clear),
        Part.NEW: len(plan.new_rows) - not_added,
        Part.GONE: len(plan.gone_rows),
    }


def counts_when_done(plan: Plan, chosen: Collection[Choice], report: Report) -> dict[str, int]:
    """What was done, by Part; conflicts are those in which the journey won."""
    done = {part: {each.key for each in report.done if each.part == part} for part in Part}
    rows_done = done[Part.CHANGED] | done[Part.CONFLICTS]
    wanted = [edit for edit in plan.edits if not edit.is_conflict or choice_of(edit) in chosen]
    return {
        Part.CONFLICTS: len(plan.edits) - len(wanted),
        Part.REFUSED: len(plan.problems) + len(report.refused),
        Part.CHANGED: sum(row_of(edit) in rows_done for edit in wanted),
        Part.NEW: len(done[Part.NEW]),
        Part.GONE: len(done[Part.GONE]),
    }
