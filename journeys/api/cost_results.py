"""How computed costs look in JSON."""

from dataclasses import asdict

from rest_framework import serializers

from journeys.models import CostLine
from journeys.queries.cost_explanations import explanations_of
from journeys.queries.costing import Case, Results


def money(**options) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=60, decimal_places=2, **options)


def ratio(**options) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=60, decimal_places=4, allow_null=True, **options)


class YearSerializer(serializers.Serializer):
    year = serializers.IntegerField()
    today = money()
    target = money()
    saving = money()
    cumulative = money(help_text="Savings up to the end of the year")
    share = ratio(help_text="Saving / today")
    today_per_contact = money(allow_null=True)
    target_per_contact = money(allow_null=True)


class CategoryCostSerializer(serializers.Serializer):
    category = serializers.ChoiceField(choices=CostLine.Category.choices)
    today = money()
    target = money()
    saving = money()


class LineCostSerializer(serializers.Serializer):
    line = serializers.IntegerField(help_text="Its id")
    amounts = serializers.ListField(child=money(), help_text="One for each year")
    total = money()


class ExplanationSerializer(serializers.Serializer):
    key = serializers.CharField(help_text="Of the figure that it explains")
    title = serializers.CharField()
    rule = serializers.CharField()
    numbers = serializers.ListField(child=serializers.CharField())


class ResultsSerializer(serializers.Serializer):
    """The figures of one scenario; what names no year is over all years. Null where it would divide by nothing."""

    case = serializers.ChoiceField(choices=Case.choices)
    currency = serializers.CharField()
    today = money()
    target = money()
    saving = money()
    share = ratio(help_text="Saving / today")
    roi = ratio(help_text="(today - target) / target")
    npv = money()
    payback = serializers.IntegerField(allow_null=True, help_text="Month, from 1")
    today_per_contact = money(allow_null=True)
    target_per_contact = money(allow_null=True)
    years = YearSerializer(many=True)
    categories = CategoryCostSerializer(many=True)
    lines = LineCostSerializer(many=True)
    explanations = ExplanationSerializer(many=True)


def told(results: Results) -> dict:
    """What the serializer of results shows."""
    facts = {name: getattr(results, name) for name in ResultsSerializer().fields if hasattr(results, name)}
    return {
        **facts,
        "case": results.scenario.case,
        "currency": results.plan.currency,
        "lines": [{"line": cost.line.id, "amounts": cost.amounts, "total": cost.total} for cost in results.lines],
        "explanations": [asdict(each) for each in explanations_of(results)],
    }
