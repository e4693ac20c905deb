"""Two documents side by side: which rows and which words differ. What stays the same is folded away."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import takewhile

from journeys.documents.stored import Passage, Row, Said

CONTEXT = 2  # rows that stay the same around a change
ALIKE = 0.4  # the share of words at which two rows are one that changed
SEARCHED = 40  # how far a row is looked for among those that took its place
MOST_SHOWN = 1_000  # rows of the whole comparison
MOST_WORDS = 40_000  # of what differs in two lines, multiplied: beyond, it is marked whole
# Of two texts: how many lines of each are compared, and what may differ for its words to be compared too.
MOST_LINES = 2_000
FEW_LINES = 20
MOST_CHARACTERS = 20_000
PIECES = re.compile(r"(?:\w+|[^\w\s])\s*|\s+")


class Change(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_different: bool


Cell = list[Piece]


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of the old document and what became of it. A side that is not there has no cells."""

    change: Change
    old: list[Cell]
    new: list[Cell]

    def differs(self, column: int) -> bool:
        return any(piece.is_different for piece in (*self.old[column], *self.new[column]))


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows that stayed the same."""

    rows: int


@dataclass(frozen=True, slots=True)
class Compared:
    """A sheet, or a whole text, of both documents."""

    title: str
    headings: Row
    rows: list[Pair | Fold]
    counts: dict[Change, int]

    @property
    def has_changes(self) -> bool:
        return any(number for change, number in self.counts.items() if change != Change.SAME)


@dataclass(frozen=True, slots=True)
class Comparison:
    passages: list[Compared]
    is_cut: bool

    def count(self, change: Change) -> int:
        return sum(passage.counts[change] for passage in self.passages)

    @property
    def is_same(self) -> bool:
        return not any(passage.has_changes for passage in self.passages)


def compare(old: Said, new: Said) -> Comparison:
    """Sheets are known by their titles; those of the new document come first, then those that it no longer has."""
    before = {passage.title: passage for passage in old.passages}
    after = {passage.title: passage for passage in new.passages}
    left, passages, is_cut = MOST_SHOWN, [], old.is_cut or new.is_cut
    for title in [*after, *(title for title in before if title not in after)]:
        compared = compare_passage(before.get(title), after.get(title), title)
        is_cut = is_cut or len(compared.rows) > left
        del compared.rows[left:]
        left -= len(compared.rows)
        passages.append(compared)
    return Comparison(passages, is_cut)


@dataclass(frozen=True, slots=True)
class ComparedTexts:
    """The rows of two texts, as far as they were compared."""

    rows: list[Pair | Fold]
    is_cut: bool


def compare_texts(before: str, after: str) -> ComparedTexts:
    """Line by line and word by word, in less than a second also for long ones: their words, then lines are let be."""
    old, new = (in_rows(text) for text in (before, after))
    is_cut = max(len(old), len(new)) > MOST_LINES
    old, new = old[:MOST_LINES], new[:MOST_LINES]
    start, end = same_around(old, new)
    between = lines_between(old[start : len(old) - end], new[start : len(new) - end])
    head, tail = new[:start], new[len(new) - end :]
    rows = list(folded([*map(same, head), *between, *map(same, tail)]))
    return ComparedTexts(rows[:MOST_SHOWN], is_cut or len(rows) > MOST_SHOWN)


def in_rows(text: str) -> list[Row]:
    return [(line,) for line in text.splitlines()]


def lines_between(old: list[Row], new: list[Row]) -> list[Pair]:
    """What two texts say where they differ."""
    are_few = len(old) <= FEW_LINES or sum(len(line) for (line,) in (*old, *new)) <= MOST_CHARACTERS
    if are_few and len(old) * len(new) <= FEW_LINES * MOST_LINES:
        return list(pairs_of(old, new))
    if len(old) * len(new) > MOST_LINES**2 / 4:
        return replaced(old, new)
    pairs = []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new).get_opcodes():
        pairs += list(map(same, new[j:j_end])) if tag == "equal" else replaced(old[i:i_end], new[j:j_end])
    return pairs


def replaced(old: list[Row], new: list[Row]) -> list[Pair]:
    gone = [Pair(Change.REMOVED, whole(row, is_different=True), []) for row in old]
    return gone + [Pair(Change.ADDED, [], whole(row, is_different=True)) for row in new]


def same(row: Row) -> Pair:
    return Pair(Change.SAME, whole(row), whole(row))


def same_around(one: Sequence, other: Sequence) -> tuple[int, int]:
    """How many are the same at the start of both, and at the end of what then remains."""
    start = same_at_start(one, other)
    return start, same_at_start(one[start:][::-1], other[start:][::-1])


def same_at_start(one: Sequence, other: Sequence) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def compare_passage(old: Passage | None, new: Passage | None, title: str) -> Compared:
    headings = tuple(
        heading
        for heading in dict.fromkeys((*(new.headings if new else ()), *(old.headings if old else ())))
        if is_filled(heading, old) or is_filled(heading, new)
    )
    pairs = list(pairs_of(rows_under(headings, old), rows_under(headings, new)))
    counts = {change: sum(pair.change == change for pair in pairs) for change in Change}
    return Compared(title, headings, list(folded(pairs)), counts)


def is_filled(heading: str, passage: Passage | None) -> bool:
    if passage is None or heading not in passage.headings:
        return False
    at = passage.headings.index(heading)
    return any(row[at] for row in passage.rows)


def rows_under(headings: Row, passage: Passage | None) -> list[Row]:
    """The rows with a cell for each of `headings`, also where the other document has columns that this one lacks."""
    if passage is None or passage.headings == headings:
        return passage.rows if passage else []
    at = {heading: place for place, heading in enumerate(passage.headings)}
    places = [at.get(heading) for heading in headings]
    return [tuple("" if place is None else row[place] for place in places) for row in passage.rows]


def pairs_of(old: list[Row], new: list[Row]) -> Iterator[Pair]:
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from map(same, new[j:j_end])
        else:
            yield from changed_rows(old[i:i_end], new[j:j_end])


def changed_rows(old: list[Row], new: list[Row]) -> Iterator[Pair]:
    """What took the place of `old`: rows that are much alike are one that changed."""
    at = 0
    words = [words_of(row) for row in new]
    for row in old:
        mine = words_of(row)
        found = next((n for n in range(at, min(at + SEARCHED, len(new))) if likeness(mine, words[n]) >= ALIKE), None)
        if found is None:
            yield Pair(Change.REMOVED, whole(row, is_different=True), [])
            continue
        yield from (Pair(Change.ADDED, [], whole(each, is_different=True)) for each in new[at:found])
        yield changed(row, new[found])
        at = found + 1
    yield from (Pair(Change.ADDED, [], whole(each, is_different=True)) for each in new[at:])


def words_of(row: Row) -> set[str]:
    return {word for cell in row for word in cell.casefold().split()}


def likeness(one: set[str], other: set[str]) -> float:
    """The share of words that both have. Of the longer one: a word more is a change, a sentence more is another row."""
    return len(one & other) / max(len(one), len(other), 1)


def changed(old: Row, new: Row) -> Pair:
    cells = [changed_words(before, after) for before, after in zip(old, new, strict=True)]
    return Pair(Change.CHANGED, [before for before, _ in cells], [after for _, after in cells])


def changed_words(old: str, new: str) -> tuple[Cell, Cell]:
    """The words of both, with those marked that the other does not have there."""
    if old == new:
        return [Piece(old, False)], [Piece(new, False)]
    before, after = PIECES.findall(old), PIECES.findall(new)
    start, end = same_around(before, after)
    one, other = before[start : len(before) - end], after[start : len(after) - end]
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    is_short = len(one) * len(other) <= MOST_WORDS
    codes = matcher.get_opcodes() if is_short else [("replace", 0, len(one), 0, len(other))]
    head, tail = (before[:start], False), (before[len(before) - end :], False)
    return (
        joined([head, *((one[i:i_end], tag != "equal") for tag, i, i_end, _, _ in codes), tail]),
        joined([head, *((other[j:j_end], tag != "equal") for tag, _, _, j, j_end in codes), tail]),
    )


def joined(runs: Iterable[tuple[Sequence[str], bool]]) -> Cell:
    return [Piece("".join(words), is_different) for words, is_different in runs if words]


def whole(row: Row, *, is_different: bool = False) -> list[Cell]:
    return [[Piece(text, is_different)] for text in row]


def folded(pairs: list[Pair]) -> Iterator[Pair | Fold]:
    """The changes with a few rows around them. Fewer rows than a fold takes stay."""
    near = {
        place
        for at, pair in enumerate(pairs)
        if pair.change != Change.SAME
        for place in range(at - CONTEXT, at + CONTEXT + 1)
    }
    hidden = 0
    for at, pair in enumerate(pairs):
        if at not in near:
            hidden += 1
            continue
        if hidden:
            yield Fold(hidden) if hidden > 1 else pairs[at - 1]
        hidden = 0
        yield pair
    if hidden:
        yield Fold(hidden) if hidden > 1 else pairs[-1]
