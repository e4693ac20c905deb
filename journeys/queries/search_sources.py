"""What can be searched: rows of ten kinds by their title and texts, and the condition under which a text fits.

PostgreSQL keeps the words of each row in indexed columns, `search_title` and `search_text`, that a migration makes.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import models

from journeys.models import (
    ArchitectureNote,
    Attachment,
    ChecklistItem,
    Comment,
    Decision,
    Journey,
    Module,
    Phase,
    Risk,
    Task,
)
from journeys.queries.search_words import Words, is_beginning


class Kind(models.TextChoices):
    """In the order in which results of the same rank are listed."""

    JOURNEY = "journey"
    PHASE = "phase"
    MODULE = "module"
    TASK = "task"
    DECISION = "decision"
    RISK = "risk"
    NOTE = "note", "Architecture note"
    ITEM = "item", "Checklist item"
    FILE = "file"
    COMMENT = "comment"


class Rank(models.IntegerChoices):
    TEXT = 1, "All words are in its texts"
    TITLE = 2, "All words are in its title"
    WHOLE = 3, "The words are its title, or its number"


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of one kind: their columns, and how they come to their journey. Columns are of `thing`."""

    kind: Kind
    model: type[models.Model]
    title: str = "title"
    texts: tuple[str, ...] = ()
    journey: str = "thing.journey_id"
    join: str = ""
    only: str = ""

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def ranks(self) -> list[Rank]:
        """By what a row can be found: its title, and where it has texts, title and texts together."""
        return [Rank.TITLE] * bool(self.title) + [Rank.TEXT] * bool(self.texts)


OF_TASK = {"journey": "task.journey_id", "join": "JOIN journeys_task task ON task.id = thing.task_id"}
SOURCES = {
    source.kind: source
    for source in (
        Source(Kind.JOURNEY, Journey, journey="thing.id"),
        Source(Kind.PHASE, Phase),
        Source(
            Kind.MODULE,
            Module,
            journey="phase.journey_id",
            join="JOIN journeys_phase phase ON phase.id = thing.phase_id",
        ),
        Source(Kind.TASK, Task, texts=("description",)),
        Source(Kind.DECISION, Decision, texts=("context", "options", "outcome")),
        Source(Kind.RISK, Risk, texts=("description", "response")),
        Source(Kind.NOTE, ArchitectureNote, texts=("text",)),
        Source(Kind.ITEM, ChecklistItem, title="text", texts=("note",), **OF_TASK),
        Source(Kind.FILE, Attachment, title="name", only="thing.removed_at IS NULL AND thing.superseded_by_id IS NULL"),
        Source(Kind.COMMENT, Comment, title="", texts=("text",), only="thing.deleted_at IS NULL", **OF_TASK),
    )
}
NUMBERED = (Kind.DECISION, Kind.RISK)

VECTORS = {Rank.TITLE: "search_title", Rank.TEXT: "search_text"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database is asked: each gives a condition, and the one parameter of each `%s` in it."""

    match: Callable[[Source, Rank, Words], tuple[str, list[str]]]
    among: Callable[[str, Iterable[int]], tuple[str, list[str]]]


def match_postgresql(source: Source, rank: Rank, words: Words) -> tuple[str, list[str]]:
    """By full text. Words are folded, so that none holds what means something to `to_tsquery`; it has them quoted."""
    terms = [" <-> ".join(f"'{word}'{':*' if is_beginning(term) else ''}" for word in term) for term in words.terms]
    return f"thing.{VECTORS[rank]} @@ to_tsquery('simple', %s)", [" & ".join(f"({term})" for term in terms)]


def match_sqlite(source: Source, rank: Rank, words: Words) -> tuple[str, list[str]]:
    """A look at every row, from the first term on that is missing at none of them."""
    texts = [f"thing.{column}" for column in source.texts] if rank == Rank.TEXT else []
    text = " || ' ' || ".join([f"thing.{source.title}"] * bool(source.title) + texts)
    some = " OR ".join(f"{each} <> ''" for each in texts)
    has_text = [f"({some})"] if some else []
    terms = [f" {' '.join(term)}" + ("" if is_beginning(term) else " ") for term in words.terms]
    return " AND ".join(has_text + [f"instr(' ' || migops_fold({text}) || ' ', %s) > 0"] * len(terms)), terms


def among_postgresql(column: str, ids: Iterable[int]) -> tuple[str, list[str]]:
    return f"{column} = ANY (%s::bigint[])", [f"{{{','.join(map(str, ids))}}}"]


def among_sqlite(column: str, ids: Iterable[int]) -> tuple[str, list[str]]:
    return column + " IN (SELECT value FROM json_each(%s))", [json.dumps(list(ids))]  # noqa: S608 - a name


DIALECTS = {
    "postgresql": Dialect(match_postgresql, among_postgresql),
    "sqlite": Dialect(match_sqlite, among_sqlite),
}
