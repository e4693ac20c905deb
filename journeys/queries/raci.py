"""The RACI matrix: its roles, its rows with their letters, and the rules that a row must keep."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Prefetch, QuerySet

from journeys.models import Journey, Letter, Member, Module, RaciLetter, RaciRole, Side, Task

DIGITS_OF_AN_ID = 18
ANSWERS = (Letter.ACCOUNTABLE, Letter.BOTH)
WORKS = (Letter.RESPONSIBLE, Letter.BOTH)


class Rule(models.TextChoices):
    """What can be wrong with a row: it has exactly one A and at least one R, and A/R counts as both."""

    NO_A = "no-a", "No A"
    TWO_A = "two-a", "Two A or more"
    NO_R = "no-r", "No R"


def broken_rules(letters: Iterable[str]) -> tuple[Rule, ...]:
    """The rules that a row with these letters breaks."""
    letters = list(letters)
    accountable = sum(letter in ANSWERS for letter in letters)
    broken = [Rule.NO_A] if not accountable else [Rule.TWO_A] if accountable > 1 else []
    if not any(letter in WORKS for letter in letters):
        broken.append(Rule.NO_R)
    return tuple(broken)


def row_key(module: int | None, task: int | None) -> str:
    """How pages, API and workbooks name a row: module:4, task:12."""
    return f"module:{module}" if module else f"task:{task}"


@dataclass(slots=True)
class Row:
    """A module, or a task that is no subtask, with its letters by the id of the role."""

    id: int
    title: str
    phase_id: int
    phase: str
    module: str
    in_scope: bool
    is_module: bool
    owner_id: int | None = None
    letters: dict[int, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return row_key(self.id, None) if self.is_module else row_key(None, self.id)

    @property
    def broken(self) -> tuple[Rule, ...]:
        """Nothing is asked of what is out of scope."""
        return broken_rules(self.letters.values()) if self.in_scope else ()

    @property
    def verdict(self) -> str:
        """What is wrong with the row, in a few words."""
        return ", ".join(str(rule.label) for rule in self.broken)


@dataclass(slots=True)
class Filters:
    """Which rows to show. `broken` is "any", or one of the rules."""

    phase: int | None = None
    broken: str = ""
    out_of_scope: bool = False

    def let_through(self, row: Row) -> bool:
        if self.phase and row.phase_id != self.phase:
            return False
        if self.broken:
            return bool(row.broken) if self.broken == "any" else self.broken in row.broken
        return row.in_scope or self.out_of_scope


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows are in scope, how many of them break a rule, and which."""

    rows: int
    broken: int
    by_rule: Mapping[Rule, int]


def roles_of(journey: Journey) -> QuerySet[RaciRole]:
    """The roles in the order of the columns, with who hold them. Two queries."""
    members = Prefetch("members", Member.objects.order_by("name", "pk"))
    return RaciRole.objects.filter(journey=journey).in_order().prefetch_related(members)


def rows_of(journey: Journey) -> list[Row]:
    """Every row in the outline's order, a module above its tasks. Three queries."""
    tasks = tasks_by_module(journey)
    rows = []
    for module in module_rows(journey):
        rows.append(module)
        for task in tasks.get(module.id, ()):
            task.in_scope = task.in_scope and module.in_scope
            rows.append(task)
    by_key = {row.key: row for row in rows}
    letters = RaciLetter.objects.filter(role__journey=journey).order_by()
    for role_id, module_id, task_id, letter in letters.values_list("role_id", "module_id", "task_id", "letter"):
        # A task that became a subtask has no row.
        if row := by_key.get(row_key(module_id, task_id)):
            row.letters[role_id] = letter
    return rows


def find_rows(journey: Journey, keys: Iterable[str]) -> dict[str, Module | Task]:
    """The modules, with their phases, and tasks that the keys name. What has no row in this matrix is left out."""
    pks: dict[str, list[int]] = {"module": [], "task": []}
    for noun, _, pk in (key.partition(":") for key in keys):
        if noun in pks and pk.isdecimal() and len(pk) <= DIGITS_OF_AN_ID:
            pks[noun].append(int(pk))
    found: dict[str, Module | Task] = {}
    if pks["module"]:
        modules = Module.objects.select_related("phase").filter(phase__journey=journey, pk__in=pks["module"])
        found |= {row_key(module.pk, None): module for module in modules}
    if pks["task"]:
        tasks = journey.tasks.filter(parent=None, pk__in=pks["task"])
        found |= {row_key(None, task.pk): task for task in tasks}
    return found


def module_rows(journey: Journey) -> list[Row]:
    modules = Module.objects.filter(phase__journey=journey).order_by("phase__position", "position", "pk")
    return [
        Row(pk, title, phase_id, phase, title, in_scope and phase_in_scope, is_module=True)
        for pk, title, phase_id, phase, in_scope, phase_in_scope in modules.values_list(
            "pk", "title", "phase_id", "phase__title", "in_scope", "phase__in_scope"
        )
    ]


def tasks_by_module(journey: Journey) -> dict[int, list[Row]]:
    tasks = Task.objects.filter(journey=journey, parent=None).order_by("position", "pk")
    found: dict[int, list[Row]] = {}
    for pk, title, phase_id, phase, module_id, module, status, owner_id in tasks.values_list(
        "pk", "title", "module__phase_id", "module__phase__title", "module_id", "module__title", "status", "owner_id"
    ):
        in_scope = status != Task.Status.OUT_OF_SCOPE
        row = Row(pk, title, phase_id, phase, module, in_scope, is_module=False, owner_id=owner_id)
        found.setdefault(module_id, []).append(row)
    return found


def counts_of(rows: Iterable[Row]) -> Counts:
    """Over the rows in scope."""
    broken = [row.broken for row in rows if row.in_scope]
    by_rule = {rule: sum(rule in rules for rules in broken) for rule in Rule}
    return Counts(len(broken), sum(map(bool, broken)), by_rule)


def letters_of(task: Task) -> dict[str, list[str]]:
    """What the roles are to a task: by the meaning of the letter the names of roles, in their order. One query."""
    letters = RaciLetter.objects.filter(task=task).select_related("role")
    sides = Side.values
    found = sorted(letters, key=lambda each: (sides.index(each.role.side), each.role.position))
    return {
        str(letter.label): names
        for letter in Letter
        if (names := [each.role.name for each in found if each.letter == letter])
    }
