"""What people type into a search: its words and phrases, and the places of a text that they fit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from migops.folding import ACCENTS, SIGNS, fold

LONGEST = 200
QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')
NUMBER = re.compile(r"(?:(decision|risk) )?([0-9]{1,9})")
# A word as it is written: with its accents, also those that are characters of their own.
WRITTEN = re.compile(rf"(?:[^\W_]|[{SIGNS}]|{ACCENTS.pattern})+")
SNIPPET, BEFORE = 200, 60


class Piece(NamedTuple):
    """A part of a text, and whether it is a word that was looked for."""

    text: str
    is_found: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What is looked for, folded. All terms must occur: a word or its beginning, or a phrase of several words."""

    terms: tuple[tuple[str, ...], ...]

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def text(self) -> str:
        return " ".join(word for term in self.terms for word in term)

    @property
    def number(self) -> tuple[str, int] | None:
        """Of a decision or risk: which of them, "" for either, and its number; None when no number was typed."""
        match = NUMBER.fullmatch(self.text)
        return (match[1] or "", int(match[2])) if match else None

    def find(self, text: str) -> Iterator[re.Match]:
        """The words of `text` that fit a term. Of a phrase each word counts for itself."""
        beginnings = tuple(term[0] for term in self.terms if is_beginning(term))
        whole = {word for term in self.terms if not is_beginning(term) for word in term}
        for match in WRITTEN.finditer(text):
            if any(word.startswith(beginnings) or word in whole for word in folded(match[0])):
                yield match


@lru_cache(maxsize=4096)
def folded(written: str) -> tuple[str, ...]:
    """One word as it is written, which may be several: texts are full of the same ones."""
    return tuple(fold(written).split())


def is_beginning(term: tuple[str, ...]) -> bool:
    """Whether longer words fit as well: neither for a single letter, of which there are too many, nor in a phrase."""
    return len(term) == 1 and len(term[0]) > 1


def read(text: str) -> Words:
    """The words in what a person typed: what is in quotes is a phrase. There are none in punctuation alone."""
    text = text[:LONGEST]
    phrases = [tuple(fold(quoted).split()) for quoted in QUOTED.findall(text)]
    words = [(word,) for word in fold(QUOTED.sub(" ", text)).split()]
    return Words(tuple(dict.fromkeys(term for term in [*phrases, *words] if term)))


def marked(text: str, words: Words) -> list[Piece]:
    """The whole of `text` in pieces."""
    pieces, at = [], 0
    for match in words.find(text):
        pieces += [Piece(text[at : match.start()], False), Piece(match[0], True)]
        at = match.end()
    return [piece for piece in [*pieces, Piece(text[at:], False)] if piece.text]


def snippet(text: str, words: Words) -> list[Piece]:
    """The part of `text` around the first word that fits, in pieces; none when no word does."""
    first = next(words.find(text), None)
    if first is None:
        return []
    start = first.start() - BEFORE
    start = text.find(" ", start, first.start()) + 1 or first.start() if start > 0 else 0
    end = start + SNIPPET
    if end < len(text):
        end = max(text.rfind(" ", first.end(), end), first.end()) if end > first.end() else first.end()
    shown = " ".join(text[start:end].split())
    return marked(f"{'… ' if start else ''}{shown}{' …' if end < len(text) else ''}", words)
