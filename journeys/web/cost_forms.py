"""The forms of the costs: shape and limits come from the models, so that a page and the services say the same."""

from decimal import Decimal

from django import forms

from journeys.models import CostLine, CostPlan
from journeys.queries.costing import Case
from journeys.queries.costs import FACTORS, PLAN
from journeys.services.costs import LINE, SCENARIOS


class CostForm(forms.ModelForm):
    """Checks what was posted, and the revision of the journey that it was written from."""

    base_revision = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, value in self.initial.items():
            if isinstance(value, Decimal):
                self.initial[name] = bare(value)
            if isinstance(self.fields[name], forms.DecimalField):
                self.fields[name].widget.attrs["step"] = "any"


class PlanForm(CostForm):
    """Saved in place: what is wrong with a field appears below it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["aria-describedby"] = f"id_{name}_error"


class AssumptionsForm(PlanForm):
    class Meta:
        model = CostPlan
        fields = PLAN
        labels = {
            "first_year": "First year",
            "years": "Years",
            "discount_rate": "Discount rate, %",
            "voice_contacts": "Voice contacts",
            "voice_minutes": "Voice minutes",
            "chat_contacts": "Chat contacts",
            "chat_messages": "Chat messages",
            "email_contacts": "E-mail contacts",
            "task_contacts": "Tasks",
        }
        help_texts = {"currency": "", "discount_rate": ""}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["currency"].widget.attrs |= {"size": 4, "autocapitalize": "characters", "spellcheck": "false"}


class ScenariosForm(PlanForm):
    class Meta:
        model = CostPlan
        fields = SCENARIOS

    def rows(self):
        """For each scenario its name and the fields of its factors."""
        return [(case, [self[f"{case}_{name}"] for name in FACTORS]) for case in Case]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for case in Case:
            for name, words in zip(FACTORS, ("volumes", "costs today", "costs of the target"), strict=True):
                self.fields[f"{case}_{name}"].widget.attrs["aria-label"] = f"{case.label}: {words}, in percent"


class LineForm(CostForm):
    class Meta:
        model = CostLine
        fields = LINE
        labels = {"period": "Paid", "growth": "Growth of the price", "unit_price": "Unit price"}
        help_texts = {"quantity": "How many; for what follows agents or volumes, how many for each of them"}
        widgets = {"note": forms.Textarea({"rows": 4})}

    def __init__(self, *args, years: dict[int, int], **kwargs):
        """`years` are those of the calendar by their numbers in the plan."""
        super().__init__(*args, **kwargs)
        for name in ("category", "driver", "period"):
            field = self.fields[name]
            field.choices = [(value, str(label)[:1].upper() + str(label)[1:]) for value, label in field.choices]
        named = [(number, f"Year {number} ({year})") for number, year in years.items()]
        whole = {"coerce": int, "empty_value": None}
        self.fields["first_year"] = forms.TypedChoiceField(choices=named, label="First year", **whole)
        self.fields["last_year"] = forms.TypedChoiceField(
            choices=[("", "To the end"), *named], label="Last year", required=False, **whole
        )


def bare(value: Decimal) -> str:
    """A figure as an input holds it: without zeros at its end and without separators."""
    return f"{value.normalize():f}"
