"""Two texts side by side, cut to where they differ."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from journeys.documents.comparing import same_around

WORDS = re.compile(r"\s+|\S+")
AROUND = 40  # characters of what is the same, before and after
MOST = 400
FEWEST_CUT = 80  # a shorter text is not cut


@dataclass(frozen=True, slots=True)
class Side:
    """A text in three pieces: what differs is in the middle."""

    head: str
    middle: str
    tail: str


def sides(before: str, after: str) -> tuple[Side, Side]:
    """Compared word by word. Where nothing is the same, all of it is the middle."""
    one, other = WORDS.findall(before), WORDS.findall(after)
    start, end = same_around(one, other)
    return side(one, start, end), side(other, start, end)


def side(words: Sequence[str], start: int, end: int) -> Side:
    head, middle = "".join(words[:start]), "".join(words[start : len(words) - end])
    tail = "".join(words[len(words) - end :])
    if len(head) > FEWEST_CUT:
        head = f"…{head[-AROUND:]}"
    if len(tail) > FEWEST_CUT:
        tail = f"{tail[:AROUND]}…"
    return Side(head, middle if len(middle) <= MOST else f"{middle[:MOST]}…", tail)
