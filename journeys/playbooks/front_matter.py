"""The few lines between two `---` at the head of a playbook."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from journeys.playbooks.findings import Findings
from journeys.playbooks.grammar import heading_of
from journeys.playbooks.prose import one_line
from journeys.playbooks.tree import DEFAULT_VERSION, TITLE_LIMIT, Tree

FIELDS = ("title", "slug", "version", "summary")
SLUG_LIMIT = 100

_RULE = re.compile(r"--- *$")
_LINE = re.compile(r"([A-Za-z][\w-]*) *:(?: +(.*)|$)")
_VERSION = re.compile(r"[0-9A-Za-z.+-]{1,32}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass
class FrontMatter:
    """What was said, and the index of the first line after it."""

    values: dict[str, str] = field(default_factory=dict)
    ends: int = 0

    @property
    def version(self) -> str:
        return self.values.get("version") or DEFAULT_VERSION


def front_matter_of(lines: Sequence[str], findings: Findings) -> FrontMatter:
    """Read the front matter, if the first line that is not empty opens one."""
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    found = FrontMatter(ends=start)
    if not lines or not _RULE.match(lines[start]):
        return found
    for index in range(start + 1, len(lines)):
        line = lines[index].rstrip()
        found.ends = index + 1
        if _RULE.match(line):
            return found
        if heading_of(line):
            found.ends = index
            break
        _take(line, index + 1, found.values, findings)
    findings.error(start + 1, "The front matter that starts here is not closed. Put a line with --- after it.")
    return found


def _take(line: str, number: int, values: dict[str, str], findings: Findings) -> None:
    match = _LINE.match(line)
    if not match:
        if line:
            findings.error(number, "A line of the front matter reads “name: value”; this one does not.")
        return
    name, value = match[1].lower(), _unquoted(one_line(match[2] or ""))
    problem = _problem(name, value)
    if name in values:
        problem = f"The front matter gives “{name}” twice."
    if problem:
        findings.error(number, problem)
    values[name] = value


def _problem(name: str, value: str) -> str:
    if name not in FIELDS:
        return f"The front matter knows {', '.join(FIELDS[:-1])} and {FIELDS[-1]}, not “{name[:40]}”."
    if name == "title" and len(value) > TITLE_LIMIT:
        return f"The title is longer than {TITLE_LIMIT} characters."
    if name == "version" and value and not _VERSION.fullmatch(value):
        return "A version is made of digits, letters, dots, plus signs and hyphens, 32 at most."
    if name == "slug" and value and not (_SLUG.fullmatch(value) and len(value) <= SLUG_LIMIT):
        return f"A slug is made of a-z, 0-9 and single hyphens, {SLUG_LIMIT} at most."
    return ""


def _unquoted(value: str) -> str:
    is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1].strip() if is_quoted else value


def front_matter_text(tree: Tree) -> list[str]:
    """The lines of the front matter that say what `tree` is."""
    values = {"title": tree.title, "slug": tree.given_slug, "version": tree.version, "summary": tree.summary}
    said = [f"{name}: {_quoted(value)}" for name, value in values.items() if value]
    return ["---", *said, "---"]


def _quoted(value: str) -> str:
    return f'"{value}"' if value[0] in "\"'" else value
