"""What people fill in about a journey: its shape is checked here, its rules in the services."""

from zoneinfo import available_timezones

from django import forms
from django.conf import settings

from journeys.models import Journey, Playbook, Policy, Space
from journeys.services.dates import TaskDates
from journeys.services.errors import Refusal
from journeys.services.journeys import refuse_end_before_start


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class JourneyForm(forms.Form):
    title = forms.CharField(max_length=200)
    starts_on = forms.DateField(label="Start", required=False, widget=DateInput)
    due_on = forms.DateField(label="Target date", required=False, widget=DateInput)

    def clean(self):
        cleaned = super().clean()
        try:
            refuse_end_before_start(cleaned.get("starts_on"), cleaned.get("due_on"))
        except Refusal as refusal:
            self.add_error("due_on", str(refusal))
        return cleaned


class NewJourneyForm(JourneyForm):
    """A journey to start, from a playbook or empty."""

    playbook = forms.ModelChoiceField(Playbook.objects.none(), required=False)
    space = forms.ModelChoiceField(Space.objects.none(), empty_label=None, help_text="Its admins can see the journey.")

    def __init__(self, *args, playbooks, spaces, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["playbook"].queryset = playbooks
        self.fields["space"].queryset = spaces


def labelled(policies) -> list[tuple[str, str]]:
    return [(policy.value, policy.label.capitalize()) for policy in policies]


def time_zones() -> list[tuple[str, str]]:
    """Those that carry the name of a place; the others are aliases and offsets."""
    places = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [("", f"That of the installation ({settings.TIME_ZONE})"), ("UTC", "UTC"), *((n, n) for n in places)]


class SettingsForm(JourneyForm):
    # The database knows no "allow" here: completing a task with open items always says so.
    open_items_policy = forms.ChoiceField(
        label="Completing a task with open items", choices=labelled([Policy.WARN, Policy.REFUSE])
    )
    dependencies_policy = forms.ChoiceField(
        label="Starting a task before what it waits for is done", choices=labelled([Policy.WARN, Policy.REFUSE])
    )
    evidence_policy = forms.ChoiceField(
        label="Ticking an item that asks for a file without one", choices=labelled(Policy)
    )
    time_zone = forms.TypedChoiceField(
        label="Time zone", required=False, choices=time_zones, coerce=str, empty_value=None,
        help_text="By its clocks scheduled documents are sent.",
    )  # fmt: skip
    # Answers to what is asked when the start moves.
    task_dates = forms.ChoiceField(required=False, choices=[(choice.value, choice.name) for choice in TaskDates])
    seen = forms.CharField(required=False, max_length=64)


class LockForm(forms.Form):
    reason = forms.CharField(
        max_length=500, help_text="People read it when they try to change something. Say until when, too."
    )


class UnlockForm(forms.Form):
    reason = forms.CharField(required=False, max_length=500, help_text="People read it in the history.")


class DeleteForm(forms.Form):
    """Asks for the title, so that nobody deletes the wrong journey."""

    confirmation = forms.CharField(label="Title of the journey", help_text="Type it to confirm.")

    def __init__(self, *args, journey: Journey, **kwargs):
        super().__init__(*args, **kwargs)
        self.journey = journey

    def clean_confirmation(self) -> str:
        typed = self.cleaned_data["confirmation"]
        if typed.casefold() != self.journey.title.strip().casefold():
            raise forms.ValidationError("This is not the title of the journey. It was not deleted.")
        return typed


class FilterForm(forms.Form):
    """The filters of the list of journeys, in its URL. What is not understood filters nothing."""

    STATES = [("", "Going on"), ("archived", "Archived"), ("deleted", "Deleted")]

    text = forms.CharField(label="Title contains", required=False, max_length=200)
    space = forms.ModelChoiceField(Space.objects.none(), required=False, empty_label="All spaces")
    state = forms.ChoiceField(label="Show", required=False, choices=STATES)

    def __init__(self, *args, spaces, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["space"].queryset = spaces
