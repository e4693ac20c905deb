"""What a heading of a playbook is, and how text that looks like one is told apart with a backslash."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from journeys.playbooks.prose import fences, opened_fence

SECTIONS = {"Description": "description", "Tools": "tools"} | {
    "Acceptance Criteria": "criterion",
    "Checks": "check",
    "Test Cases": "test",
    "Questions": "question",
}
SECTION_NAMES = {kind: name for name, kind in SECTIONS.items()}
GROUP_DEPTH = 5

_ALSO = {"descriptions": "description", "tool": "tools", "acceptance criterion": "criterion", "criteria": "criterion"}
_ALSO |= {"check": "check", "test case": "test", "tests": "test", "question": "question"}
_LENIENT = {name.casefold(): kind for name, kind in SECTIONS.items()} | _ALSO

_NUMBER = r"(?: *(\d{1,6})(?: *:| *[.)](?= )| +[-–—](?= )|(?= |$))| *:)"
_SUBTASK = re.compile(rf"sub-?task{_NUMBER} *(.*)", re.IGNORECASE)
_TASK = re.compile(rf"task{_NUMBER} *(.*)", re.IGNORECASE)
_PART = re.compile(r"(phase|module)(?: *(\d{1,6}))? *: *(.*)", re.IGNORECASE)
_HEADING = re.compile(r" {0,3}(#{1,6})(?!#)( *)(.*)")
_EXACT = re.compile(r"# (?:Phase|Module): [^ ]|## Task \d+: (?:Subtask \d+: )?[^ ]|#### [^ ]")
_DAYS = (
    ("starts_after", re.compile(r"start: *\+(\d{1,4})d", re.IGNORECASE)),
    ("length", re.compile(r"length: *([1-9]\d{0,3})d", re.IGNORECASE)),
)
_ESCAPED = re.compile(r"( {0,3})\\(?=\\*(?:#|```|~~~))")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that shapes the playbook. `kind` is phase, module, task, subtask, section, group or unknown."""

    kind: str
    title: str
    number: int | None = None
    task_number: int | None = None
    is_exact: bool = True


def heading_of(line: str) -> Heading | None:
    """The heading that this line is, or None when it is text."""
    match = _HEADING.match(line) if "#" in line[:4] else None
    if not match:
        return None
    depth, text = len(match[1]), match[3].rstrip()
    named = _named(depth, text, _EXACT.match(line) is not None)
    if named or not (match[2] or not text) or depth > GROUP_DEPTH:
        return named
    if depth == GROUP_DEPTH:
        return Heading("group", text)
    return Heading("section" if depth > 2 else "unknown", text, is_exact=depth == 4)


def _named(depth: int, text: str, is_exact: bool) -> Heading | None:
    if depth > 4:
        return None
    if depth < 4 and (part := _part(text, is_exact)):
        return part
    kind, _ = section_kind(text)
    return Heading("section", text, is_exact=is_exact and depth == 4) if kind else None


def _part(text: str, is_exact: bool) -> Heading | None:
    if part := _PART.match(text):
        return Heading(part[1].lower(), part[3], is_exact=is_exact)
    if task := _TASK.match(text):
        number = int(task[1]) if task[1] else None
        if subtask := _SUBTASK.match(task[2]):
            return _subtask(subtask, number, is_exact)
        return Heading("task", _without_backslash(task[2]), number, is_exact=is_exact)
    subtask = _SUBTASK.match(text)
    return _subtask(subtask, None, is_exact) if subtask else None


def _subtask(match: re.Match[str], task_number: int | None, is_exact: bool) -> Heading:
    number = int(match[1]) if match[1] else None
    return Heading("subtask", _without_backslash(match[2]), number, task_number, is_exact)


def section_kind(name: str) -> tuple[str, bool]:
    """The kind of section that a name stands for ("" if none), and whether it is written exactly so."""
    kind = _LENIENT.get(" ".join(name.casefold().rstrip(": ").split()), "")
    return kind, name in SECTIONS


def days_of(line: str) -> tuple[str, int] | None:
    """What a line below a task's heading says of its dates: `starts_after` or `length`, in working days."""
    for name, pattern in _DAYS:
        if match := pattern.fullmatch(line.strip()):
            return name, int(match[1])
    return None


def task_title(title: str) -> str:
    """A task's title as a heading shows it, so that "Subtask 1: …" stays a title."""
    return f"\\{title}" if title.startswith("\\") or _SUBTASK.match(title) else title


def _without_backslash(title: str) -> str:
    return title[1:] if title.startswith("\\") else title


def protect(lines: Sequence[str], *, in_checklist: bool = False) -> Iterator[str]:
    """The lines of a text, with a backslash before what would be read as a heading or as an open fence."""
    for line, opener in zip(lines, fences(lines), strict=True):
        if opener is not None or not _needs_backslash(line, in_checklist):
            yield line
        else:
            text = line.lstrip(" ")
            yield line[: len(line) - len(text)] + "\\" + text


def _needs_backslash(line: str, in_checklist: bool) -> bool:
    heading = heading_of(line)
    is_heading = heading is not None and (in_checklist or heading.kind != "group")
    return is_heading or bool(opened_fence(line)) or _ESCAPED.match(line) is not None


def unprotect(line: str) -> str:
    """The line of a text as it was before `protect`."""
    return _ESCAPED.sub(r"\1", line, count=1) if "\\" in line[:4] and _ESCAPED.match(line) else line
