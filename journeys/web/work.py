"""My work: the first page that people see."""

from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from journeys.access import journeys_for, spaces_for
from journeys.queries.work import grouped_by_due, work_of
from journeys.services import demo


@require_GET
def my_work(request):
    today = localdate()
    context = {
        "groups": grouped_by_due(work_of(request.user), today),
        "today": today,
        "has_journeys": journeys_for(request.user).exists(),
        "is_demo_there": request.user.is_superuser and demo.is_there(),
        "may_create": spaces_for(request.user, "journey.create").exists(),
    }
    return render(request, "my_work.html", context)
