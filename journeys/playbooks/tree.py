"""A playbook as values: phases, modules, tasks and subtasks, each node with its key."""

from collections.abc import Iterator
from dataclasses import dataclass

from journeys.playbooks.slugs import slug_of

KINDS = ("criterion", "check", "test", "question")
TITLE_LIMIT = 300
DEFAULT_VERSION = "1.0"
LONGEST_DAYS = 9999


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that helps with a task. The URL is empty or starts with http:// or https://."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist. `section` names its group and is often empty."""

    kind: str
    section: str
    text: str
    needs_evidence: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A task, or a subtask: then it has no subtasks of its own.

    `starts_after` is its start in working days after that of the journey, `length` how many of them it takes.
    """

    title: str
    description: str = ""
    tools: tuple[Tool, ...] = ()
    items: tuple[Item, ...] = ()
    subtasks: tuple["Task", ...] = ()
    key: str = ""
    starts_after: int | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Module:
    title: str
    description: str = ""
    tasks: tuple[Task, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    title: str
    description: str = ""
    modules: tuple[Module, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole playbook. `given_slug` is what the file itself asks for, if it does."""

    title: str
    version: str = DEFAULT_VERSION
    summary: str = ""
    phases: tuple[Phase, ...] = ()
    given_slug: str = ""

    @property
    def slug(self) -> str:
        """The name of the playbook across its versions: a-z, 0-9 and hyphens, at most 100 characters."""
        return self.given_slug or slug_of(self.title)

    @property
    def counts(self) -> dict[str, int]:
        """How much there is of each; `tasks` leaves the subtasks out, `items` and `tools` take all."""
        tasks = list(self.tasks())
        every = [*tasks, *(subtask for task in tasks for subtask in task.subtasks)]
        return {
            "phases": len(self.phases),
            "modules": sum(len(phase.modules) for phase in self.phases),
            "tasks": len(tasks),
            "subtasks": len(every) - len(tasks),
            "items": sum(len(task.items) for task in every),
            "tools": sum(len(task.tools) for task in every),
        }

    def tasks(self) -> Iterator[Task]:
        """The tasks in order, without the subtasks."""
        for phase in self.phases:
            for module in phase.modules:
                yield from module.tasks


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong with a file, or was mended in it, and in which line. Line 0 is the file as a whole.

    `file` is its path in a playbook that has many.
    """

    line: int
    text: str
    file: str = ""
