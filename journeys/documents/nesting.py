"""New rows that go below others: people insert them where they belong, and write nowhere whose they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from journeys.documents.declaring import Nesting
from journeys.documents.fields import loosely
from journeys.documents.matching import Matched, Rows, folded


@dataclass(frozen=True, slots=True)
class Head:
    """What a new row goes below: a row of the journey by its id, or a new one by its cell ("Roadmap!A9")."""

    parent: str
    title: str


def heads_of(matched: Sequence[Matched], rows: Rows) -> dict[int, Head]:
    """By number of the matched one, for the nested new rows of sheets that are in the order of the journey.

    In a sheet that somebody sorted, what stands above a row says nothing.
    """
    order = {key: at for at, key in enumerate(rows.by_key)}
    heads: dict[int, Head] = {}
    for _, group in groupby(enumerate(matched), key=lambda each: id(each[1].found)):
        lines = list(group)
        nesting = lines[0][1].found.back.nesting
        places = [order[each.held.key] for _, each in lines if each.held]
        if nesting and places == sorted(places):
            heads.update(heads_in(lines, nesting))
    return heads


def heads_in(lines: Sequence[tuple[int, Matched]], nesting: Nesting) -> Iterator[tuple[int, Head]]:
    head, above = None, None
    for number, each in lines:
        if each.held is None and not each.problem and nesting.is_nested(said(each, nesting.heading)):
            if head and above and is_beside(each, above, nesting.place):
                yield number, head
        else:
            head, above = head_by(each, nesting), each


def head_by(each: Matched, nesting: Nesting) -> Head | None:
    """None below a row that can't be used: whose the next ones are is anybody's guess."""
    if each.problem:
        return None
    if each.held:
        pk, title = nesting.head(each.held.row)
        return Head(str(pk), title)
    title = loosely(each.found.value(each.line, each.found.back.label))
    return Head(f"{each.found.grid.title}!A{each.line.number}", title)


def is_beside(each: Matched, above: Matched, place: Sequence[str]) -> bool:
    return all(said(each, heading) in ("", said(above, heading)) for heading in place)


def said(each: Matched, heading: str) -> str:
    return folded(each.found.value(each.line, heading))
