"""Where the entries of a history lead: to the page or the place on a page of what each is about."""

from collections.abc import Sequence

from django.urls import reverse

from journeys.models import Event, Journey
from journeys.queries.subjects import Subject, subjects_of

# What has a page of its own.
PAGES = {
    "task": "task", "file": "file_download", "decision": "decision", "risk": "risk", "cost": "cost_line",
    "approval": "approval",
    "import": "import_page",
}  # fmt: skip
# What has its place on a page of the journey.
PLACES = {
    "phase": "outline", "module": "outline", "member": "people", "note": "notes", "role": "raci_roles",
    "resource": "resources", "schedule": "schedules",
}  # fmt: skip
# What is about no row, by the noun of its verb.
WHOLE = {"costs": "costs", "raci": "raci", "light": "overview", "workbook": "imports", "tasks": "outline"}
ENDS = ("deleted", "removed")


def links_of(journey: Journey, events: Sequence[Event]) -> dict[int, str | None]:
    """By the sequence of an event: the address of what it is about; None when that was deleted later. One query.

    What an event deleted itself, and what leads nowhere, is not in it.
    """
    subjects = subjects_of(journey, events)
    links: dict[int, str | None] = {}
    for event in events:
        noun, _, done = event.verb.partition(".")
        subject = subjects.get(event.sequence)
        if subject:
            links[event.sequence] = address_of(journey, subject)
        elif event.sequence not in subjects and noun in WHOLE:
            links[event.sequence] = reverse(WHOLE[noun], args=[journey.pk])
        elif event.sequence in subjects and done not in ENDS:
            links[event.sequence] = None
    return links


def address_of(journey: Journey, subject: Subject) -> str:
    noun, id, within = subject
    if noun in PAGES:
        return reverse(PAGES[noun], args=[journey.pk, id])
    if noun in PLACES:
        return f"{reverse(PLACES[noun], args=[journey.pk])}#{noun}-{id}"
    if noun == "mail":
        return f"{reverse('schedules', args=[journey.pk])}#schedule-{within}"
    if noun == "document":
        return f"{reverse('documents', args=[journey.pk])}?kind={within}#document-{id}"
    return f"{reverse('task', args=[journey.pk, int(within)])}#{noun}-{id}"
