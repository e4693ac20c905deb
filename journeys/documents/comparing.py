"""Two documents side by side: which rows and which words differ. What stays the same is folded away."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from journeys.documents.stored import Passage, Row, Said

CONTEXT = 2  # rows that stay the same around a change
ALIKE = 0.4  # the share of words at which two rows are one that changed
SEARCHED = 40  # how far a row is looked for among those that took its place
MOST_SHOWN = 1_000  # rows of the whole comparison
MOST_WORDS = 40_000  # of two texts, multiplied: beyond, they are marked whole
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
            yield from (Pair(Change.SAME, whole(row), whole(row)) for row in new[j:j_end])
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
    if len(before) * len(after) > MOST_WORDS:
        return [Piece(old, True)], [Piece(new, True)]
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return (
        joined((before[i:i_end], tag != "equal") for tag, i, i_end, _, _ in codes),
        joined((after[j:j_end], tag != "equal") for tag, _, _, j, j_end in codes),
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
