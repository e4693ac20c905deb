"""The playbook that a journey follows: another version of it, copies of the journey, and playbooks made of it."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from journeys.models import Journey, Playbook
from journeys.playbooks.merging import WHATS, Change, Merge
from journeys.queries.upgrades import compare_with, versions_for
from journeys.services.upgrading import Stale, last_upgrade, upgrade_journey
from journeys.web.comparing import sides
from journeys.web.pages import journey_context, journey_page
from journeys.web.undo import tell

CONFLICTS, STAYING = "conflicts", "staying"
NOUNS = {"phase": "Phase", "module": "Module", "task": "Task", "subtask": "Subtask", "item": "Checklist item"}
FIELDS = {"starts_after": "start, in working days", "length": "length, in working days", "section": "group"}


@dataclass(frozen=True, slots=True)
class Part:
    """Changes of one kind, as the page lists them."""

    name: str
    changes: list[Change]


@require_GET
@journey_page("journey.change")
def journey_playbook(request, journey: Journey):
    context = {
        "versions": versions_for(journey, request.user),
        "last_upgrade": last_upgrade(journey, request.user),
    }
    return render(request, "journeys/playbook.html", journey_context(journey, "journey_playbook", **context))


@require_http_methods(["GET", "HEAD", "POST"])
@journey_page("journey.change")
def upgrade(request, journey: Journey, playbook_id: int):
    """What another version would change, and taking it over."""
    playbook = get_object_or_404(versions_for(journey, request.user), pk=playbook_id)
    if request.method != "POST":
        merge, _ = compare_with(journey, playbook)
        taken = set() if "none" in request.GET else default_of(merge)
        return page(request, journey, playbook, merge, taken)
    chosen = request.POST.getlist("take")
    try:
        upgrade_journey(
            journey=journey, playbook=playbook, chosen=chosen, stamp=request.POST.get("stamp", ""), by=request.user
        )
    except Stale as stale:
        # What was ticked and is still there stays ticked.
        return page(request, journey, playbook, stale.merge, set(chosen), stale=stale)
    tell(request, journey, f"The journey follows version {playbook.version} now.", is_undoable=True)
    return redirect("journey_playbook", journey.pk)


def default_of(merge: Merge) -> set[str]:
    """In a conflict what the team has stays."""
    return {change.id for change in merge.changes if not change.is_conflict}


def page(request, journey: Journey, playbook: Playbook, merge: Merge, taken: set[str], stale=None) -> HttpResponse:
    context = {
        "playbook": playbook, "merge": merge, "parts": parts_of(merge), "taken": taken, "sides": sides, "stale": stale,
        "nouns": NOUNS, "fields": FIELDS,
    }  # fmt: skip
    context = journey_context(journey, "journey_playbook", **context)
    return render(request, "journeys/upgrade.html", context, status=409 if stale else 200)


def parts_of(merge: Merge) -> list[Part]:
    """Conflicts first; what stays whatever is chosen last."""
    by_name: dict[str, list[Change]] = {name: [] for name in (CONFLICTS, *WHATS, STAYING)}
    for change in merge.changes:
        name = change.what if change.is_choice else STAYING
        by_name[CONFLICTS if change.is_conflict and change.is_choice else name].append(change)
    return [Part(name, changes) for name, changes in by_name.items()]
