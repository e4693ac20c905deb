"""What happened in the registers between two revisions, in the same plain words as the rest of the changes."""

from collections.abc import Iterable, Iterator

from journeys.documents.snapshot import Event
from journeys.documents.text import count, full

TAKEN = {
    "decision.raised": "Decision {number}, “{title}”, was raised and waits to be taken.",
    "decision.reopened": "Decision {number}, “{title}”, is open again.",
    "decision.approved": "Decision {number}, “{title}”, was taken.",
    "decision.rejected": "Decision {number}, “{title}”, was rejected.",
    "decision.superseded": "Decision {number}, “{title}”, was replaced by another one.",
}
RISKS = {
    "risk.raised": "There is a new risk: “{title}”.",
    "risk.reopened": "The risk “{title}” is open again.",
    "risk.closed": "The risk “{title}” is closed.",
}
# What a sponsor need not know row by row: the nouns of the events, and the one sentence for all of them.
SUMMED_UP = {
    ("cost", "costs"): "The comparison of costs was revised.",
    ("resource",): "The list of who is there at go-live changed.",
    ("note",): "The architecture notes were revised.",
}


def light_changes(events: list[Event]) -> Iterator[str]:
    """Only how it ended: set by hand, or back to the rule after it had been set before the period."""
    moves = [event for event in events if event.verb in ("light.overridden", "light.restored")]
    if moves and moves[-1].verb == "light.overridden":
        last = moves[-1]
        yield f"{last.actor} set the status to {last.data['after']}: {full(last.data['reason'])}"
    elif moves and moves[0].data.get("before"):
        yield "The status is no longer set by hand: it follows its rule again."


def decision_changes(events: list[Event]) -> Iterator[str]:
    for event in latest(events, TAKEN, "decision"):
        yield TAKEN[event.verb].format(number=event.data["number"], title=event.data["title"])


def risk_changes(events: list[Event]) -> Iterator[str]:
    """What occurred comes first."""
    last = list(latest(events, {*RISKS, "risk.occurred"}, "risk"))
    for event in last:
        if event.verb == "risk.occurred":
            note = event.data.get("note")
            yield f"The risk “{event.data['title']}” has occurred" + (f": {full(note)}" if note else ".")
    for event in last:
        if event.verb in RISKS:
            yield RISKS[event.verb].format(title=event.data["title"])
    # Those that came, went or occurred have their sentence already.
    told = {event.data["risk"] for event in last}
    rated = {event.data["risk"] for event in events if event.verb == "risk.rated"} - told
    if rated:
        yield f"{count(len(rated), 'risk was', 'risks were')} rated anew."


def latest(events: Iterable[Event], verbs: Iterable[str], key: str) -> Iterator[Event]:
    """Of each thing the last event with one of the verbs."""
    last = {event.data.get(key): event for event in events if event.verb in verbs}
    return iter(last.values())


def register_changes(events: list[Event]) -> Iterator[str]:
    letters = sum(event.data.get("count", 0) for event in events if event.verb == "raci.letters_set")
    if letters:
        yield f"Who does what was changed in {count(letters, 'place')} of the RACI."
    elif any(event.verb.startswith("raci.") for event in events):
        yield "The roles of the RACI changed."
    nouns = {event.verb.partition(".")[0] for event in events}
    for some, sentence in SUMMED_UP.items():
        if nouns.intersection(some):
            yield sentence
    yield from workbook_changes(events)


def workbook_changes(events: list[Event]) -> Iterator[str]:
    """The workbooks that people sent back, without those that were undone again."""
    names: list[str] = []
    for event in events:
        if event.verb == "workbook.applied":
            names.append(event.data["name"])
        elif event.verb == "workbook.undone" and event.data["name"] in names:
            names.remove(event.data["name"])
    for name in dict.fromkeys(names):
        yield f"Changes were taken over from the workbook “{name}”."
