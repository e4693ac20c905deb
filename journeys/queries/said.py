"""What an event says, and the pieces that its words are made of."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import Truncator

from journeys.models import Policy, Role

Words = str | Callable[["Said"], str]


LONGEST = 300


class Said(dict):
    """What an event says, cut to fit a line. History is never rewritten, so what one of them lacks breaks no page."""

    def __init__(self, data: Any):
        super().__init__({name: short(value) for name, value in data.items()} if isinstance(data, dict) else {})

    def __missing__(self, name: str) -> str:
        return "…"

    def text(self, name: str) -> str:
        """The value as words; empty when there is none."""
        value = self.get(name)
        return "" if value is None else str(value)

    def facts(self, name: str) -> dict[str, Any]:
        value = self.get(name)
        return value if isinstance(value, dict) else {}

    def why(self, name: str) -> str:
        """A reason or note, as it follows what was done; empty when none was given."""
        return f": {self.text(name)}" if self.text(name) else ""


def short(value: Any) -> Any:
    return Truncator(" ".join(value.split())).chars(LONGEST) if isinstance(value, str) else value


def because(words: str, name: str = "reason") -> Words:
    """The words, and behind them the reason or note, when one was given."""
    return lambda said: words.format_map(said) + said.why(name)


def assigned(noun: str) -> Words:
    """To someone, from someone to someone else, or taken away."""

    def tell(said: Said) -> str:
        before, after, what = said.text("before"), said.text("after"), said[noun]
        if not after:
            return f"took “{what}” from {before or 'its owner'}"
        return f"gave “{what}” from {before} to {after}" if before else f"gave “{what}” to {after}"

    return tell


def changed(words: str) -> Callable[[Said], str]:
    """Facts that each went from one value to another, in the order of FACTS: a database may keep them in its own."""

    def tell(said: Said) -> str:
        before, after = said.facts("before"), said.facts("after")
        moves = [
            f"{FACTS.get(name, name)} from {as_words(before.get(name))} to {as_words(value)}"
            for name, value in sorted(after.items(), key=lambda fact: PLACES.get(fact[0], len(PLACES)))
            if before.get(name) != value
        ]
        return words.format_map(said) + (f": {', '.join(moves)}" if moves else "")

    return tell


FACTS = {
    "title": "title",
    "name": "name",
    "owner": "owner",
    "url": "address",
    "side": "side",
    "starts_on": "start",
    "due_on": "due date",
    "starts_after": "working days from the start of the journey",
    "length": "length in working days",
    "estimate_hours": "estimate in hours",
    "spent_hours": "hours spent",
    "email": "e-mail address",
    "organisation": "organisation",
    "hours": "when they are there",
    "open_items_policy": "completing a task with open items",
    "dependencies_policy": "starting a task before what it waits for is done",
    "evidence_policy": "ticking without a file",
    "time_zone": "time zone",
    "document": "document",
    "time": "time",
    "recipients": "recipients",
    "first_year": "first year",
    "last_year": "last year",
    "discount_rate": "discount rate",
    "voice_contacts": "voice contacts",
    "voice_minutes": "voice minutes",
    "chat_contacts": "chat contacts",
    "chat_messages": "chat messages",
    "email_contacts": "e-mail contacts",
    "task_contacts": "tasks",
    "unit_price": "unit price",
    **{
        f"{case}_{of}": f"{of} in {case}"
        for case in ("low", "expected", "high")
        for of in ("volume", "today", "target")
    },
}
PLACES = {name: place for place, name in enumerate(FACTS)}


def as_words(value: Any) -> str:
    """A date as people read it, the choice of a policy, nothing as “none”, and all else as it is."""
    if value in (None, ""):
        return "none"
    try:
        return date_format(date.fromisoformat(value), "j M Y")
    except (TypeError, ValueError):
        return f"“{label(Policy, value)}”" if value in Policy.values else str(value)


def label(choices, value: Any) -> str:
    return choices(value).label.lower() if value in choices.values else str(value)


def with_role(words: str, name: str = "role") -> Words:
    return lambda said: words.format_map(said) + f" as {label(Role, said[name])}"
