"""Costs: the assumptions they are computed with, scenarios, and the lines of both sides."""

from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max

from journeys.models import CostLine, CostPlan, Event, Journey, User
from journeys.queries.cost_explanations import plain
from journeys.queries.costing import Case
from journeys.queries.costs import FACTORS, PLAN, first_year_of
from journeys.services.errors import Conflict, Refusal
from journeys.services.growing import GAP
from journeys.services.history import changing, record
from journeys.services.starting_costs import placed, starting_costs_of

SCENARIOS = tuple(f"{case}_{factor}" for case in Case for factor in FACTORS)
LINE = (
    "side", "category", "name", "unit", "quantity", "driver", "period", "unit_price", "growth", "first_year",
    "last_year", "note",
)  # fmt: skip
MOST_LINES = 500


def set_assumptions(*, journey: Journey, by: User, base_revision: int | None = None, **changes: Any) -> CostPlan:
    """Change any of PLAN. The first change, even of nothing, makes the plan.

    With `base_revision`, raises Conflict when someone changed the same figures since.
    """
    return change_plan(journey, changes, PLAN, "costs.planned", base_revision, by)


def set_scenarios(*, journey: Journey, by: User, base_revision: int | None = None, **changes: Any) -> CostPlan:
    """Change any of SCENARIOS, in percent. Conflicts as those of `set_assumptions` do."""
    return change_plan(journey, changes, SCENARIOS, "costs.scenarios_set", base_revision, by)


def change_plan(
    journey: Journey, changes: dict[str, Any], known: Collection[str], verb: str, base_revision: int | None, by: User
) -> CostPlan:
    refuse_unknown(changes, known)
    with changing(journey.pk) as journey:
        plan = CostPlan.objects.filter(pk=journey.pk).first()
        is_new = plan is None
        plan = plan or CostPlan(journey=journey, first_year=first_year_of(journey))
        before = {} if is_new else differing(plan, changes)
        if not is_new and not before:
            return plan
        refuse_conflict(plan, changes, before, changed_since(journey.pk, base_revision, verb))
        take(plan, changes)
        refuse_wrong(plan)
        plan.save(force_insert=is_new)
        tell(journey, verb, by, before=before, after=values_of(plan, before or changes))
    return plan


def add_line(*, journey: Journey, by: User, **facts: Any) -> CostLine:
    """A new line, behind the others; `facts` are of LINE. Makes a plan when there is none."""
    refuse_unknown(facts, LINE)
    with changing(journey.pk) as journey:
        plan = planned(journey)
        refuse_too_many(plan.lines.count() + 1)
        line = CostLine(plan=plan, position=last_position(plan) + GAP)
        take(line, tidy(facts))
        refuse_wrong(line)
        line.save(force_insert=True)
        tell(journey, "cost.added", by, line)
    return line


def add_starting_lines(*, journey: Journey, by: User) -> int:
    """Those of the playbook's lines that are not there yet, by side and name. Says how many came."""
    costs = starting_costs_of(journey.playbook)
    if costs is None:
        raise Refusal("The playbook of this journey comes without costs. Add lines one by one.")
    with changing(journey.pk) as journey:
        first = {"first_year": first_year_of(journey), **costs.plan}
        plan, _ = CostPlan.objects.get_or_create(journey=journey, defaults=first)
        there = set(plan.lines.values_list("side", "name"))
        missing = tuple(line for line in costs.lines if (line["side"], line["name"]) not in there)
        refuse_too_many(len(there) + len(missing))
        if missing:
            CostLine.objects.bulk_create(placed(plan, missing, behind=last_position(plan)))
            tell(journey, "costs.started", by, lines=len(missing))
    return len(missing)


def change_line(*, line: CostLine, by: User, base_revision: int | None = None, **changes: Any) -> CostLine:
    """Change any of LINE; what is said as it was changes nothing.

    With `base_revision`, raises Conflict when someone changed the same fields of the line since.
    """
    refuse_unknown(changes, LINE)
    changes = tidy(changes)
    with changing(line.plan_id) as journey:
        line = locked(line)
        before = differing(line, changes)
        if not before:
            return line
        theirs = changed_since(journey.pk, base_revision, "cost.changed", line=line.pk)
        refuse_conflict(line, changes, before, theirs)
        take(line, changes)
        refuse_wrong(line)
        line.save(update_fields=list(before))
        tell(journey, "cost.changed", by, line, before=before, after=values_of(line, before))
    return line


def move_line(*, line: CostLine, up: bool, by: User) -> CostLine:
    """Let the line change places with its neighbour of the same side; the first and the last stay where they are."""
    with changing(line.plan_id) as journey:
        line = locked(line)
        others = list(CostLine.objects.filter(plan=line.plan_id, side=line.side))
        at = others.index(line)
        if not 0 <= (to := at - 1 if up else at + 1) < len(others):
            return line
        others[at], others[to] = others[to], others[at]
        places = sorted(other.position for other in others)
        for other, position in zip(others, places, strict=True):
            other.position = position
        CostLine.objects.bulk_update([others[at], others[to]], ["position"])
        tell(journey, "cost.moved", by, line, to="up" if up else "down")
    return others[to]


def remove_line(*, line: CostLine, by: User) -> None:
    """Take the line away. The history keeps what it said."""
    with changing(line.plan_id) as journey:
        gone = CostLine.objects.filter(pk=line.pk).first()
        if gone is None:
            return
        before = values_of(gone, LINE)
        gone.delete()
        tell(journey, "cost.removed", by, line, before=before)


def planned(journey: Journey) -> CostPlan:
    first = {"first_year": first_year_of(journey)}
    return CostPlan.objects.get_or_create(journey=journey, defaults=first)[0]


def locked(line: CostLine) -> CostLine:
    """As it is now, under the lock of its journey."""
    now = CostLine.objects.filter(pk=line.pk).first()
    if now is None:
        raise Refusal("Someone removed this line in the meantime. Add it again if it is still needed.")
    return now


def last_position(plan: CostPlan) -> int:
    return plan.lines.aggregate(last=Max("position"))["last"] or 0


def refuse_too_many(lines: int) -> None:
    if lines > MOST_LINES:
        raise Refusal(f"A journey has at most {MOST_LINES} lines of costs. Put some of them together.")


def refuse_unknown(facts: Collection[str], known: Collection[str]) -> None:
    if unknown := set(facts) - set(known):
        raise TypeError(f"not written here: {unknown}")


def take(row: models.Model, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(row, name, value)


def tidy(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of a line with its words as they are kept."""
    kept: dict[str, Callable[[str], str]] = {"name": one_line, "unit": one_line, "note": str.strip}
    return {name: kept[name](value) if name in kept else value for name, value in facts.items()}


def one_line(words: str) -> str:
    return " ".join(words.split())


def refuse_wrong(row: CostLine | CostPlan) -> None:
    """Refuses what the fields and constraints of the row don't allow, with the first reason."""
    try:
        row.clean_fields()
        row.validate_constraints()
    except ValidationError as error:
        name, reasons = next(iter(error.message_dict.items()))
        where = "" if name == "__all__" else f"{name_of(row, name)}: "
        raise Refusal(f"{where}{reasons[0]}") from None


def differing(row: models.Model, changes: dict[str, Any]) -> dict[str, str | None]:
    """What the row says now where the changes say something else, in words."""
    return values_of(row, [name for name, value in changes.items() if getattr(row, name) != value])


def values_of(row: models.Model, names: Collection[str]) -> dict[str, str | None]:
    return {name: in_words(row, name) for name in names}


def in_words(row: models.Model, name: str) -> str | None:
    value = getattr(row, name)
    if value is None:
        return None
    field = field_of(row, name)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return plain(Decimal(value)) if isinstance(field, models.DecimalField) else str(value)


def name_of(row: models.Model, name: str) -> str:
    """Of a field, as people know it."""
    words = str(field_of(row, name).verbose_name)
    return words[0].upper() + words[1:]


def field_of(row: models.Model, name: str) -> models.Field:
    return cast(models.Field, row._meta.get_field(name))


def changed_since(journey_id: int, revision: int | None, verb: str, **more: int) -> set[str]:
    """The names of what anyone changed with `verb` after the revision; `more` narrows down which events."""
    if revision is None:
        return set()
    facts = {f"data__{name}": value for name, value in more.items()}
    later = Event.objects.filter(journey=journey_id, revision__gt=revision, verb=verb, **facts)
    return {name for data in later.values_list("data", flat=True) for name in data["after"]}


def refuse_conflict(
    row: CostLine | CostPlan, changes: dict[str, Any], before: dict[str, str | None], theirs: set[str]
) -> None:
    if both := [name for name in before if name in theirs]:
        raise Conflict(
            theirs="\n".join(f"{name_of(row, name)}: {before[name]}" for name in both),
            yours="\n".join(f"{name_of(row, name)}: {changes[name]}" for name in both),
        )


def tell(journey: Journey, verb: str, actor: User, line: CostLine | None = None, **said: Any) -> None:
    facts: dict[str, Any] = {"line": line.pk, "name": line.name, "side": line.get_side_display()} if line else {}
    record(journey, verb, by=actor, **facts, **said)
