"""Rows that a person took out of a workbook, and wants out of the journey too."""

from typing import Any

from django.apps import apps
from django.db.models import Model

from journeys.models import ChecklistItem, Member, Outcome, Resource, Task
from journeys.services import members, resources
from journeys.services.columns import columns_of, row_with
from journeys.services.errors import Refusal
from journeys.services.workbook_rows import Hand, Values, find

# All that it takes to put a row back: the values of its columns, and the ids of what names it, by model and field.
Removed = dict[str, Any]


def leaving(hand: Hand, kind: str, key: str, reason: str) -> Values | None:
    """What a row gets to leave the journey without being deleted; None for one that is removed from it."""
    if kind == "raci" or key.startswith("raci:"):
        raise Refusal("The rows of the matrix are modules and tasks. Move them out of scope on the outline.")
    match find(hand.journey, key):
        case Task():
            return {"status": Task.Status.OUT_OF_SCOPE, "status_reason": reason}
        case ChecklistItem() as item:
            return {"outcome": Outcome.NOT_APPLICABLE, "note": f"{item.note}\n\n{reason}".strip()}
        case Member() | Resource():
            return None
    raise Refusal("A decision is never removed: its number stays taken. Reject or supersede it on its page.")


def remove(hand: Hand, key: str) -> Removed:
    row = find(hand.journey, key)
    kept = {"columns": columns_of(row), "holdings": holdings_of(row)}
    if isinstance(row, Member):
        hand.claim("member.manage")
        members.remove_member(member=row, by=hand.by)
    else:
        hand.claim("register.change")
        resources.remove_resource(resource=row, by=hand.by)
    return kept


def put_back(hand: Hand, key: str, kept: Removed) -> None:
    """The row as it was, under its number, and in the places that it had where nobody else is there now."""
    model = {"member": Member, "resource": Resource}[key.partition(":")[0]]
    hand.claim("member.manage" if model is Member else "register.change")
    row = row_with(model, kept["columns"])
    if isinstance(row, Member):
        members.bring_back_member(member=row, by=hand.by)
        give_back(row, kept["holdings"])
    elif isinstance(row, Resource):
        resources.bring_back_resource(resource=row, by=hand.by)


def holdings_of(row: Model) -> dict[str, list[int]]:
    """The ids of the rows that name this one, by model and field."""
    return {
        f"{relation.related_model._meta.model_name}.{relation.field.name}": list(  # type: ignore[union-attr]  # models
            relation.related_model._default_manager.filter(**{relation.field.name: row.pk}).values_list("pk", flat=True)  # type: ignore[union-attr]  # the same
        )
        for relation in row._meta.related_objects
    }


def give_back(row: Model, holdings: dict[str, list[int]]) -> None:
    """What has a new owner by now keeps it."""
    for path, ids in holdings.items():
        model_name, _, name = path.partition(".")
        model = apps.get_model("journeys", model_name)
        if model._meta.get_field(name).many_to_many:
            for holder in model._default_manager.filter(pk__in=ids):
                getattr(holder, name).add(row)
        else:
            model._default_manager.filter(pk__in=ids, **{name: None}).update(**{name: row})
