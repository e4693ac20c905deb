"""Small forms that check the shape of what people post; services check the rules."""

from django import forms

from journeys.models import Outcome, Priority, Task
from journeys.services.errors import Refusal


class SettleForm(forms.Form):
    """An outcome; a note only when it was written."""

    outcome = forms.ChoiceField(choices=Outcome.choices)
    note = forms.CharField(required=False, max_length=20_000, empty_value=None)
    base_revision = forms.IntegerField(required=False, min_value=0)
    confirmed = forms.BooleanField(required=False)

    def clean_note(self) -> str | None:
        """An emptied field says that there is no note; no field says nothing about it."""
        if "note" not in self.data:
            return None
        return self.cleaned_data["note"] or ""


class StatusForm(forms.Form):
    status = forms.ChoiceField(choices=Task.Status.choices)
    reason = forms.CharField(required=False, max_length=500)
    confirmed = forms.BooleanField(required=False)


class SubtaskForm(forms.Form):
    title = forms.CharField(max_length=300)


class TextForm(forms.Form):
    """One text of a task, and the revision that it was written from."""

    field = forms.ChoiceField(choices=[("title", "title"), ("description", "description")])
    text = forms.CharField(required=False, max_length=100_000, strip=False)
    base_revision = forms.IntegerField(min_value=0)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("field") == "title" and len(cleaned.get("text", "")) > 300:
            self.add_error("text", "A title has at most 300 characters.")
        return cleaned


class DatesForm(forms.Form):
    starts_on = forms.DateField(required=False)
    due_on = forms.DateField(required=False)


class PlanForm(forms.Form):
    """In working days; the service knows their limits."""

    starts_after = forms.IntegerField(required=False, label="Starts after")
    length = forms.IntegerField(required=False)


class EffortForm(forms.Form):
    estimate_hours = forms.DecimalField(required=False, min_value=0, max_digits=7, decimal_places=2)
    spent_hours = forms.DecimalField(required=False, min_value=0, max_digits=7, decimal_places=2)


class WaitsForm(forms.Form):
    """Another task of the journey, and whether it is waited for."""

    waits = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda value: value == "yes")

    def __init__(self, *args, journey, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"] = forms.ModelChoiceField(journey.tasks.all())


class OwnerForm(forms.Form):
    """One of the journey's members, or nobody."""

    def __init__(self, *args, journey, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"] = forms.ModelChoiceField(journey.members.all(), required=False)


class FollowForm(forms.Form):
    follow = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda value: value == "yes")


class PriorityForm(forms.Form):
    priority = forms.ChoiceField(choices=Priority.choices)


class CommentForm(forms.Form):
    """The service knows its limits."""

    text = forms.CharField(required=False)


class CommentEditForm(CommentForm):
    base_revision = forms.IntegerField(required=False, min_value=0)


class ScopeForm(forms.Form):
    in_scope = forms.TypedChoiceField(choices=[("yes", "in"), ("no", "out")], coerce=lambda value: value == "yes")
    reason = forms.CharField(required=False, max_length=500)


def valid(form: forms.Form) -> dict:
    """What was posted, or a refusal that says what is wrong with it."""
    if not form.is_valid():
        raise Refusal(first_error(form))
    return form.cleaned_data


def first_error(form: forms.Form) -> str:
    """What is wrong with the first wrong field, in words for a notice."""
    name, errors = next(iter(form.errors.items()))
    if name == "__all__":
        return errors[0]
    return f"{name.replace('_', ' ').capitalize()}: {errors[0]}"
