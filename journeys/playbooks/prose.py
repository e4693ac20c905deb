"""Text as a playbook keeps it: tame white space, Markdown bullets, and lines that cannot pass for headings."""

import re
from collections.abc import Sequence

BULLETS = "•‣◦▪●○∙·\uf0b7\uf0a7"
MARKER = re.compile(rf"( *)(?:[{BULLETS}]|(?:[-*+–—]|\d{{1,3}}[.)]|[A-Za-z]\))(?= |$)) *")
LINE_END = re.compile(r"\r\n?")
TABS = re.compile(r"\t+")
ODD_SPACES = re.compile("[\x0b\x0c\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\ud800-\udfff]")

_UNTAMED = re.compile(rf"[\r\t]|{ODD_SPACES.pattern}|{INVISIBLE.pattern}")
_INDENT_TABS = re.compile(r"^[ \t]*\t[ \t]*", re.MULTILINE)
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_FENCE_END = re.compile(r" {0,3}(`{3,}|~{3,}) *$")
_ROUND_BULLET = re.compile(rf"( *)[{BULLETS}] *(?=[^ ])")


def tame(text: str) -> str:
    """The same text with plain line ends and spaces, and without characters that nobody can see."""
    if not _UNTAMED.search(text):
        return text
    text = LINE_END.sub("\n", text)
    text = ODD_SPACES.sub(" ", text)
    if "\t" in text:
        text = TABS.sub(" ", _INDENT_TABS.sub(lambda indent: indent[0].expandtabs(4), text))
    return INVISIBLE.sub("", text)


def one_line(text: str) -> str:
    """`text` as a title keeps it: one line, single spaces."""
    return " ".join(tame(text).split())


def block(text: str) -> str:
    """`text` as a description or item keeps it.

    No blank lines around it, no spaces at line ends but the two of a hard break, and the hyphens of Markdown for
    round bullets (in code they stay).
    """
    lines = tame(text).split("\n")
    tidy = [_tidy_line(line, opener is not None) for line, opener in zip(lines, fences(lines), strict=True)]
    while tidy and not tidy[-1]:
        tidy.pop()
    first = next((number for number, line in enumerate(tidy) if line), 0)
    return "\n".join(tidy[first:]).rstrip()


def _tidy_line(line: str, is_code: bool) -> str:
    text = line.rstrip()
    if not text:
        return ""
    if not is_code and _ROUND_BULLET.match(text):
        text = _ROUND_BULLET.sub(r"\1- ", text, count=1)
    return text + ("  " if line.endswith("  ") else "")


def fences(lines: Sequence[str]) -> list[int | None]:
    """For each line the index of the fence that opens the code it belongs to; None for text.

    The fences themselves are code. A fence that is never closed is text.
    """
    openers: list[int | None] = [None] * len(lines)
    unclosed: dict[str, int] = {}  # from this length on, no fence of that character is closed: never look twice
    number = 0
    while number < len(lines):
        fence = opened_fence(lines[number])
        if fence and len(fence) < unclosed.get(fence[0], len(fence) + 1):
            end = _closed_at(lines, number, fence)
            if end is None:
                unclosed[fence[0]] = len(fence)
            else:
                openers[number : end + 1] = [number] * (end + 1 - number)
                number = end
        number += 1
    return openers


def opened_fence(line: str) -> str:
    """The fence that opens code in this line, or nothing."""
    fence = _FENCE.match(line) if "```" in line or "~~~" in line else None
    return fence[1] if fence else ""


def _closed_at(lines: Sequence[str], opened: int, fence: str) -> int | None:
    for number in range(opened + 1, len(lines)):
        if fence in lines[number]:
            end = _FENCE_END.match(lines[number])
            if end and end[1].startswith(fence):
                return number
    return None
