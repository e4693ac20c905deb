"""What is made of a journey: a copy of it, and a playbook."""

from django import forms
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from journeys.access import spaces_for
from journeys.models import Journey, Space
from journeys.queries.journey_trees import Parts
from journeys.services.copying import Keep, copy_journey
from journeys.services.errors import Refusal
from journeys.services.saving import LONGEST_TITLE, LONGEST_VERSION, next_version, playbook_tree, save_playbook
from journeys.web.journey_forms import JourneyForm
from journeys.web.pages import journey_context, journey_page


class CopyForm(JourneyForm):
    space = forms.ModelChoiceField(Space.objects.none(), empty_label=None, help_text="Its admins can see the copy.")
    dates = forms.BooleanField(
        required=False, help_text="Moved by as many working days as the start. Otherwise they follow from the plan."
    )
    owners = forms.BooleanField(
        label="Owners", required=False, help_text="With the people of the journey, and who is there at go-live."
    )
    files = forms.BooleanField(required=False, help_text="The newest version of each.")

    def __init__(self, *args, spaces, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["space"].queryset = spaces

    @property
    def facts(self) -> dict:
        """As the service takes them."""
        facts = dict(self.cleaned_data)
        return {"keep": Keep(**{name: facts.pop(name) for name in ("dates", "owners", "files")}), **facts}


class SaveForm(forms.Form):
    """What the playbook is called, and what of the journey it holds."""

    title = forms.CharField(max_length=LONGEST_TITLE)
    version = forms.CharField(max_length=LONGEST_VERSION)
    summary = forms.CharField(required=False, max_length=1000)
    space = forms.ModelChoiceField(Space.objects.none(), empty_label=None, help_text="Its people see the playbook.")
    is_new = forms.BooleanField(
        label="A playbook of its own", required=False, help_text="Not a version of the one that this journey follows."
    )
    in_scope_only = forms.BooleanField(label="Only what is in scope", required=False)
    descriptions = forms.BooleanField(label="Descriptions", required=False)
    tools = forms.BooleanField(label="Tools", required=False)
    items = forms.BooleanField(label="Checklists", required=False)
    dates = forms.BooleanField(
        label="Dates", required=False, help_text="In working days from the start of the journey."
    )

    def __init__(self, *args, spaces, journey: Journey, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["space"].queryset = spaces
        if journey.playbook is None:
            del self.fields["is_new"]

    PARTS = ("in_scope_only", "descriptions", "tools", "items", "dates")

    @property
    def facts(self) -> dict:
        """As the services take them."""
        facts = {name: value for name, value in self.cleaned_data.items() if name not in self.PARTS}
        return facts | {"parts": Parts(**{name: self.cleaned_data[name] for name in self.PARTS})}


@require_http_methods(["GET", "HEAD", "POST"])
@journey_page("journey.change")
def journey_copy(request, journey: Journey):
    spaces = spaces_for(request.user, "journey.create").order_by("name")
    initial = {"title": f"Copy of {journey.title}"[:200], "space": journey.space_id, "starts_on": journey.starts_on}
    form = CopyForm(request.POST or None, spaces=spaces, initial=initial)
    if form.is_valid():
        try:
            copy = copy_journey(journey=journey, by=request.user, **form.facts)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("overview", copy.pk)
    context = {"form": form, "may_create": bool(spaces)}
    return render(request, "journeys/copy.html", journey_context(journey, "journey_playbook", **context))


@require_http_methods(["GET", "HEAD", "POST"])
@journey_page("journey.change")
def journey_save(request, journey: Journey):
    """The form; with `preview` also what the playbook would hold."""
    spaces = spaces_for(request.user, "playbook.import").order_by("name")
    form = SaveForm(request.POST or None, spaces=spaces, journey=journey, initial=begun(journey))
    counts = None
    if form.is_valid():
        try:
            if "preview" not in request.POST:
                return redirect("playbook", save_playbook(journey=journey, by=request.user, **form.facts).pk)
            facts = {name: value for name, value in form.facts.items() if name != "space"}
            counts = playbook_tree(journey=journey, **facts).counts
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "counts": counts, "may_import": bool(spaces)}
    return render(request, "journeys/save.html", journey_context(journey, "journey_playbook", **context))


def begun(journey: Journey) -> dict:
    """The next version of its playbook, with all that is in scope."""
    playbook = journey.playbook
    facts = {"title": journey.title, "version": "1.0"}
    if playbook:
        facts = {"title": playbook.title, "version": next_version(playbook.version), "summary": playbook.summary}
    return {**facts, "space": journey.space_id, **dict.fromkeys(SaveForm.PARTS, True)}
