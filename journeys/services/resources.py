"""Resources for go-live: who is there on the day, and whom to call when they don't answer."""

from typing import Any

from django.db.models import Max

from journeys.models import Journey, Member, Resource, User
from journeys.services.errors import Refusal
from journeys.services.facts import Facts, kept, refuse_unknown
from journeys.services.history import changing, record

FACTS = ("function", "organisation", "member", "name", "phone", "escalation", "hours")
PERSON = {"member", "name"}  # one takes the place of the other
LONGEST = {"function": 200, "organisation": 150, "name": 150, "phone": 60, "hours": 200, "escalation": 2000}


def add_resource(*, journey: Journey, by: User, **facts: Any) -> Resource:
    """A new row at the end of the list. `facts` are of FACTS: a function at least; who it is as member or as name."""
    refuse_unknown(facts, FACTS)
    with changing(journey.pk) as journey:
        last = journey.resources.aggregate(last=Max("position"))["last"] or 0
        resource = Resource(journey=journey, position=last + 1)
        write(resource, facts)
        resource.save()
        tell(journey, "resource.added", resource, by, **said_of(resource))
    return resource


def change_resource(*, resource: Resource, by: User, base_revision: int | None = None, **wanted: Any) -> Resource:
    """Change some of FACTS, written from the journey's `base_revision`. What others changed in the meantime stays.

    A member takes the place of a name, and a name that of a member; a name that just one member has is that member.
    Raises Conflict, with both texts, when someone else changed the same fact since.
    """
    refuse_unknown(wanted, FACTS)
    with changing(resource.journey_id) as journey:
        resource = locked(resource)
        before = said_of(resource)
        write(resource, wanted)
        after = said_of(resource)
        theirs = kept(journey, "resource.changed", before, after, base_revision, resource=resource.pk)
        changed = [name for name in FACTS if after[name] != before[name] and name not in theirs]
        if changed:
            resource.save(update_fields={*changed, *(PERSON if PERSON & set(changed) else ())})
            moved = {"before": pick(before, changed), "after": pick(after, changed)}
            tell(journey, "resource.changed", resource, by, **moved)
    return locked(resource)


def move_resource(*, resource: Resource, before: Resource | None, by: User) -> Resource:
    """Put the row in front of another of the same journey; None puts it at the end."""
    with changing(resource.journey_id) as journey:
        rows = list(journey.resources.order_by("position"))
        order = [row for row in rows if row != resource]
        if before and before not in rows:
            raise Refusal("This row is not in the list any more. Reload the page.")
        if before != resource:
            order.insert(order.index(before) if before else len(order), locked(resource))
            if order != rows:
                renumber(order)
                tell(journey, "resource.moved", resource, by)
    return locked(resource)


def renumber(order: list[Resource]) -> None:
    """Behind all present positions, so that no two rows ever have the same."""
    last = max(row.position for row in order)
    for position, row in enumerate(order, start=last + 1):
        row.position = position
    Resource.objects.bulk_update(order, ["position"])


def remove_resource(*, resource: Resource, by: User) -> None:
    with changing(resource.journey_id) as journey:
        if Resource.objects.filter(pk=resource.pk).exists():
            resource = locked(resource)
            tell(journey, "resource.removed", resource, by, **said_of(resource))
            resource.delete()


def bring_back_resource(*, resource: Resource, by: User) -> None:
    """Put a removed row, as it was, back under its number: in its place, or at the end where that is taken."""
    with changing(resource.journey_id) as journey:
        if journey.resources.filter(position=resource.position).exists():
            resource.position = journey.resources.aggregate(last=Max("position"))["last"] + 1
        resource.save(force_insert=True)
        tell(journey, "resource.added", resource, by, **said_of(resource))


def write(resource: Resource, facts: dict[str, Any]) -> None:
    """Into the row in memory. Refuses what does not fit."""
    if facts.get("member") and facts.get("name"):
        raise Refusal("Choose a member of the journey or write a name, not both.")
    for name in facts.keys() - PERSON:
        setattr(resource, name, checked(name, facts[name]))
    if facts.keys() & PERSON:
        refuse_outsider(resource.journey, facts.get("member"))
        resource.name = checked("name", facts.get("name") or "")
        resource.member = facts.get("member") or member_named(resource, resource.name)
        resource.name = "" if resource.member else resource.name
    if not resource.function:
        raise Refusal("Say what they do on the day.")


def member_named(resource: Resource, name: str) -> Member | None:
    """The one member who has this name: who it was, or the only one."""
    found = list(resource.journey.members.filter(name=name)) if name else []
    if resource.member in found:
        return resource.member
    return found[0] if len(found) == 1 else None


def checked(name: str, text: str) -> str:
    text = text.strip() if name == "escalation" else " ".join(text.split())
    if len(text) > LONGEST[name]:
        label = Resource._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # all of FACTS are fields
        raise Refusal(f"{str(label).capitalize()}: at most {LONGEST[name]} characters.")
    return text


def refuse_outsider(journey: Journey, member: Member | None) -> None:
    if member and member.journey_id != journey.pk:
        raise Refusal("This person is not a member of this journey. Add them on the People page first.")


def said_of(resource: Resource) -> Facts:
    """What the row says, as text; who it is both by id, for a member, and by name."""
    texts = {name: getattr(resource, name) for name in FACTS}
    return {**texts, "member": str(resource.member_id or ""), "name": resource.who}


def pick(facts: Facts, names: list[str]) -> Facts:
    return {name: facts[name] for name in names}


def locked(resource: Resource) -> Resource:
    """As it is now, under the lock of its journey."""
    return Resource.objects.select_related("member", "journey").get(pk=resource.pk)


def tell(journey: Journey, verb: str, resource: Resource, actor: User, **said: Any) -> None:
    record(journey, verb, by=actor, resource=resource.pk, **{"function": resource.function, **said})
