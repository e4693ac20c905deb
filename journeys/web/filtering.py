"""The filters in the URL of outline, board and list."""

from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from journeys.models import ChecklistItem, Journey, Task
from journeys.queries.filtering import Filters
from journeys.queries.outline import branches, choices_of

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


def filtering_context(request, journey: Journey, query: QueryDict) -> dict:
    """The filters in `query`, what they offer, and who looks. Three queries."""
    phases, _ = branches(journey)
    return {
        "filters": filters_from(query),
        "kept": kept(query),
        "members": list(journey.members.all()),
        "me": journey.members.of(request.user),
        "choices": choices_of(phases.values()),
    }


def kept(query: QueryDict) -> str:
    """The filters alone, as the end of a URL: what outline, board and list hand on to each other."""
    return urlencode([(name, query[name]) for name in FiltersForm.base_fields if query.get(name)])


def changed(query: QueryDict, name: str, value: object) -> str:
    """The whole of `query` with another value for `name`."""
    copied = query.copy()
    copied[name] = str(value)
    return copied.urlencode()
