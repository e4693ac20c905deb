"""The bytes of one playbook file to a tree. Nothing is raised: what is wrong comes back as problems."""

from collections.abc import Sequence
from dataclasses import dataclass

from journeys.playbooks.building import Builder
from journeys.playbooks.canonical import canonical, title
from journeys.playbooks.decoding import lines_of
from journeys.playbooks.findings import Findings
from journeys.playbooks.front_matter import FrontMatter, front_matter_of
from journeys.playbooks.grammar import Heading, heading_of, unprotect
from journeys.playbooks.lists import Line
from journeys.playbooks.prose import fences, opened_fence
from journeys.playbooks.tree import Problem, Tree


@dataclass(frozen=True, slots=True)
class Reading:
    """A tree, or the errors that are in its way; and what was mended or looks odd."""

    tree: Tree | None
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def read(data: bytes, *, name: str) -> Reading:
    """Read a playbook. `name` is its file name, which gives the title when the front matter has none."""
    findings = Findings()
    lines = lines_of(data, findings)
    tree = _tree(lines, name, findings) if lines else None
    if findings.errors or tree is None:
        return Reading(None, findings.errors, findings.warnings)
    return Reading(canonical(tree), (), findings.warnings)


def _tree(lines: Sequence[str], name: str, findings: Findings) -> Tree | None:
    front = front_matter_of(lines, findings)
    called = front.values.get("title") or _title_from(name)
    builder = Builder(called, findings)
    has_headings = _feed(builder, lines, front, findings)
    if not has_headings:
        findings.error(0, "There is no heading such as “# Phase: …”, “# Module: …” or “## Task 1: …” in this file.")
        return None
    return Tree(
        title=called,
        version=front.version,
        summary=front.values.get("summary", ""),
        phases=builder.finish(),
        given_slug=front.values.get("slug", ""),
    )


def _title_from(name: str) -> str:
    """`some/amazon-connect_playbook.txt` is called "Amazon connect playbook"."""
    file = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    words = " ".join((file.rpartition(".")[0] or file).replace("-", " ").replace("_", " ").split())
    return title(words[:1].upper() + words[1:] or "Playbook")


def _feed(builder: Builder, lines: Sequence[str], front: FrontMatter, findings: Findings) -> bool:
    """Give the builder each line as a heading or as text; whether any heading was among them."""
    body = lines[front.ends :]
    openers = fences(body)
    has_headings = False
    stray: list[int] = []
    for number, (line, opener) in enumerate(zip(body, openers, strict=True), start=front.ends + 1):
        heading = heading_of(line) if opener is None else None
        if heading and not (heading.kind == "group" and not builder.in_checklist):
            has_headings = has_headings or heading.kind != "unknown"
            builder.heading(heading, number)
        elif has_headings:
            builder.text(_line(line, number, body[opener] if opener is not None else None))
        elif line.strip():
            stray.append(number)
        if opener is None and opened_fence(line):
            findings.error(number, "The block of code that opens here is never closed.")
        elif opener is not None and _is_certain(heading_of(line)):
            findings.warn(number, "A block of code holds what looks like a heading; it stays code")
    if stray and has_headings:
        findings.error(stray[0], f"{_lines(len(stray))} before the first heading, where no text can stand.")
    return has_headings


def _lines(count: int) -> str:
    return "This line is" if count == 1 else f"This line and {count - 1} more are"


def _is_certain(heading: Heading | None) -> bool:
    return heading is not None and heading.is_exact and heading.kind not in ("section", "group", "unknown")


def _line(line: str, number: int, opener: str | None) -> Line:
    if opener is None:
        return Line(number, unprotect(line))
    return Line(number, line, fence_indent=len(opener) - len(opener.lstrip(" ")))
