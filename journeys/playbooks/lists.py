"""The blocks of a task that are lists: checklists and tools."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from journeys.playbooks.prose import MARKER, fences
from journeys.playbooks.tree import TITLE_LIMIT, Tool

LINE_LIMIT = 2000

_URL = r"https?://[^\s<>]+"
_LINKED = r"https?://[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*"
_LINK = re.compile(
    rf"(?<!\\)\[(?P<name>(?:[^\[\]\\]|\\.)+)\]\((?:<(?P<angled>{_URL})>|(?P<plain>{_LINKED}))\)"
    rf"|<(?P<auto>{_URL})>|(?P<bare>{_URL})",
    re.IGNORECASE,
)
_IS_URL = re.compile(_URL, re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;|/&]*(?:(?:and|or)\b)?[\s,;|/&.]*", re.IGNORECASE)
_ESCAPE_NAME = re.compile(r"[\\\[\]]")
_ESCAPE_URL = re.compile(r"(https?):(?=//)", re.IGNORECASE)
_UNESCAPE = re.compile(r"\\([\\\[\]:])")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a block: its number in the file, its text, and in code the indent of the fence that opens it."""

    number: int
    text: str
    fence_indent: int | None = None


def entries(lines: Sequence[Line]) -> list[tuple[int, str]]:
    """The entries of a list with their line numbers: one for each bullet, or one for a block without any.

    Lines that follow a bullet belong to it, and so do bullets that are indented below it.
    """
    found: list[tuple[int, list[str]]] = []
    base: int | None = None
    width = 0
    for line in lines:
        bullet = MARKER.match(line.text) if line.fence_indent is None else None
        if bullet and (base is None or len(bullet[1]) < base + 2):
            base = len(bullet[1])
            width = min(bullet.end(), base + 5)
            found.append((line.number, [line.text[bullet.end() :]]))
        elif found:
            within = width if line.fence_indent is None else min(width, line.fence_indent)
            found[-1][1].append(_dedented(line.text, within))
        elif line.text.strip():
            found.append((line.number, [line.text]))
    return [(number, "\n".join(text)) for number, text in found]


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list within a text: its first line and the one behind its last, counted from 0, and its entries."""

    start: int
    end: int
    entries: tuple[str, ...]


def bullet_lists(text: str) -> list[BulletList]:
    """The lists of a description, in order. One ends with a heading, or where a paragraph begins after a blank line."""
    raw = text.split("\n")
    lines = [
        Line(number, line, None if opener is None else 0)
        for number, (line, opener) in enumerate(zip(raw, fences(raw), strict=True))
    ]
    found, number = [], 0
    while number < len(lines):
        end = _list_end(lines, number) if _is_bullet(lines[number]) else number
        if end > number:
            texts = (entry.strip() for _, entry in entries(lines[number:end]))
            found.append(BulletList(number, end, tuple(filter(None, texts))))
        number = max(end, number + 1)
    return [each for each in found if each.entries]


def _is_bullet(line: Line) -> bool:
    return line.fence_indent is None and MARKER.match(line.text) is not None


def _list_end(lines: Sequence[Line], start: int) -> int:
    """Behind the last line of the list that begins at `start`."""
    end = start + 1
    for number in range(start + 1, len(lines)):
        text = lines[number].text
        if not text.strip():
            continue
        follows = number == end and not text.startswith("#")
        if not (follows or text.startswith("  ") or _is_bullet(lines[number])):
            break
        end = number + 1
    return end


def _dedented(text: str, width: int) -> str:
    return text[min(width, len(text) - len(text.lstrip(" "))) :]


def tools_in(text: str) -> list[Tool]:
    """The tools that one line names: one for each link in it, or one without a URL."""
    marker = MARKER.match(text)
    text = (text[marker.end() :] if marker else text).strip()
    links = list(_LINK.finditer(text))
    if not links:
        return [Tool(_unescaped(text))] if text else []
    found, start = [], 0
    for link in links:
        url, end = _url_of(link)
        found.append(_linked(text[start : link.start()], link["name"] or "", url))
        start = end
    if not _BETWEEN.fullmatch(text[start:]):
        found[-1] = Tool(found[-1].name + text[start:].rstrip(), found[-1].url)
    return found


def _url_of(link: re.Match[str]) -> tuple[str, int]:
    """The URL of a link and where the link ends: not with the full stop or bracket after a bare one."""
    url = link["angled"] or link["plain"] or link["auto"]
    if url:
        return url, link.end()
    url = link["bare"].rstrip(".,;:!?'\"")
    if url.endswith(")") and "(" not in url:
        url = url.rstrip(").,;:")
    return url, link.start() + len(url)


def _linked(before: str, name: str, url: str) -> Tool:
    before = "" if _BETWEEN.fullmatch(before) else before.strip()
    if not name:
        before = before.rstrip(":(-–— ")
    words = " ".join(filter(None, [_unescaped(before), _unescaped(name)]))
    return Tool(words or url, url)


def _unescaped(name: str) -> str:
    return _UNESCAPE.sub(r"\1", name)


def tool_line(tool: Tool) -> str:
    """The line that names `tool`."""
    name = _ESCAPE_NAME.sub(r"\\\g<0>", tool.name)
    if not tool.url:
        return "- " + _ESCAPE_URL.sub(r"\1\\:", name)
    url = f"<{tool.url}>" if "(" in tool.url or ")" in tool.url else tool.url
    return f"- [{name}]({url})"


def is_url(text: str) -> bool:
    """Whether `text` may stand as the URL of a tool."""
    return len(text) <= LINE_LIMIT - 2 * TITLE_LIMIT - 10 and _IS_URL.fullmatch(text) is not None
