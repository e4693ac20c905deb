"""How a service says no."""

from dataclasses import dataclass


class Refusal(Exception):
    """A rule says no. The text says what happened and what to do; pages and API answer it with 409."""


class Confirm(Refusal):
    """A rule asks first: doing the same again with `confirmed=True` does it."""


class Conflict(Refusal):
    """Someone changed the same text in the meantime. Nothing was written; both texts are here."""

    def __init__(self, *, theirs: str, yours: str):
        super().__init__("Someone else changed this text while you were writing. Both versions are below.")
        self.theirs = theirs
        self.yours = yours


@dataclass(frozen=True, slots=True)
class RowInTheWay:
    """A task that one change of many could not be done to, and why."""

    id: int
    title: str
    reason: str


class RowsInTheWay(Refusal):
    """Of a change of many rows some are refused. Nothing was written; they are here."""

    def __init__(self, text: str, rows: list[RowInTheWay]):
        super().__init__(text)
        self.rows = rows


class RowsToConfirm(Confirm, RowsInTheWay):
    """Of a change of many rows some ask first, and none is refused."""
