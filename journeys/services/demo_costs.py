"""The costs that the demo tells: volumes, prices for the lines that the playbook starts with, and one line more."""

from decimal import Decimal
from typing import Any

from journeys.models import CostLine, Journey, User
from journeys.services.costs import add_line, change_line, set_assumptions

PLAN: dict[str, Any] = {
    "currency": "USD",
    "agents": 240,
    "voice_contacts": 118_000,
    "voice_minutes": 590_000,
    "chat_contacts": 9_500,
    "chat_messages": 114_000,
    "email_contacts": 21_000,
    "task_contacts": 6_000,
}
CONTRACT = "Example: contract of the old system, renewed last year."
INVOICE = "Example: invoices of the last twelve months."
PLANNED = "Example: estimate of the project."
# Side and name of a starting line, and what is known of it by now.
KNOWN: dict[tuple[str, str], dict[str, Any]] = {
    ("today", "Contact center licences"): {"unit_price": "68.50", "growth": "3", "note": CONTRACT},
    ("today", "Recording, quality and workforce management"): {"unit_price": "21", "growth": "3", "note": CONTRACT},
    ("today", "Trunks and numbers"): {"unit_price": "6400", "note": INVOICE},
    ("today", "Call minutes of the carrier"): {"unit_price": "0.0115", "note": INVOICE},
    ("today", "Servers, data center and network"): {"unit_price": "92000", "growth": "2", "note": INVOICE},
    ("today", "Maintenance contracts"): {"unit_price": "58000", "growth": "4", "note": CONTRACT},
    ("today", "Upkeep of integrations and call flows"): {"unit_price": "45000", "note": INVOICE},
    ("today", "Team that runs the platform"): {"quantity": "3.5", "unit_price": "82000", "growth": "2.5"},
    ("today", "Training of agents"): {"unit_price": "150"},
    ("target", "Direct inward dial numbers"): {"quantity": "38"},
    ("target", "Toll-free numbers"): {"quantity": "4"},
    ("target", "Inbound minutes, direct inward dial (quantity: their share of voice minutes)"): {"quantity": "0.7"},
    ("target", "Inbound minutes, toll-free (quantity: their share of voice minutes)"): {"quantity": "0.3"},
    ("target", "Other AWS services (storage of recordings, functions, streams)"): {"unit_price": "3800"},
    ("target", "Upkeep of integrations and flows"): {"unit_price": "30000", "note": PLANNED},
    ("target", "Team that runs Amazon Connect"): {"quantity": "2", "unit_price": "86000", "growth": "2.5"},
    ("target", "Training of agents on Amazon Connect"): {"unit_price": "220", "note": PLANNED},
    ("target", "Migration project"): {"unit_price": "285000", "note": PLANNED},
    ("target", "Number porting"): {"quantity": "42", "unit_price": "35", "note": PLANNED},
    ("target", "Running both platforms (quantity: months)"): {"unit_price": "31000", "note": PLANNED},
}
FIGURES = ("quantity", "unit_price", "growth")


def tell_costs(journey: Journey, by: User) -> None:
    """Fill in what the team of a demo journey knows of its costs."""
    set_assumptions(journey=journey, by=by, **PLAN)
    lines = {(line.side, line.name): line for line in CostLine.objects.filter(plan=journey.pk)}
    for place, facts in KNOWN.items():
        change_line(line=lines[place], by=by, **decimals(facts))
    facts = {
        "category": "usage",
        "driver": "voice_minutes",
        "period": "month",
        "quantity": "0.4",
        "unit_price": "0.015",
    }
    note = "Example: for two of five calls. AWS public list price, US East; check the price page."
    add_line(journey=journey, by=by, side="target", name="Contact Lens for calls", note=note, **decimals(facts))


def decimals(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: Decimal(value) if name in FIGURES else value for name, value in facts.items()}
