"""Many tasks, selected in the outline, changed or deleted at once."""

from django import forms
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from journeys.access import check
from journeys.models import Journey, Task
from journeys.queries.outline import ids_of
from journeys.services.bulk import MOST_AT_ONCE, change_tasks, delete_tasks
from journeys.services.errors import Confirm
from journeys.web.forms import valid
from journeys.web.pages import journey_page
from journeys.web.reshaping import outlined
from journeys.web.templating import plural
from journeys.web.undo import tell

# The right that each change needs, and the fields that say what is wanted.
NEEDS = {
    "owner": "task.change",
    "dates": "task.change",
    "status": "task.change",
    "scope": "scope.change",
    "delete": "tree.delete",
}
FIELDS = {"owner": ("owner",), "dates": ("starts_on", "due_on"), "status": ("status",), "scope": ("in_scope",)}


class BulkForm(forms.Form):
    """What becomes of the tasks; a field that belongs to another change is passed over."""

    change = forms.ChoiceField(choices=[(name, name) for name in NEEDS])
    starts_on = forms.DateField(required=False)
    due_on = forms.DateField(required=False)
    status = forms.ChoiceField(choices=Task.Status.choices, required=False)
    in_scope = forms.TypedChoiceField(
        choices=[("yes", "in"), ("no", "out")], coerce=lambda value: value == "yes", required=False, empty_value=None
    )
    reason = forms.CharField(required=False, max_length=500)
    confirmed = forms.BooleanField(required=False)

    def __init__(self, *args, journey: Journey, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"] = forms.ModelChoiceField(journey.members.all(), required=False)

    def clean(self) -> dict:
        cleaned = super().clean()
        fields = FIELDS.get(cleaned.get("change"), ())
        given = [name for name in fields if name in cleaned]
        wanted = {name: cleaned[name] for name in given if name == "owner" or cleaned[name] not in (None, "")}
        if fields and not wanted:
            raise forms.ValidationError("Choose what the tasks are to become.")
        return cleaned | {"wanted": wanted}


@require_POST
@journey_page("task.change")
def tasks_change(request, journey: Journey):
    form = valid(BulkForm(request.POST, journey=journey))
    check(journey.role, NEEDS[form["change"]])
    # A field a task from a plain form, one with all of them from a script: a request has at most 1,000 fields.
    task_ids = ids_of(request.POST.getlist("task"), most=MOST_AT_ONCE + 1)
    do = delete if form["change"] == "delete" else change
    words = do(request, journey, task_ids, form)
    undo = tell(request, journey, words, is_undoable=True)
    if not request.htmx:
        return redirect(f"{reverse('outline', args=[journey.pk])}{'?edit=1' if 'edit' in request.POST else ''}")
    journey.refresh_from_db(fields=["revision"])
    return outlined(request, journey, words=words, undo=undo)


def change(request, journey: Journey, task_ids: list[int], form: dict) -> str:
    said = {name: form[name] for name in ("wanted", "reason", "confirmed")}
    count = change_tasks(journey=journey, task_ids=task_ids, by=request.user, **said)
    return f"{plural(count, 'task')} changed." if count else "Nothing changed: they were so already."


def delete(request, journey: Journey, task_ids: list[int], form: dict) -> str:
    if not form["confirmed"]:
        chosen = plural(len(task_ids), "task")
        raise Confirm(f"Delete {chosen}, with their subtasks, checklists and comments? Files stay in the journey.")
    count = delete_tasks(journey=journey, task_ids=task_ids, by=request.user)
    return f"{plural(count, 'task')} deleted."
