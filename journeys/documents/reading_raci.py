"""Reads the matrix for a snapshot, in two queries."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from django.db.models import QuerySet

from journeys.documents.snapshot import Member, RaciRole
from journeys.models import RaciLetter, Side
from journeys.models import RaciRole as RaciRoleRow
from journeys.queries.raci import row_key


def read_raci_roles(journey_id: int, members: dict[int, Member]) -> Iterator[RaciRole]:
    """In the order of the columns, each with who hold it. One query: a role that nobody holds is a row of its own."""
    roles: QuerySet = RaciRoleRow.objects.filter(journey=journey_id).in_order()
    rows = roles.order_by("side_position", "position", "pk", "members__name", "members")
    for (pk, name, side), held in groupby(rows.values_list("pk", "name", "side", "members"), lambda row: row[:3]):
        yield RaciRole(pk, name, Side(side), tuple(members[member] for *_, member in held if member))


def read_raci_letters(journey_id: int) -> dict[str, dict[int, str]]:
    letters: dict[str, dict[int, str]] = defaultdict(dict)
    rows = RaciLetter.objects.filter(role__journey=journey_id).order_by()
    for role, module, task, letter in rows.values_list("role", "module", "task", "letter"):
        letters[row_key(module, task)][role] = letter
    return dict(letters)
