"""My work: the first page that people see. What is mine, and what I follow."""

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from journeys.access import spaces_for, visible_journeys
from journeys.models import Journey
from journeys.queries import work as query
from journeys.queries.mails import mails_in_trouble
from journeys.queries.spaces import count_out_of_reach
from journeys.services import demo
from journeys.services.following import follow, unfollow
from journeys.web.forms import FollowForm, valid
from journeys.web.pages import for_signed_in, journey_page

PAGE_SIZE = 100
KINDS = {"task": "Tasks", "item": "Checklist items"}


class WorkForm(forms.Form):
    """The filters in the URL. What is not understood filters nothing."""

    due = forms.ChoiceField(required=False, choices=list(query.DUES.items()))
    kind = forms.ChoiceField(required=False, choices=list(KINDS.items()))

    def __init__(self, *args, journeys, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["journey"] = forms.ModelChoiceField(journeys, required=False)

    def filters(self) -> query.Filters:
        self.is_valid()
        return query.Filters(**{name: value for name, value in self.cleaned_data.items() if value})


@for_signed_in
@require_GET
def my_work(request):
    context = {
        "has_journeys": visible_journeys(request.user).exists(),
        "out_of_reach": count_out_of_reach(request.user),
        "mails_in_trouble": mails_in_trouble() if request.user.is_superuser else 0,
        "is_demo_there": request.user.is_superuser and demo.is_there(),
        "may_create": spaces_for(request.user, "journey.create").exists(),
    }
    return listed(request, "my_work", query.owned_by(request.user), context)


@for_signed_in
@require_GET
def following(request):
    return listed(request, "following", query.followed_by(request.user), {})


def listed(request, name: str, places: list[query.Place], context: dict):
    """A page of the work at `places` as the filters in the URL choose them."""
    today, journeys = localdate(), list(query.journeys_of_mine(request.user).only("title"))
    filters = WorkForm(request.GET, journeys=Journey.objects.filter(pk__in=[each.pk for each in journeys])).filters()
    fitting = [place for place in places if filters.fit(place, today)]
    page = Paginator(fitting, PAGE_SIZE).get_page(request.GET.get("page"))
    context |= {
        "here": name,
        "page": page,
        "groups": query.grouped_by_due(query.work_at(page.object_list, today)),
        "counts": query.counts_of(places, today),
        "dues": query.DUES,
        "kinds": KINDS,
        "journeys": journeys,
        "filters": filters,
        "is_filtered": filters != query.Filters(),
        "today": today,
    }
    return render(request, f"{name}.html", context)


@require_POST
@journey_page("journey.view")
def task_follow(request, journey: Journey, task_id: int):
    """Follow a task, or do so no longer: both can be said twice."""
    task = get_object_or_404(journey.tasks, pk=task_id)
    wanted = valid(FollowForm(request.POST))["follow"]
    (follow if wanted else unfollow)(task=task, by=request.user)
    if not request.htmx:
        return redirect("task", journey.pk, task.pk)
    return render(request, "journeys/task/_follow.html", {"journey": journey, "task": task, "is_followed": wanted})
