"""Headings and lines, in the order of the file, to phases."""

from dataclasses import dataclass, field

from journeys.playbooks.canonical import asks_for_a_file, item_text
from journeys.playbooks.findings import Findings
from journeys.playbooks.grammar import SECTION_NAMES, Heading, days_of, section_kind
from journeys.playbooks.lists import LINE_LIMIT, Line, entries, tools_in
from journeys.playbooks.prose import one_line
from journeys.playbooks.tree import KINDS, TITLE_LIMIT, Item, Module, Phase, Task, Tool

ItemId = tuple[str, str, str]  # kind, section and text: what makes two items doubles


@dataclass
class Draft:
    """A node while its lines come in. An implied one has no heading of its own."""

    kind: str
    title: str
    line: int = 0
    number: int | None = None
    is_implied: bool = False
    description: list[str] = field(default_factory=list)
    tools: list[Tool] = field(default_factory=list)
    items: dict[ItemId, Item] = field(default_factory=dict)
    below: list["Draft"] = field(default_factory=list)
    days: dict[str, int] = field(default_factory=dict)  # see `grammar.days_of`


@dataclass
class Block:
    """The lines below one heading; `kind` is description, tools, or a kind of item."""

    kind: str = "description"
    group: str = ""
    lines: list[Line] = field(default_factory=list)


class Builder:
    """Takes the headings and lines of a file one by one, and gives its phases at the end."""

    def __init__(self, title: str, findings: Findings):
        self.findings = findings
        self.root = self.node = Draft("playbook", title)
        self.phase: Draft | None = None
        self.module: Draft | None = None
        self.task: Draft | None = None
        self.block = Block()

    @property
    def in_checklist(self) -> bool:
        return self.block.kind in KINDS

    def text(self, line: Line) -> None:
        """Take a line that is no heading."""
        self.block.lines.append(line)

    def heading(self, heading: Heading, line: int) -> None:
        """Close what is open, and open what this heading says."""
        self._close_block()
        if not heading.is_exact and heading.kind in ("phase", "module", "task", "subtask"):
            self.findings.warn(line, "A heading that is not written as usual was read all the same")
        if heading.kind == "unknown":
            self._unknown(heading, line)
        elif heading.kind == "section":
            self._section(heading, line)
        elif heading.kind == "group":
            self.block = Block(self.block.kind, self._short(heading.title, line))
        else:
            self._open(heading, line)

    def finish(self) -> tuple[Phase, ...]:
        """The phases, once all lines are in."""
        self._close_block()
        first = self.root.below[0] if self.root.below else None
        if first and first.is_implied and len(self.root.below) > 1:
            self.findings.warn(first.line, "Modules before the first phase went to a phase titled like the playbook")
        return tuple(self._phase(phase) for phase in self.root.below)

    # Where each node belongs

    def _open(self, heading: Heading, line: int) -> None:
        title = self._short(heading.title, line)
        if not title:
            self.findings.error(line, f"This {heading.kind} has no title.")
        node = Draft(heading.kind, title, line, heading.number)
        home = {"phase": self._playbook, "module": self._phase_for, "task": self._module_for, "subtask": self._task_for}
        home[heading.kind](heading, node).below.append(node)
        self.node, self.block = node, Block()

    def _playbook(self, heading: Heading, node: Draft) -> Draft:
        self.phase, self.module, self.task = node, None, None
        return self.root

    def _phase_for(self, heading: Heading, node: Draft) -> Draft:
        if self.module and self.module.is_implied:
            self.findings.error(self.module.line, "This task stands before the first module of its phase.")
        phase = self._phase_or_implied(node.line)
        self.module, self.task = node, None
        return phase

    def _phase_or_implied(self, line: int) -> Draft:
        if self.phase is None:
            self.phase = Draft("phase", self.root.title, line, is_implied=True)
            self.root.below.append(self.phase)
        return self.phase

    def _module_for(self, heading: Heading, node: Draft) -> Draft:
        self.task = node
        if self.module is None:
            phase = self._phase_or_implied(node.line)
            self.module = Draft("module", phase.title, node.line, is_implied=True)
            phase.below.append(self.module)
            self.findings.warn(node.line, "Tasks without a module went to one that is titled like what holds them")
        return self.module

    def _task_for(self, heading: Heading, node: Draft) -> Draft:
        if self.task is None:
            self.findings.error(node.line, "This subtask stands before the first task of its module.")
            return Draft("task", "")
        if heading.task_number not in (None, self.task.number):
            self.findings.warn(node.line, "A subtask names another task than the one above it, and stays with that one")
        return self.task

    # Sections

    def _unknown(self, heading: Heading, line: int) -> None:
        shown = heading.title[:60] or "#"
        self.findings.error(
            line,
            f"“{shown}” is no phase, module, task or subtask. If it is text, put a backslash before its #.",
        )
        self.block = Block()

    def _section(self, heading: Heading, line: int) -> None:
        kind, is_usual = section_kind(heading.title)
        if self.node is self.root or (kind not in ("", "description") and self.node.kind in ("phase", "module")):
            self.findings.error(line, f"The section “{heading.title[:60]}” belongs to a task, and there is none above.")
            kind = "description"
        elif not kind:
            self.findings.warn(line, f"The unknown section “{heading.title[:60]}” became part of the description")
            self.node.description.append(f"**{heading.title}**" if heading.title else "")
        elif not (is_usual and heading.is_exact):
            self.findings.warn(line, f"The section “{heading.title[:60]}” was read as {_section_name(kind)}")
        self.block = Block(kind or "section")

    def _close_block(self) -> None:
        kind, lines = self.block.kind, self.block.lines
        if kind in KINDS:
            self._take_items(kind)
        elif kind == "tools":
            for line in lines:
                self._take_tools(line)
        elif lines:
            is_loose = self.node.kind in ("task", "subtask") and lines[0].number == self.node.line + 1
            self._take_description(self._without_days(lines) if is_loose else lines, is_loose)

    def _without_days(self, lines: list[Line]) -> list[Line]:
        """The lines below a task's heading, those at its start taken that say when it is to be done."""
        at = 0
        while at < len(lines) and (said := days_of(lines[at].text)) and said[0] not in self.node.days:
            self.node.days[said[0]] = said[1]
            at += 1
        return lines[at:]

    def _take_description(self, lines: list[Line], is_loose: bool) -> None:
        text = "\n".join(line.text for line in lines).strip("\n")
        if text and is_loose:
            self.findings.warn(
                lines[0].number, "Text before the first section of a task became part of its description"
            )
        if text:
            self.node.description.append(text)

    def _take_items(self, kind: str) -> None:
        for number, entry in entries(self.block.lines):
            text = item_text(entry)
            item_id = kind, self.block.group, text
            if item_id in self.node.items:
                self.findings.warn(number, "A line that a task's checklist has already was kept once")
            elif text:
                self.node.items[item_id] = Item(*item_id, needs_evidence=asks_for_a_file(text))

    def _take_tools(self, line: Line) -> None:
        if len(line.text) > LINE_LIMIT:
            self.findings.error(line.number, f"The line of a tool is longer than {LINE_LIMIT:,} characters.")
            return
        if section_kind(line.text.strip()) == ("tools", False):
            self.findings.warn(line.number, "A line that only repeats the heading “Tools” was left out")
            return
        for tool in tools_in(line.text):
            self.node.tools.append(Tool(self._short(tool.name, line.number), tool.url))

    def _short(self, title: str, line: int) -> str:
        title = one_line(title)
        if len(title) > TITLE_LIMIT:
            self.findings.error(line, f"This title or name is longer than {TITLE_LIMIT} characters.")
        return title

    # Drafts to values

    def _phase(self, draft: Draft) -> Phase:
        return Phase(draft.title, _description(draft), tuple(self._module(module) for module in draft.below))

    def _module(self, draft: Draft) -> Module:
        return Module(draft.title, _description(draft), self._tasks(draft))

    def _tasks(self, parent: Draft) -> tuple[Task, ...]:
        drafts = _by_number(parent.below)
        moved = [draft for draft, before in zip(drafts, parent.below, strict=True) if draft is not before]
        if moved:
            self.findings.warn(moved[0].line, "Tasks were put in the order of their numbers")
        return tuple(self._task(draft) for draft in drafts)

    def _task(self, draft: Draft) -> Task:
        items = tuple(draft.items.values())
        starts_after, length = (draft.days.get(name) for name in ("starts_after", "length"))
        return Task(
            draft.title, _description(draft), tuple(draft.tools), items, self._tasks(draft),
            starts_after=starts_after, length=length,
        )  # fmt: skip


def _section_name(kind: str) -> str:
    return SECTION_NAMES[kind]


def _description(draft: Draft) -> str:
    return "\n\n".join(filter(None, draft.description))


def _by_number(drafts: list[Draft]) -> list[Draft]:
    """In the order of their numbers; one without a number stays behind the one before it."""
    order, last = [], 0
    for draft in drafts:
        last = last if draft.number is None else draft.number
        order.append(last)
    places = sorted(range(len(drafts)), key=order.__getitem__)
    return [drafts[place] for place in places]
