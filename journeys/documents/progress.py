"""How far a journey is, and the light that sums it up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from journeys.documents.declaring import Tone
from journeys.documents.snapshot import Override, Snapshot, Task
from journeys.documents.text import count, full, on
from journeys.models import ChecklistItem, Outcome
from journeys.queries.progress import Figures


def tally(tasks: Iterable[Task], today: date) -> Figures:
    """The same figures as pages show."""
    figures = Figures()
    for task in tasks:
        figures.count(task.status, task.in_scope, is_overdue(task, today))
    return figures


def is_overdue(task: Task, today: date) -> bool:
    return task.is_open and task.due_on is not None and task.due_on < today


class Light(Enum):
    """The state of a journey in one word."""

    RED = "Red", Tone.BAD
    AMBER = "Amber", Tone.WARN
    GREEN = "Green", Tone.GOOD
    OFF = "No light", Tone.QUIET

    @property
    def word(self) -> str:
        return self.value[0]

    @property
    def tone(self) -> Tone:
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures that the light looks at. All of them are of what is in scope."""

    figures: Figures
    failing: int  # checks that are no-go, tests that failed
    days_left: int | None  # until the target date; negative when it has passed
    lag: int  # points by which the time gone is ahead of the tasks completed

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Measures":
        figures = tally(snapshot.tasks, snapshot.today)
        failing = sum(is_failing(item) for task in snapshot.tasks if task.in_scope for item in task.items)
        journey = snapshot.journey
        return cls.of_figures(figures, failing, journey.starts_on, journey.due_on, snapshot.today)

    @classmethod
    def of_figures(
        cls, figures: Figures, failing: int, starts_on: date | None, due_on: date | None, today: date
    ) -> "Measures":
        return cls(
            figures=figures,
            failing=failing,
            days_left=(due_on - today).days if due_on else None,
            lag=lag(figures, starts_on, due_on, today),
        )

    def is_over_a_tenth(self, number: int) -> bool:
        return number * 10 > self.figures.in_scope


def due_within(snapshot: Snapshot, days: int) -> list[Task]:
    """Open tasks due from today on, the next first."""
    last = snapshot.today + timedelta(days=days)
    due = [task for task in snapshot.tasks if task.is_open and task.due_on and snapshot.today <= task.due_on <= last]
    return sorted(due, key=lambda task: task.due_on or last)


def is_failing(item) -> bool:
    return item.outcome in (Outcome.NO_GO, Outcome.FAILED) and item.kind in (
        ChecklistItem.Kind.CHECK,
        ChecklistItem.Kind.TEST,
    )


def lag(figures: Figures, start: date | None, end: date | None, today: date) -> int:
    """0 without both dates of the journey, before its start, and when the work keeps up with the time."""
    if not (start and end and figures.in_scope) or start == end or today <= start:
        return 0
    gone = min(100, (today - start).days * 100 // (end - start).days)
    return max(0, gone - figures.percent_in_scope)


@dataclass(frozen=True, slots=True)
class Rule:
    """When `holds`, the light is at least `light`. `text` is the rule as documents print it, `finding` the case."""

    light: Light
    text: str
    holds: Callable[[Measures], bool]
    finding: Callable[[Measures], str]


# The rule behind the light, in one place: documents print these texts beside it.
RULES = (
    Rule(
        Light.RED, "the target date has passed with tasks open",
        lambda m: m.days_left is not None and m.days_left < 0 and m.figures.open > 0,
        lambda m: f"the target date has passed, and {count(m.figures.open, 'task is', 'tasks are')} open",
    ),
    Rule(
        Light.RED, "more than a tenth of the tasks is overdue",
        lambda m: m.is_over_a_tenth(m.figures.overdue),
        lambda m: f"{m.figures.overdue} of {count(m.figures.in_scope, 'task')} are overdue, more than a tenth",
    ),
    Rule(
        Light.RED, "more than a tenth of the tasks is blocked",
        lambda m: m.is_over_a_tenth(m.figures.blocked),
        lambda m: f"{m.figures.blocked} of {count(m.figures.in_scope, 'task')} are blocked, more than a tenth",
    ),
    Rule(
        Light.RED, "completed tasks are more than 25 points behind the time gone",
        lambda m: m.lag > 25,
        lambda m: f"completed tasks are {m.lag} points behind the time gone",
    ),
    Rule(
        Light.AMBER, "a task is overdue",
        lambda m: m.figures.overdue > 0 and not m.is_over_a_tenth(m.figures.overdue),
        lambda m: f"{count(m.figures.overdue, 'task is', 'tasks are')} overdue",
    ),
    Rule(
        Light.AMBER, "a task is blocked",
        lambda m: m.figures.blocked > 0 and not m.is_over_a_tenth(m.figures.blocked),
        lambda m: f"{count(m.figures.blocked, 'task is', 'tasks are')} blocked",
    ),
    Rule(
        Light.AMBER, "a check is no-go or a test failed",
        lambda m: m.failing > 0,
        lambda m: f"{count(m.failing, 'check or test has', 'checks or tests have')} failed",
    ),
    Rule(
        Light.AMBER, "completed tasks are more than 10 points behind the time gone",
        lambda m: 10 < m.lag <= 25,
        lambda m: f"completed tasks are {m.lag} points behind the time gone",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    by_rule: Light
    findings: tuple[str, ...]
    override: Override | None = None

    @property
    def light(self) -> Light:
        """What a person set, else what the rule says."""
        return Light[self.override.light.name] if self.override else self.by_rule

    @property
    def because(self) -> str:
        """What the rule found."""
        return sentence("; ".join(self.findings))

    @property
    def lines(self) -> list[str]:
        """Why it is so: who set it, and what the rule says beside."""
        if self.override is None:
            return [self.because]
        return [set_by(self.override), f"By the rule it is {self.by_rule.word.lower()}: {self.because}"]


def set_by(override: Override) -> str:
    """Who set the light, when and why."""
    return full(f"Set by {override.by} on {on(override.at.date())}: {override.reason}")


def verdict_of(snapshot: Snapshot) -> Verdict:
    return replace(judge(Measures.of(snapshot)), override=snapshot.journey.override)


def judge(measures: Measures) -> Verdict:
    """The light by the rule, and every part of it that made it so."""
    if not measures.figures.in_scope:
        return Verdict(Light.OFF, ("no task is in scope yet",))
    broken = [rule for rule in RULES if rule.holds(measures)]
    if not broken:
        return Verdict(Light.GREEN, ("nothing is overdue, blocked, failed or behind the time gone",))
    return Verdict(broken[0].light, tuple(rule.finding(measures) for rule in broken))


def rule_text() -> str:
    """The rule in two sentences."""
    reasons = {light: [rule.text for rule in RULES if rule.light == light] for light in (Light.RED, Light.AMBER)}
    return (
        f"Red when {either(reasons[Light.RED])}. Amber when {either(reasons[Light.AMBER])}. Green otherwise. "
        "All figures are of tasks and subtasks in scope."
    )


def either(texts: list[str]) -> str:
    return f"{', '.join(texts[:-1])}, or {texts[-1]}"


def sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def target(snapshot: Snapshot) -> str:
    """The target date and how far it is."""
    due_on = snapshot.journey.due_on
    if due_on is None:
        return "No target date is set."
    days = (due_on - snapshot.today).days
    if days == 0:
        return f"{on(due_on)}, today"
    return f"{on(due_on)}, {count(abs(days), 'day')} {'left' if days > 0 else 'ago'}"
