"""Snapshots without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime

from journeys.documents.snapshot import Approval, Item, Journey, Member, Module, Phase, Risk, Snapshot, Task
from journeys.models import Approval as ApprovalRow
from journeys.models import ChecklistItem, Impact, Outcome, Probability, Role
from journeys.models import Risk as RiskRow
from journeys.models import Task as TaskRow

NOW = datetime(2027, 3, 14, 15, 4, tzinfo=UTC)
TODAY = NOW.date()
ANA = Member("Ana Ruiz", "ana@example.com", "Network team", Role.ADMIN, title="Project lead")
ASSESS = Phase(1, "Assess", True, "")
KICK_OFF = Module(1, ASSESS, "Kick-off", True, "")


def make_item(**facts) -> Item:
    defaults = {
        "id": 1, "kind": ChecklistItem.Kind.CRITERION, "section": "", "text": "It works", "needs_evidence": False,
        "outcome": Outcome.OPEN, "note": "", "owner": None, "settled_by": "", "settled_at": None,
    }  # fmt: skip
    return Item(**{**defaults, **facts})


def make_task(id: int = 1, title: str = "Task", status=TaskRow.Status.PLANNED, **facts) -> Task:
    defaults = {
        "module": KICK_OFF, "parent": None, "description": "", "status_reason": "", "in_scope": True, "owner": None,
        "starts_on": None, "due_on": None, "estimate_hours": None, "spent_hours": None,
        "completed_at": NOW if status == TaskRow.Status.COMPLETED else None, "items": (),
    }  # fmt: skip
    return Task(id=id, title=title, status=status, **{**defaults, **facts})


def make_risk(**facts) -> Risk:
    defaults = {
        "number": 1, "title": "The carrier is late", "description": "", "probability": Probability.LIKELY,
        "impact": Impact.SEVERE, "owner": ANA, "strategy": RiskRow.Strategy.REDUCE, "response": "Ask early.",
        "status": RiskRow.Status.OPEN, "raised_on": TODAY, "closed_at": None,
    }  # fmt: skip
    return Risk(**{**defaults, **facts})


def make_approval(**facts) -> Approval:
    defaults = {
        "phase": ASSESS, "task": None, "item": None, "asked": "Ben", "asked_by": "Ana Ruiz", "asked_at": NOW,
        "words": "", "status": ApprovalRow.Status.APPROVED, "answered_by": "Ben", "answered_at": NOW, "answer": "",
        "revision": 42, "changes": 0,
    }  # fmt: skip
    return Approval(**{**defaults, **facts})


def make_snapshot(*tasks: Task, title: str = "Acme to Amazon Connect", **facts) -> Snapshot:
    dates: dict[str, date | None] = {name: facts.pop(name, None) for name in ("starts_on", "due_on")}
    snapshot = Snapshot(
        journey=Journey(7, title, "Space", "", revision=42, **dates),
        as_of=NOW,
        number=3,
        former=None,
        members=(ANA,),
        phases=(ASSESS,),
        modules=(KICK_OFF,),
        tasks=tasks,
        attachments=(),
        events=(),
    )
    return replace(snapshot, **facts)
