"""The filters in the URL of outline, board and list."""

from django import forms

from journeys.models import ChecklistItem, Task
from journeys.queries.filtering import Filters

BIGGEST_ID = 2**63 - 1


class Id(forms.IntegerField):
    """A number that may be in a database; nothing when it is left out."""

    def __init__(self):
        super().__init__(required=False, min_value=0, max_value=BIGGEST_ID)


class FiltersForm(forms.Form):
    """The filters in the URL. What is not understood filters nothing."""

    text = forms.CharField(required=False, max_length=200)
    phase = Id()
    module = Id()
    owner = Id()
    status = forms.ChoiceField(required=False, choices=Task.Status.choices)
    kind = forms.ChoiceField(required=False, choices=ChecklistItem.Kind.choices)
    open_only = forms.BooleanField(required=False)
    mine = forms.BooleanField(required=False)
    overdue = forms.BooleanField(required=False)


def filters_from(query) -> Filters:
    if not query:
        return Filters()
    form = FiltersForm(query)
    form.is_valid()
    return Filters(**{name: value for name, value in form.cleaned_data.items() if value not in ("", None)})
