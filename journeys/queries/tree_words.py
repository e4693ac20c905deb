"""Events of the tree in words: phases, modules, tasks and checklist items."""

from journeys.models import ChecklistItem, Outcome, Task
from journeys.queries.said import FACTS, Said, Words, as_words, label, short


def settled(said: Said) -> str:
    text, note = said["text"], said.why("note")
    if said.get("after") == Outcome.ANSWERED:
        return f"answered “{text}”{note}"
    return f"marked “{text}” as {label(Outcome, said['after'])}{note}"


def noted(said: Said) -> str:
    what = "the answer to" if said.get("after") == Outcome.ANSWERED else "the note on"
    return f"{'changed' if said.text('note_before') else 'wrote'} {what} “{said['text']}”{said.why('note')}"


def edited(said: Said) -> str:
    if said.get("field") == "title":
        return "renamed “{before}” to “{after}”".format_map(said)
    return "edited the {field} of “{title}”".format_map(said)


def branch_edited(noun: str) -> Words:
    def tell(said: Said) -> str:
        if said.get("field") == "title":
            return f"renamed the {noun} “{said['before']}” to “{said['after']}”"
        return f"edited the description of the {noun} “{said['title']}”"

    return tell


def moved(what: str, name: str = "title") -> Words:
    """From where to where, when that changed, and next to what."""

    def tell(said: Said) -> str:
        words = f"moved {what}“{said[name]}”"
        if said.text("to") and said.text("from") != said.text("to"):
            words += f" from “{said['from']}” to “{said['to']}”"
        beside = next((side for side in ("before", "behind") if said.text(side)), None)
        return f"{words}, {beside} “{said[beside]}”" if beside else words

    return tell


def deleted(noun: str) -> Words:
    """With what went with it."""

    def tell(said: Said) -> str:
        held = said.facts("held")
        names = HELD | {"tasks": "subtask"} if noun == "task" else HELD
        counts = [f"{held[key]} {word}{'' if held[key] == 1 else 's'}" for key, word in names.items() if held.get(key)]
        words = f"deleted the {noun} “{said['title']}”" + (f" with {', '.join(counts)}" if counts else "")
        return words + (f"; {held['files']} of its files stay with the journey" if held.get("files") else "")

    return tell


def tasks_changed(said: Said) -> str:
    """What was wanted for all of them."""
    wanted = said.facts("wanted")
    facts = [f"{FACTS[name]} {as_words(wanted[name])}" for name in ("owner", "starts_on", "due_on") if name in wanted]
    if "in_scope" in wanted:
        facts.append("back into scope" if wanted["in_scope"] else "out of scope")
    elif "status" in wanted:
        facts.append(f"status {label(Task.Status, wanted['status'])}")
    many = "1 task" if said["count"] == 1 else f"{said['count']} tasks"
    return f"changed {many} at once: {', '.join(facts)}" + said.why("reason")


HELD = {"modules": "module", "tasks": "task", "items": "checklist item", "comments": "comment"}


def item_changed(said: Said) -> str:
    """Its kind, section or whether it asks for a file."""
    before, after = said.facts("before"), said.facts("after")
    moves = []
    if before.get("kind") != after.get("kind"):
        moves.append(f"kind now {label(ChecklistItem.Kind, after.get('kind'))}")
    if before.get("section") != after.get("section"):
        moves.append(f"now under “{short(after['section'])}”" if after.get("section") else "now without a heading")
    if before.get("needs_evidence") != after.get("needs_evidence"):
        moves.append("asks for a file" if after.get("needs_evidence") else "asks for no file any more")
    return f"changed “{said['text']}”" + (f": {', '.join(moves)}" if moves else "")


def completed(said: Said) -> str:
    """With what could go on then."""
    unblocked = said.get("unblocked")
    named = [f"“{title}”" for title in unblocked] if isinstance(unblocked, list) else []
    return (
        "completed “{title}”".format_map(said)
        + said.why("reason")
        + (f", which unblocked {', '.join(named)}" if named else "")
    )
