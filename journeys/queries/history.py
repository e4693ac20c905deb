"""The history of a journey in words."""

from dataclasses import dataclass
from typing import Any

from journeys.models import Event, Impact, Priority, Probability, Risk
from journeys.queries.said import FACTS, LONGEST, Said, Words, as_words, assigned, because, changed, label, with_role
from journeys.queries.tree_words import (
    branch_edited,
    completed,
    deleted,
    edited,
    item_changed,
    moved,
    noted,
    settled,
    tasks_changed,
)


def describe(event: Event) -> str:
    """What the actor did, in words that follow their name: “completed “Record details””. Never fails."""
    words = WORDS.get(event.verb)
    if words is None:
        return f"did something that this version of MigOps has no words for ({event.verb})"
    said = Said(event.data)
    return words(said) if callable(words) else words.format_map(said)


def of_file(words: str) -> Words:
    """Evidence, a file of a task, or one of the journey."""

    def tell(said: Said) -> str:
        if said.text("text"):
            return words.format_map(said) + f" for “{said['text']}”"
        return words.format_map(said) + (f" of “{said['title']}”" if said.text("title") else "")

    return tell


def workbook_applied(said: Said) -> str:
    done = said.facts("done")
    figures = [f"{done[part]} {words}" for part, words in WORKBOOK_PARTS.items() if done.get(part)]
    return f"read the workbook “{said['name']}” in" + (f": {', '.join(figures)}" if figures else "")


WORKBOOK_PARTS = {"changed": "changed", "new": "added", "gone": "taken out", "refused": "refused"}


def document(said: Said) -> str:
    """status report 3 (docx)"""
    return f"{said['kind']} {said['number']} ({said['format']})".replace("-", " ")


def scheduled(said: Said) -> str:
    """the status report (docx), every Monday at 07:00"""
    return f"the {said.text('kind').replace('-', ' ')} ({said['format']}), every {said['time']}"


def decision_edited(said: Said) -> str:
    if said.get("field") == "title":
        return "renamed decision {number} from “{before}” to “{after}”".format_map(said)
    return "edited the {field} of decision {number}, “{title}”".format_map(said)


def letters_set(said: Said) -> str:
    """The letter itself where one changed, else how many did."""
    changes = said["changes"]
    if not isinstance(changes, list) or len(changes) != 1 or not isinstance(changes[0], dict):
        return f"changed {said['count']} letters of the RACI"
    change = Said(changes[0])
    if not change.text("after"):
        return "took the {before} of {role_name} for “{title}” out of the RACI".format_map(change)
    was = f", before {change['before']}" if change.text("before") else ""
    return "gave {role_name} the {after} for “{title}” in the RACI".format_map(change) + was


def risk_edited(said: Said) -> str:
    if said.get("field") == "title":
        return "renamed risk {number} from “{before}” to “{after}”".format_map(said)
    return "edited the {field} of risk {number}, “{title}”".format_map(said)


def risk_assigned(said: Said) -> str:
    risk, owner = "risk {number}, “{title}”".format_map(said), said.text("after")
    return f"made {owner} the owner of {risk}" if owner else f"left {risk}, without an owner"


def risk_rated(said: Said) -> str:
    """With the words of the scales."""
    scales = {"probability": Probability, "impact": Impact}
    after = said.facts("after")
    rating = [f"{name} {label(scale, after[name])}" for name, scale in scales.items() if name in after]
    return "rated risk {number}, “{title}”".format_map(said) + (f": {', '.join(rating)}" if rating else "")


def risk_met(said: Said) -> str:
    if not said.text("after"):
        return "took the strategy from risk {number}, “{title}”".format_map(said)
    return "chose to {strategy} risk {number}, “{title}”".format_map(
        Said({**said, "strategy": label(Risk.Strategy, said["after"])})
    )


def resource_changed(said: Said) -> str:
    """Who it is comes by id too, which says nothing to people."""
    facts = {name: {**said.facts(name)} for name in ("before", "after")}
    for each in facts.values():
        each.pop("member", None)
        each["who it is"] = each.pop("name", None)
    return changed("changed who is there for “{function}” at go-live")(Said({**said, **facts}))


def note_edited(said: Said) -> str:
    if said.get("field") == "title":
        return "renamed the architecture note “{before}” to “{after}”".format_map(said)
    return "edited the architecture note “{title}”".format_map(said)


WORDS: dict[str, Words] = {
    "journey.started": lambda said: (
        "started the journey"
        + (f" from the playbook {said['playbook']}" if said.text("playbook") else " without a playbook")
    ),
    "journey.copied": "started the journey as a copy of “{source}”",
    "journey.saved": "saved the journey as version {version} of the playbook “{title}” in {space}",
    "journey.changed": changed("changed the journey"),
    "journey.dated": lambda said: (
        "gave one task new dates" if said.get("count") == 1 else f"gave {said['count']} tasks new dates"
    ),
    "journey.upgraded": (
        "took the journey from version {before} to version {after} of “{title}”, with {taken} of {offered} changes"
    ),
    "journey.locked": because("locked the journey"),
    "journey.unlocked": because("unlocked the journey"),
    "journey.archived": "archived the journey",
    "journey.restored": "took the journey out of the archive",
    "journey.deleted": "deleted the journey",
    "journey.brought_back": "brought the journey back",
    "journey.transfer_asked": "offered the journey to {name}",
    "journey.transfer_withdrawn": "withdrew the offer of the journey to {name}",
    "journey.transfer_declined": "declined to take the journey over",
    "journey.transferred": "took the journey over from {name}: from the space {before} to the space {after}",
    "journey.undone": "undid an earlier change: {what}",
    "light.overridden": because("set the status of the journey to {after} by hand"),
    "light.restored": "let the status of the journey follow its rule again",
    "phase.added": "added the phase “{title}”",
    "phase.edited": branch_edited("phase"),
    "phase.moved": moved("the phase "),
    "phase.deleted": deleted("phase"),
    "phase.left_scope": because("moved the phase “{title}” out of scope"),
    "phase.entered_scope": because("moved the phase “{title}” back into scope"),
    "module.added": "added the module “{title}” to the phase “{phase}”",
    "module.edited": branch_edited("module"),
    "module.moved": moved("the module "),
    "module.deleted": deleted("module"),
    "module.left_scope": because("moved the module “{title}” out of scope"),
    "module.entered_scope": because("moved the module “{title}” back into scope"),
    "task.replanned": because("put “{title}” back to planned"),
    "task.started": because("started “{title}”"),
    "task.blocked": because("marked “{title}” as blocked"),
    "task.completed": completed,
    "task.made_to_wait": "let “{title}” wait for “{other_title}”",
    "task.freed": "let “{title}” wait for “{other_title}” no longer",
    "task.left_scope": because("moved “{title}” out of scope"),
    "task.entered_scope": because("moved “{title}” back into scope"),
    "task.added": lambda said: (
        f"added the task “{said['title']}”" + (f" below “{said['parent']}”" if said.text("parent") else "")
    ),
    "task.moved": moved("the task "),
    "task.deleted": deleted("task"),
    "tasks.changed": tasks_changed,
    "tasks.deleted": lambda said: f"deleted {said['count']} task{'' if said['count'] == 1 else 's'} at once",
    "task.edited": edited,
    "task.assigned": assigned("title"),
    "task.scheduled": changed("changed the dates of “{title}”"),
    "task.plan_changed": changed("changed the plan of “{title}”"),
    "task.estimated": changed("changed the effort of “{title}”"),
    "tool.added": "added the tool “{name}” to “{title}”",
    "tool.changed": changed("changed the tool “{tool}” of “{title}”"),
    "tool.removed": "removed the tool “{name}” from “{title}”",
    "item.added": "added “{text}”",
    "item.edited": "reworded “{text}”",
    "item.changed": item_changed,
    "item.moved": moved("", "text"),
    "item.made_from_list": "made {count} items of a list in the description of “{title}”",
    "item.deleted": "deleted “{text}”",
    "item.settled": settled,
    "item.noted": noted,
    "item.reopened": because("opened “{text}” again", "note"),
    "item.assigned": assigned("text"),
    "item.prioritised": lambda said: f"gave “{said['text']}” {label(Priority, said['after'])} priority",
    "comment.added": because("commented on “{title}”", "text"),
    "comment.edited": "edited a comment on “{title}”",
    "comment.deleted": "deleted a comment by {author} on “{title}”",
    "file.attached": of_file("added the file “{name}”"),
    "file.replaced": of_file("added version {version} of the file “{name}”"),
    "file.removed": of_file("removed the file “{name}”"),
    "member.added": with_role("added {name}"),
    "member.role_changed": with_role("changed the role of {name}", "after"),
    "member.changed": changed("changed what is known of {name}"),
    "member.removed": "removed {name}",
    "link.made": "gave {name} an upload link",
    "link.renewed": "renewed the upload link of {name}",
    "link.revoked": "revoked the upload link of {name}",
    "link.asked": "asked {name} again, by mail, for what waits for them",
    "member.invited": with_role("invited {email}"),
    "member.invitation_revoked": "revoked the invitation of {email}",
    "member.joined": with_role("accepted the invitation, and is here"),
    "member.declined": lambda said: (
        "declined the invitation" if said.get("has_account") else f"heard that {said['email']} declines the invitation"
    ),
    "note.added": "added the architecture note “{title}”",
    "note.edited": note_edited,
    "note.moved": "moved the architecture note “{title}” {direction}",
    "note.removed": "removed the architecture note “{title}”",
    "decision.raised": "raised decision {number}, “{title}”",
    "decision.edited": decision_edited,
    "decision.assigned": changed("changed the people of decision {number}, “{title}”"),
    "decision.blocked": "let “{text}” wait for decision {number}, “{title}”",
    "decision.unblocked": "let “{text}” wait for decision {number}, “{title}”, no longer",
    "decision.approved": because("approved decision {number}, “{title}”", "outcome"),
    "decision.rejected": because("rejected decision {number}, “{title}”", "outcome"),
    "decision.reopened": "opened decision {number}, “{title}”, again",
    "decision.superseded": "superseded decision {number}, “{title}”, by {successor}",
    "approval.asked": because("asked {asked} to approve “{text}”", "words"),
    "approval.approved": because("approved “{text}”", "words"),
    "approval.sent_back": because("sent “{text}” back", "words"),
    "approval.reminded": "asked {to} again for “{text}”",
    "item.asked": "asked {to} for “{text}”",
    "task.asked": "asked {to} for “{text}”",
    "decision.asked": "asked {to} for “{text}”",
    "phase.asked": "asked {to} for what the phase “{title}” misses",
    "approval.withdrawn": "withdrew the request to {asked} to approve “{text}”",
    "raci.role_added": "added the role “{title}” ({side}) to the RACI",
    "raci.role_changed": changed("changed the role “{title}” of the RACI"),
    "raci.role_moved": "moved the role “{title}” in the RACI",
    "raci.role_removed": "removed the role “{title}” from the RACI",
    "raci.members_set": lambda said: (
        f"gave the role “{said['title']}” to {said.text('after') or 'nobody'}"
        + (f", before {said.text('before')}" if said.text("before") else "")
    ),
    "raci.letters_set": letters_set,
    "risk.raised": "raised risk {number}, “{title}”",
    "risk.edited": risk_edited,
    "risk.rated": risk_rated,
    "risk.assigned": risk_assigned,
    "risk.met": risk_met,
    "risk.occurred": because("noted that risk {number}, “{title}”, occurred", "note"),
    "risk.closed": because("closed risk {number}, “{title}”", "note"),
    "risk.reopened": because("opened risk {number}, “{title}”, again", "note"),
    "resource.added": "added “{function}” to the go-live resources",
    "resource.changed": resource_changed,
    "resource.moved": "moved “{function}” among the go-live resources",
    "resource.removed": "removed “{function}” from the go-live resources",
    "costs.planned": changed("set the assumptions of the costs"),
    "costs.scenarios_set": changed("set the scenarios of the costs, in percent"),
    "costs.started": "added costs that the playbook starts with ({lines} of them)",
    "cost.added": "added the cost “{name}” ({side})",
    "cost.changed": changed("changed the cost “{name}” ({side})"),
    "cost.moved": "moved the cost “{name}” ({side}) {to}",
    "cost.removed": "removed the cost “{name}” ({side})",
    "document.requested": lambda said: f"asked for {document(said)}",
    "document.deleted": lambda said: f"deleted {document(said)}",
    "workbook.applied": workbook_applied,
    "workbook.undone": "undid what was read in from the workbook “{name}”",
    "schedule.added": lambda said: f"scheduled {scheduled(said)}, for {said['to']}",
    "schedule.changed": changed("changed a schedule"),
    "schedule.paused": lambda said: f"paused the schedule of {scheduled(said)}",
    "schedule.resumed": lambda said: f"resumed the schedule of {scheduled(said)}",
    "schedule.removed": lambda said: f"removed the schedule of {scheduled(said)}",
    "mail.sent": lambda said: f"mailed {document(said)} to {said['name']}, {said['email']}",
    "mail.retried": "put a mail to {name} back in line",
}

# What the filter of the history page offers: a word, and the nouns that verbs of the group begin with.
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "tasks": ("Tasks", ("task", "tasks", "tool")),
    "items": ("Checklists", ("item",)),
    "comments": ("Comments", ("comment",)),
    "files": ("Files", ("file",)),
    "decisions": ("Decisions", ("decision",)),
    "approvals": ("Approvals", ("approval",)),
    "raci": ("RACI", ("raci",)),
    "risks": ("Risks", ("risk",)),
    "resources": ("Go-live resources", ("resource",)),
    "notes": ("Architecture notes", ("note",)),
    "costs": ("Costs", ("cost", "costs")),
    "documents": ("Documents", ("document", "workbook", "schedule", "mail")),
    "people": ("People", ("member", "link")),
    "journey": ("Journey and scope", ("journey", "phase", "module", "light")),
}


# Where the old and the new text of an edit are.
EDITS = {
    "phase.edited": ("before", "after"),
    "module.edited": ("before", "after"),
    "task.edited": ("before", "after"),
    "comment.edited": ("before", "after"),
    "decision.edited": ("before", "after"),
    "risk.edited": ("before", "after"),
    "note.edited": ("before", "after"),
    "item.edited": ("before", "after"),
    "item.made_from_list": ("before", "after"),
    "item.noted": ("note_before", "note"),
    "item.settled": ("note_before", "note"),
    "item.reopened": ("note_before", "note"),
}


@dataclass(frozen=True, slots=True)
class Texts:
    """What a text said before a change, and what it says since."""

    before: str
    after: str


def texts_of(event: Event) -> Texts | None:
    """The old and the new text of an edit, whole; None where the words of `describe` say it all."""
    if event.verb not in EDITS or not isinstance(event.data, dict):
        return None
    before, after = (str(event.data.get(name) or "") for name in EDITS[event.verb])
    is_short = max(len(before), len(after)) <= LONGEST
    is_said = is_short and (event.data.get("field") == "title" or (event.verb.startswith("item.") and not before))
    return None if is_said else Texts(before, after)


def sides_of(event: Event) -> tuple[str, str]:
    """What was before and what is since, whole; both empty where an event changed nothing from one to the other."""
    data = event.data if isinstance(event.data, dict) else {}
    names = ("from", "to") if event.verb.endswith(".moved") else EDITS.get(event.verb, ("before", "after"))
    before, after = (in_lines(data.get(name)) for name in names)
    return before, after


def in_lines(value: Any) -> str:
    """A text as it is; facts on a line each."""
    if isinstance(value, dict):
        return "\n".join(f"{FACTS.get(name, name)}: {as_words(fact)}" for name, fact in value.items())
    return "" if value is None else str(value)
