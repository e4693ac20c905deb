"""Search over journeys and all that is in them.

What is found is ranked alike on every database: what has the words as its title (or number) before what has all of them
in the title, before what has them in its texts; within a rank by kind, the shorter title first, the newest text first.
Archived journeys come last.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from journeys.models import Journey, Module, Task
from journeys.queries.search_sources import DIALECTS, NUMBERED, SOURCES, Kind, Rank, Source
from journeys.queries.search_words import Piece, Words, marked, read, snippet
from migops.folding import fold

MOST = 100  # Results of each kind. Of more that fit, the best are among what was looked at.
LOOKED_AT = 200  # Rows of each kind and rank that fit, before the best are chosen.
LONGEST_TITLE = 400

Part = tuple[str, list]


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that fits, and how well."""

    kind: Kind
    id: int
    rank: Rank
    title: str
    is_archived: bool

    @property
    def order(self) -> tuple:
        length = len(self.title) if self.rank > Rank.TEXT else 0
        return self.is_archived, -self.rank, PLACES[self.kind], length, -self.id


PLACES = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a kind were found. There `is_more` when more than `MOST` fit."""

    kind: Kind
    number: int
    is_more: bool


@dataclass(frozen=True, slots=True)
class Found:
    words: Words
    hits: list[Hit]
    counts: list[Count]


@dataclass(frozen=True, slots=True)
class Result:
    """A hit with what a list of them shows: `row` is the thing itself, and where it is."""

    kind: Kind
    row: object
    title: list[Piece]
    snippet: list[Piece]
    journey: Journey
    module: Module | None = None
    task: Task | None = None


def search(journeys: QuerySet[Journey], text: str, *, kind: str = "", journey: int | None = None) -> Found:
    """What fits `text` in `journeys`, the best first, of one kind or of all. The counts are of all. Two queries."""
    words = read(text)
    if not words:
        return Found(words, [], [])
    found = ranked(candidates(journeys if journey is None else journeys.filter(pk=journey), words), words)
    by_kind = Counter(hit.kind for hit in found)
    counts = [Count(each, min(by_kind[each], MOST), by_kind[each] > MOST) for each in Kind if by_kind[each]]
    shown = [hit for each in Kind if kind in ("", each) for hit in [hit for hit in found if hit.kind == each][:MOST]]
    return Found(words, sorted(shown, key=lambda hit: hit.order), counts)


def ranked(rows: Iterable[tuple], words: Words) -> list[Hit]:
    """Each thing once, by its best rank, the best first."""
    best: dict[tuple[str, int], Hit] = {}
    for kind, pk, title, rank, is_archived in rows:
        if rank == Rank.TITLE and fold(title) == words.text:
            rank = Rank.WHOLE
        if (kind, pk) not in best or best[kind, pk].rank < rank:
            best[kind, pk] = Hit(Kind(kind), pk, Rank(rank), title, bool(is_archived))
    return sorted(best.values(), key=lambda hit: hit.order)


def candidates(journeys: QuerySet[Journey], words: Words) -> list[tuple]:
    """Kind, id, title, rank and whether its journey is archived, of the best of each kind and rank. Two queries."""
    # The journeys come first: a database that knows which they are, and how many, plans the rest well.
    visible = dict(journeys.order_by().values_list("pk", "archived_at"))
    if not visible:
        return []
    parts = [part_of(source, rank, match, visible) for source, rank, match in matches_of(words)]
    # Made of names that stand in SOURCES; what a person typed is a parameter.
    sql = " UNION ALL ".join(f"SELECT * FROM ({part}) part" for part, _ in parts)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [param for _, params in parts for param in params])
        return cursor.fetchall()


def matches_of(words: Words) -> Iterator[tuple[Source, Rank, Part]]:
    match = DIALECTS[connection.vendor].match
    for source in SOURCES.values():
        for rank in source.ranks:
            yield source, rank, match(source, rank, words)
    if words.number:
        noun, number = words.number
        for kind in NUMBERED:
            if noun in ("", kind):
                yield SOURCES[kind], Rank.WHOLE, ("thing.number = %s", [number])


def part_of(source: Source, rank: Rank, match: Part, visible: dict[int, datetime | None]) -> Part:
    """The best of the rows of one kind that fit, as the rank has them in order."""
    among = DIALECTS[connection.vendor].among
    is_archived, archived = among(source.journey, [pk for pk, archived_at in visible.items() if archived_at])
    is_visible, ids = among(source.journey, visible)
    title = f"substr(thing.{source.title}, 1, {LONGEST_TITLE})" if source.title else "''"
    order = "id DESC" if rank == Rank.TEXT else "length(title), id DESC"
    where = " AND ".join(condition for condition in [source.only, is_visible, match[0]] if condition)
    # Made of names that stand in SOURCES; what a person typed is a parameter.
    sql = f"""
        SELECT kind, id, title, rank, is_archived FROM (
            SELECT '{source.kind}' AS kind, thing.id AS id, {title} AS title, {rank} AS rank,
                {is_archived} AS is_archived
            FROM {source.table} thing {source.join} WHERE {where} LIMIT {LOOKED_AT}
        ) found ORDER BY is_archived, {order} LIMIT {MOST + 1}
    """  # noqa: S608
    return sql, [*archived, *ids, *match[1]]


# What is shown of where a row is.
RELATED: dict[Kind, tuple[str, ...]] = {
    Kind.JOURNEY: ("space",),
    Kind.PHASE: ("journey",),
    Kind.MODULE: ("phase__journey",),
    Kind.TASK: ("journey", "module"),
    Kind.DECISION: ("journey",),
    Kind.RISK: ("journey",),
    Kind.NOTE: ("journey",),
    Kind.ITEM: ("task__journey", "task__module"),
    Kind.FILE: ("journey", "task__module"),
    Kind.COMMENT: ("task__journey", "task__module", "author", "through"),
}


def results_of(hits: Iterable[Hit], words: Words) -> list[Result]:
    """The hits of a page as shown, without what was deleted meanwhile. A query for each kind among them."""
    hits = list(hits)
    ids: dict[Kind, list[int]] = {}
    for hit in hits:
        ids.setdefault(hit.kind, []).append(hit.id)
    rows = {
        (kind, row.pk): row
        for kind, of_kind in ids.items()
        for row in SOURCES[kind].model._default_manager.filter(pk__in=of_kind).select_related(*RELATED[kind])
    }
    return [result_of(hit.kind, rows[hit.kind, hit.id], words) for hit in hits if (hit.kind, hit.id) in rows]


def result_of(kind: Kind, row, words: Words) -> Result:
    source = SOURCES[kind]
    title = getattr(row, source.title) if source.title else ""
    if len(title) > LONGEST_TITLE:
        pieces = snippet(title, words) or [Piece(f"{title[:LONGEST_TITLE]} …", False)]
    else:
        pieces = marked(title, words)
    shown = next(filter(None, (snippet(getattr(row, column), words) for column in source.texts)), [])
    task = row if kind == Kind.TASK else getattr(row, "task", None)
    phase = row.phase if kind == Kind.MODULE else None
    journey = row if kind == Kind.JOURNEY else getattr(phase or row, "journey", None) or row.task.journey
    return Result(kind, row, pieces, shown, journey, task.module if task else None, task)
