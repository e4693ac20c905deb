"""The costs that a journey starts from, as the playbook that it follows ships them."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from journeys.models import CostLine, CostPlan, Journey, Playbook
from journeys.services.growing import GAP

ENDING = ".costs.toml"


@dataclass(frozen=True)
class StartingCosts:
    plan: dict[str, Any]
    lines: tuple[dict[str, Any], ...]


def starting_costs_of(playbook: Playbook | None) -> StartingCosts | None:
    """None for a playbook that ships no costs."""
    return shipped().get(playbook.slug) if playbook else None


@cache
def shipped(folder: Path = settings.BASE_DIR / "seeds") -> dict[str, StartingCosts]:
    """By the slug of the playbook."""
    return {file.name.removesuffix(ENDING): read(file) for file in folder.glob(f"*{ENDING}")}


def read(file: Path) -> StartingCosts:
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    notes, lines = said.pop("notes"), said.pop("lines")
    return StartingCosts(said, tuple(with_note(line, notes) for line in lines))


def with_note(line: dict[str, Any], notes: dict[str, str]) -> dict[str, Any]:
    """The line with the note that it names, filled in."""
    facts = {name: value for name, value in line.items() if name != "with_ai"}
    return {**facts, "note": notes[line["note"]].format(**line)}


def lay_out_costs(journey: Journey, year: int) -> None:
    """Give a new journey the costs of its playbook, from `year` on. Two statements, or none."""
    costs = starting_costs_of(journey.playbook)
    if costs:
        plan = CostPlan.objects.create(journey=journey, first_year=year, **costs.plan)
        CostLine.objects.bulk_create(placed(plan, costs.lines))


def placed(plan: CostPlan, lines: tuple[dict[str, Any], ...], behind: int = 0) -> Iterator[CostLine]:
    """The lines with their places, behind position `behind`."""
    for at, facts in enumerate(lines, start=1):
        yield CostLine(plan=plan, position=behind + at * GAP, **facts)
