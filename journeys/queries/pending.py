"""What waits for the answer of one person: on the page, and as the figure in the rail."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from journeys.models import Invitation, Transfer, User
from journeys.queries.approvals import approvals_for
from journeys.queries.decisions import decisions_for


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one kind, which the template pending/_<name>.html shows one by one."""

    name: str
    title: str
    rows: list[Any]


def invitations_to(user: User) -> QuerySet[Invitation]:
    """Those that `user` can accept, by when they end."""
    rows = Invitation.objects.open().to(user).select_related("space", "team__space", "journey__space", "invited_by")
    return rows.order_by("expires_at", "pk")


def transfers_to(user: User) -> QuerySet[Transfer]:
    return waiting_transfers().filter(to=user)


def transfers_by(user: User) -> QuerySet[Transfer]:
    return waiting_transfers().filter(asked_by=user)


def waiting_transfers() -> QuerySet[Transfer]:
    rows = Transfer.objects.filter(status=Transfer.Status.WAITING, journey__deleted_at=None)
    return rows.select_related("journey__space", "asked_by", "to").order_by("asked_at", "pk")


# What asks for an answer, and so counts; what others have to answer does not.
WAITING = (
    ("invitation", "Invitations", invitations_to),
    ("offer", "Journeys offered to me", transfers_to),
    ("approval", "Waiting for my approval", approvals_for),
    ("decision", "Decisions that I am to take", decisions_for),
)
OWN = (("offered", "Journeys offered by me", transfers_by),)


def sections_of(user: User) -> list[Section]:
    """Those that hold something. A query each."""
    found = [Section(name, title, list(rows(user))) for name, title, rows in (*WAITING, *OWN)]
    return [section for section in found if section.rows]


def waiting_count(user: User) -> int:
    """How much waits for an answer of `user`, in one query."""
    first, *others = [rows(user).order_by().values_list("pk") for _, _, rows in WAITING]
    return first.union(*others, all=True).count()
