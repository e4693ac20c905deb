"""The tools of a task on its page."""

from django import forms
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from journeys.models import Journey, Tool
from journeys.services import tools
from journeys.web.forms import valid
from journeys.web.pages import journey_page
from journeys.web.tasks import answer, task_in


class ToolForm(forms.Form):
    name = forms.CharField(required=False, max_length=tools.LONGEST_NAME)
    url = forms.CharField(required=False, max_length=2000)


def tool_in(journey: Journey, tool_id: int) -> Tool:
    return get_object_or_404(Tool.objects.select_related("task"), task__journey=journey, pk=tool_id)


@require_POST
@journey_page("tree.change")
def tool_add(request, journey: Journey, task_id: int):
    task = task_in(journey, task_id)
    tools.add_tool(task=task, by=request.user, **valid(ToolForm(request.POST)))
    return answer(request, journey, task, "tools")


@require_POST
@journey_page("tree.change")
def tool_change(request, journey: Journey, tool_id: int):
    tool = tools.change_tool(tool=tool_in(journey, tool_id), by=request.user, **valid(ToolForm(request.POST)))
    return answer(request, journey, tool.task, "tools")


@require_POST
@journey_page("tree.change")
def tool_remove(request, journey: Journey, tool_id: int):
    tool = tool_in(journey, tool_id)
    tools.remove_tool(tool=tool, by=request.user)
    return answer(request, journey, tool.task, "tools")
