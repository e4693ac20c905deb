"""The page of one task, where everything about it is changed in place."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from journeys.models import Journey, Task
from journeys.playbooks.lists import bullet_lists
from journeys.queries import dependencies as dependency_query
from journeys.queries import tasks as task_query
from journeys.queries.approvals import approvals_of
from journeys.queries.comments import comments_on
from journeys.queries.dates import planned
from journeys.queries.decisions import waited_for
from journeys.queries.outline import task_rows
from journeys.queries.raci import letters_of
from journeys.services import tasks as task_service
from journeys.services import tree
from journeys.services.dates import set_dates_by_plan, set_plan
from journeys.services.dependencies import set_waits_for
from journeys.web.forms import (
    DatesForm,
    EffortForm,
    OwnerForm,
    PlanForm,
    StatusForm,
    SubtaskForm,
    TextForm,
    WaitsForm,
    valid,
)
from journeys.web.outline import moved
from journeys.web.pages import journey_context, journey_page


@require_GET
@journey_page("journey.view")
def tasks(request, journey: Journey):
    """All tasks of a journey are its outline."""
    return redirect("outline", journey.pk)


@require_GET
@journey_page("journey.view")
def task(request, journey: Journey, task_id: int):
    page = get_object_or_404(task_query.tasks_of(journey), pk=task_id)
    return render(request, "journeys/task.html", task_context(request, journey, page))


def task_context(request, journey: Journey, page: Task) -> dict:
    """Everything that the page of a task shows."""
    today, find = localdate(), request.GET.get("find", "").replace("\0", "").strip()[:200]
    [row] = task_rows(journey, today, pk=page.pk)
    return journey_context(
        journey,
        "outline",
        task=page,
        by_plan=planned(page, journey.starts_on),
        row=row,
        members=list(journey.members.all()),
        lists=bullet_lists(page.description),
        groups=task_query.checklists_of(journey, [page.pk])[page.pk],
        subtasks=task_rows(journey, today, parent=page),
        neighbours=task_query.neighbours_of(journey, page),
        files=task_query.files_of(page),
        approvals=list(approvals_of(journey).filter(task=page)),
        waited_for=waited_for(page),
        awaited=dependency_query.awaited(page),
        waiting=dependency_query.waiting(page),
        find=find,
        found=dependency_query.could_be_awaited(journey, page, find),
        raci=letters_of(page),
        comments=comments_on(page),
        events=task_query.events_of(page),
        is_followed=page.follows.filter(user=request.user).exists(),
    )


def task_in(journey: Journey, task_id: int) -> Task:
    return get_object_or_404(journey.tasks, pk=task_id)


def answer(request, journey: Journey, changed: Task, *parts: str, unblocked: str = "") -> HttpResponse:
    """The named parts of the task's page as they are now; without htmx, the page itself."""
    if not request.htmx:
        return redirect("task", journey.pk, changed.pk)
    journey.refresh_from_db(fields=["revision"])
    page = task_query.tasks_of(journey).get(pk=changed.pk)
    context = {**task_context(request, journey, page), "parts": parts, "unblocked": unblocked}
    return render(request, "journeys/_task_parts.html", context)


@require_POST
@journey_page("task.change")
def task_status(request, journey: Journey, task_id: int):
    changed = task_service.set_status(
        task=task_in(journey, task_id), by=request.user, **valid(StatusForm(request.POST))
    )
    unblocked = said_of_unblocked(changed)
    if request.htmx and request.htmx.target and request.htmx.target.startswith("row-"):
        return row_answer(request, journey, changed, unblocked)
    if unblocked and not request.htmx:
        messages.success(request, unblocked)
    return answer(request, journey, changed, "status", "figures", unblocked=unblocked)


def said_of_unblocked(changed: Task) -> str:
    """Which tasks can go on now that `changed` is completed; empty when none waited for it."""
    if changed.status != Task.Status.COMPLETED:
        return ""
    titles = [f"“{task}”" for task in dependency_query.unblocked_by(changed)]
    return f"{', '.join(titles)} can go on now." if titles else ""


def row_answer(request, journey: Journey, changed: Task, unblocked: str) -> HttpResponse:
    """A row as it is now, and the figures above it: on the page of a task those of the journey alone."""
    context = moved_by(journey, changed) | {"unblocked": unblocked}
    if "/tasks/" in (request.htmx.current_url_abs_path or ""):
        context |= {"phases": [], "modules": []}
    return render(request, "journeys/_moved.html", context)


def moved_by(journey: Journey, changed: Task) -> dict:
    """The row of `changed`, and the figures of its own module and phase."""
    context = moved(journey, [changed.pk])
    context["modules"] = [module for module in context["modules"] if module.id == changed.module_id]
    context["phases"] = [phase for phase in context["phases"] if context["modules"][0] in phase.modules]
    return context


@require_POST
@journey_page("task.change")
def task_text(request, journey: Journey, task_id: int):
    form = valid(TextForm(request.POST))
    changed = task_service.edit_text(task=task_in(journey, task_id), by=request.user, **form)
    return answer(request, journey, changed, form["field"])


@require_POST
@journey_page("task.change")
def task_owner(request, journey: Journey, task_id: int):
    form = valid(OwnerForm(request.POST, journey=journey))
    changed = task_service.assign(task=task_in(journey, task_id), by=request.user, **form)
    return answer(request, journey, changed, "owner")


@require_POST
@journey_page("task.change")
def task_dates(request, journey: Journey, task_id: int):
    form = valid(DatesForm(request.POST))
    changed = task_service.schedule(task=task_in(journey, task_id), by=request.user, **form)
    return answer(request, journey, changed, "dates", "status")


@require_POST
@journey_page("task.change")
def task_plan(request, journey: Journey, task_id: int):
    changed = set_plan(task=task_in(journey, task_id), by=request.user, **valid(PlanForm(request.POST)))
    return answer(request, journey, changed, "dates")


@require_POST
@journey_page("task.change")
def task_dates_by_plan(request, journey: Journey, task_id: int):
    changed = set_dates_by_plan(task=task_in(journey, task_id), by=request.user)
    return answer(request, journey, changed, "dates", "status")


@require_POST
@journey_page("task.change")
def task_effort(request, journey: Journey, task_id: int):
    changed = task_service.set_effort(
        task=task_in(journey, task_id), by=request.user, **valid(EffortForm(request.POST))
    )
    return answer(request, journey, changed, "effort")


@require_POST
@journey_page("task.change")
def task_waits(request, journey: Journey, task_id: int):
    form = valid(WaitsForm(request.POST, journey=journey))
    changed = set_waits_for(task=task_in(journey, task_id), by=request.user, **form)
    return answer(request, journey, changed, "dependencies")


@require_POST
@journey_page("tree.change")
def subtask_add(request, journey: Journey, task_id: int):
    parent = task_in(journey, task_id)
    tree.add_task(module=parent.module, parent=parent, by=request.user, **valid(SubtaskForm(request.POST)))
    return answer(request, journey, parent, "subtasks", "figures")
