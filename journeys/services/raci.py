"""The RACI matrix: its roles, who hold them, and the letters in its cells."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Max

from journeys.models import Event, Journey, Letter, Member, Module, RaciLetter, RaciRole, Side, Task, User
from journeys.services.errors import Conflict, Refusal
from journeys.services.history import changing, record

LONGEST_NAME = 100
MOST_ROLES = 40


@dataclass(frozen=True, slots=True)
class Cell:
    """A letter for a role in the row of a module or task; "" clears the cell.

    `before` is what its writer saw there; None overwrites whatever there is.
    """

    role: RaciRole
    row: Module | Task
    letter: str
    before: str | None = None

    @property
    def place(self) -> tuple[int, int | None, int | None]:
        """Role, module and task, by id."""
        is_module = isinstance(self.row, Module)
        return self.role.pk, self.row.pk if is_module else None, None if is_module else self.row.pk


def add_role(*, journey: Journey, name: str, side: str, by: User) -> RaciRole:
    """A new role, behind those of its side. Refuses a second one of the same name there."""
    with changing(journey.pk) as journey:
        name = checked_name(journey, name, side)
        if journey.raci_roles.count() >= MOST_ROLES:
            raise Refusal(f"A matrix has at most {MOST_ROLES} roles. Remove one that nobody needs first.")
        role = RaciRole.objects.create(journey=journey, name=name, side=side, position=next_position(journey, side))
        tell(journey, "raci.role_added", role, by, side=role.get_side_display())
    return role


def add_roles(*, journey: Journey, roles: Iterable[tuple[str, str]], by: User) -> list[RaciRole]:
    """Those of the pairs of side and name that are not there yet: all of them, or none."""
    with changing(journey.pk) as journey:
        return [
            add_role(journey=journey, name=name, side=side, by=by)
            for side, name in roles
            if not namesakes(journey, name, side).exists()
        ]


def checked_name(journey: Journey, name: str, side: str, but: RaciRole | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refusal("A role needs a name.")
    if len(name) > LONGEST_NAME:
        raise Refusal(f"The name of a role has at most {LONGEST_NAME} characters.")
    if side not in Side.values:
        raise Refusal(f"A role belongs to one of these: {', '.join(Side.labels)}.")
    if namesakes(journey, name, side).exclude(pk=but.pk if but else None).exists():
        raise Refusal(f"There is a role “{name}” already ({Side(side).label}).")
    return name


def namesakes(journey: Journey, name: str, side: str):
    return journey.raci_roles.filter(name__iexact=" ".join(name.split()), side=side)


def next_position(journey: Journey, side: str) -> int:
    last = journey.raci_roles.filter(side=side).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def change_role(*, role: RaciRole, name: str, side: str, base_revision: int, by: User) -> RaciRole:
    """Give the role another name or side, written from the journey's `base_revision`.

    Raises Conflict when someone changed it since. On another side it is the last one.
    """
    with changing(role.journey_id) as journey:
        role = RaciRole.objects.get(pk=role.pk)
        before, after = facts_of(role), {"name": " ".join(name.split()), "side": side}
        if before == after:
            return role
        checked_name(journey, name, side, but=role)
        changes = Event.objects.filter(journey=journey, revision__gt=base_revision, verb="raci.role_changed")
        if changes.filter(data__role=role.pk).exists():
            raise Conflict(theirs=f"{role.name} ({role.get_side_display()})", yours=f"{name} ({Side(side).label})")
        if side != role.side:
            role.position = next_position(journey, side)
        role.name, role.side = after["name"], side
        role.save(update_fields=["name", "side", "position"])
        tell(journey, "raci.role_changed", role, by, before=before, after=after)
    return role


def facts_of(role: RaciRole) -> dict[str, str]:
    return {"name": role.name, "side": role.side}


def place_role(*, role: RaciRole, before: RaciRole | None, by: User) -> RaciRole:
    """Put the role in front of another of its side, or behind all of them."""
    with changing(role.journey_id) as journey:
        roles = list(journey.raci_roles.filter(side=role.side).order_by("position"))
        if before is not None and before not in roles:
            raise Refusal("Roles are moved among those of their side. Change its side first.")
        order = [each for each in roles if each != role]
        order.insert(order.index(before) if before in order else len(order), role)
        if order == roles or before == role:
            return role
        # Numbers that no role has yet: the order changes in one statement, and none is there twice meanwhile.
        for position, each in enumerate(order, start=next_position(journey, role.side)):
            each.position = position
        RaciRole.objects.bulk_update(order, ["position"])
        tell(journey, "raci.role_moved", role, by)
    return role


def set_members(*, role: RaciRole, members: Collection[Member], by: User) -> RaciRole:
    """Say who hold the role: these members of the journey, and nobody else."""
    with changing(role.journey_id) as journey:
        if any(member.journey_id != journey.pk for member in members):
            raise Refusal("This person is not a member of this journey. Add them on the People page first.")
        before = list(role.members.order_by("name", "pk"))
        if set(before) == set(members):
            return role
        role.members.set(members)
        after = role.members.order_by("name", "pk")
        tell(journey, "raci.members_set", role, by, before=names_of(before), after=names_of(after))
    return role


def names_of(members: Iterable[Member]) -> str:
    return ", ".join(member.name for member in members)


def remove_role(*, role: RaciRole, by: User) -> None:
    """Takes the column out of the matrix, with its letters."""
    with changing(role.journey_id) as journey:
        if not RaciRole.objects.filter(pk=role.pk).exists():
            return
        tell(journey, "raci.role_removed", role, by, letters=role.letters.count())
        role.delete()


def set_letter(*, role: RaciRole, row: Module | Task, letter: str, by: User, before: str | None = None) -> None:
    """Give one cell its letter, as `set_letters` does."""
    set_letters(journey=role.journey, cells=[Cell(role, row, letter, before)], by=by)


def set_letters(*, journey: Journey, cells: Collection[Cell], by: User) -> int:
    """Give these cells their letters: all of them, or none. Returns how many changed, in one event.

    Refuses when a cell holds something else than its writer saw there. Modules come with their phase.
    """
    with changing(journey.pk) as journey:
        roles = set(journey.raci_roles.values_list("pk", flat=True))
        for cell in cells:
            refuse_misplaced(journey, cell, roles)
        there = {(each.role_id, each.module_id, each.task_id): each for each in letters_at(cells)}
        now_is = {place: str(each.letter) for place, each in there.items()}
        refuse_overwriting(cells, now_is)
        wanted = {cell.place: cell for cell in cells}
        changed = [cell for place, cell in wanted.items() if cell.letter != now_is.get(place, "")]
        if changed:
            write(changed, there)
            record_letters(journey, changed, now_is, by)
    return len(changed)


def letters_at(cells: Collection[Cell]):
    """The letters that there are in the columns of the cells."""
    return RaciLetter.objects.filter(role__in={cell.role.pk for cell in cells})


def refuse_misplaced(journey: Journey, cell: Cell, roles: set[int]) -> None:
    of = cell.row.phase.journey_id if isinstance(cell.row, Module) else cell.row.journey_id
    if cell.role.pk not in roles or of != journey.pk:
        raise Refusal(f"There is no cell for {cell.role} and “{cell.row}” in this matrix, or no longer.")
    if isinstance(cell.row, Task) and cell.row.parent_id:
        raise Refusal(f"“{cell.row}” is a subtask. Letters are given to modules and tasks.")
    if cell.letter and cell.letter not in Letter.values:
        raise Refusal(f"“{cell.letter}” is none of the letters {', '.join(Letter.values)}.")


def refuse_overwriting(cells: Iterable[Cell], now_is: dict) -> None:
    """What someone else wrote meanwhile stands, unless it is the same."""
    lost = [
        f"{cell.role} for “{cell.row}” is {now_is.get(cell.place) or 'empty'}"
        for cell in cells
        if cell.before is not None and now_is.get(cell.place, "") not in (cell.before, cell.letter)
    ]
    if lost:
        raise Refusal(f"Someone else changed this meanwhile: {'; '.join(lost)} now. Nothing of yours was written.")


def write(cells: Collection[Cell], there: dict[tuple, RaciLetter]) -> None:
    gone = [there[cell.place].pk for cell in cells if cell.place in there]
    RaciLetter.objects.filter(pk__in=gone).delete()
    new = (
        RaciLetter(role_id=role, module_id=module, task_id=task, letter=cell.letter)
        for cell in cells
        for role, module, task in [cell.place]
        if cell.letter
    )
    RaciLetter.objects.bulk_create(new)


def record_letters(journey: Journey, cells: list[Cell], before: dict, by: User) -> None:
    """One event for all; it belongs to a task when it is about that task alone."""
    changes = [
        {
            "role": role, "role_name": cell.role.name, "module": module, "task": task, "title": str(cell.row),
            "before": before.get(cell.place, ""), "after": cell.letter,
        }
        for cell in cells
        for role, module, task in [cell.place]
    ]  # fmt: skip
    rows = {cell.row for cell in cells}
    task = next(iter(rows)) if len(rows) == 1 else None
    record(
        journey, "raci.letters_set", by=by, task=task if isinstance(task, Task) else None,
        title=str(cells[0].row), count=len(cells), changes=changes,
    )  # fmt: skip


def tell(journey: Journey, verb: str, role: RaciRole, by: User, **said) -> None:
    record(journey, verb, by=by, role=role.pk, title=role.name, **said)
