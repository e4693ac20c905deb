"""Roles that a new matrix could start with, each with where it comes from. A person chooses; nothing is added here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from operator import or_

from django.db.models import Q

from journeys.models import ChecklistItem, Journey, Side

# Tasks that list people say so in their title; in their description each bullet is one of them.
NAMING = ("stakeholder", "business leader", "decision maker")
BULLET = re.compile(r"^ {0,3}[-*+]\s+(\S.*)$", re.MULTILINE)
ASIDE = re.compile(r"\s*\((?!\w{2,5}\))[^)]*\)|\s*[;:.]\s*$")
# Items that name people begin with whose they are: "Customer - Network: the contact … is named."
OWNED = re.compile(r"(Customer|AWS|Vendor|Partner) - (?!Other)([^:]+):")
SIDES = {"Customer": Side.CUSTOMER, "AWS": Side.AWS, "Vendor": Side.PARTNER, "Partner": Side.PARTNER}
LONGEST = 60
USUAL = {
    Side.CUSTOMER: ("Executive sponsor", "Project lead"),
    Side.AWS: (
        "Account manager",
        "Solutions architect",
        "Technical account manager (TAM)",
        "Professional Services consultant",
    ),
    Side.PARTNER: ("Project manager", "Solutions architect", "Contact flow developer", "Test lead"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A role, and in words why it is offered."""

    side: Side
    name: str
    source: str

    @property
    def value(self) -> str:
        """As a form sends it back."""
        return f"{self.side}:{self.name}"


def offers_for(journey: Journey) -> list[Offer]:
    """The roles that the journey's tasks and items name, then the usual ones, side by side, without those it has.

    Three queries.
    """
    known = {(side, name.casefold()) for side, name in journey.raci_roles.values_list("side", "name")}
    found = []
    for offer in (*named_in_descriptions(journey), *named_in_items(journey), *usual()):
        key = (str(offer.side), offer.name.casefold())
        if key not in known:
            known.add(key)
            found.append(offer)
    return sorted(found, key=lambda offer: Side.values.index(offer.side))


def by_side_and_source(offers: list[Offer]) -> list[tuple[str, list[tuple[str, list[Offer]]]]]:
    """As a page shows them: the sides in their order, and in each the sources."""
    return [
        (str(side.label), [(source, list(each)) for source, each in groupby(of_side, lambda offer: offer.source)])
        for side, of_side in groupby(offers, lambda offer: offer.side)
    ]


def named_in_descriptions(journey: Journey) -> Iterator[Offer]:
    titles = reduce(or_, (Q(title__icontains=words) for words in NAMING))
    for task in journey.tasks.filter(titles).in_order().only("title", "description", "journey"):
        for line in BULLET.findall(task.description):
            name = ASIDE.sub("", line).strip()
            if name and len(name) <= LONGEST and "](" not in name:
                yield Offer(Side.CUSTOMER, name, f"Listed in “{task.title}”")


def named_in_items(journey: Journey) -> Iterator[Offer]:
    begins = reduce(or_, (Q(text__startswith=f"{whose} - ") for whose in SIDES))
    items = ChecklistItem.objects.filter(begins, task__journey=journey).order_by("task", "position")
    for text, title in items.values_list("text", "task__title"):
        if (named := OWNED.match(text)) and len(named[2]) <= LONGEST:
            yield Offer(SIDES[named[1]], named[2].strip(), f"Named in “{title}”")


def usual() -> Iterator[Offer]:
    for side, names in USUAL.items():
        for name in names:
            yield Offer(side, name, "Usual in such a migration")
