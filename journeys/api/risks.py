from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from journeys.api.bodies import Body, Filters, RevisionField
from journeys.api.people import OwnerField, OwnerSerializer
from journeys.api.viewsets import JourneyViewSet
from journeys.models import LEVEL_RULE, Impact, Level, Probability, Risk, User
from journeys.queries.risks import STATUSES, risks_of
from journeys.services.risks import (
    LONGEST_TITLE,
    TEXTS,
    assign_risk,
    choose_strategy,
    edit_text,
    raise_risk,
    rate_risk,
    set_risk_status,
)

LONGEST_TEXT = 100_000


class RiskSerializer(serializers.ModelSerializer):
    """Something that may go wrong."""

    owner = OwnerSerializer(allow_null=True)
    score = serializers.IntegerField(help_text="Probability × impact")
    level = serializers.ChoiceField(choices=Level.choices, help_text=LEVEL_RULE)

    class Meta:
        model = Risk
        fields = [
            "id", "number", "title", "description", "probability", "impact", "score", "level", "owner", "strategy",
            "response", "status", "raised_on", "closed_at",
        ]  # fmt: skip


class RiskFilters(Filters):
    text = serializers.CharField(max_length=200, required=False, help_text="Words of it, or its number")
    status = serializers.ChoiceField(choices=STATUSES, required=False, help_text="`live` is all but the closed ones")
    level = serializers.ChoiceField(choices=Level.choices, required=False, help_text=LEVEL_RULE)
    probability = serializers.ChoiceField(choices=Probability.choices, required=False)
    impact = serializers.ChoiceField(choices=Impact.choices, required=False)


def text_field(help_text: str) -> serializers.CharField:
    return serializers.CharField(
        max_length=LONGEST_TEXT, required=False, allow_blank=True, trim_whitespace=False, help_text=help_text
    )


class RiskRaise(Body):
    title = serializers.CharField(max_length=LONGEST_TITLE)
    probability = serializers.ChoiceField(choices=Probability.choices)
    impact = serializers.ChoiceField(choices=Impact.choices)
    description = text_field("Why it may happen and what it would do, in Markdown")
    response = text_field("What is done about it, in Markdown")
    strategy = serializers.ChoiceField(choices=Risk.Strategy.choices, required=False, allow_blank=True)
    owner = OwnerField(required=False)


class RiskChange(RiskRaise):
    """Any of these; what is left out stays as it is."""

    title = serializers.CharField(max_length=LONGEST_TITLE, required=False)
    probability = serializers.ChoiceField(choices=Probability.choices, required=False)
    impact = serializers.ChoiceField(choices=Impact.choices, required=False)
    base_revision = RevisionField(required=False, help_text="Revision that the texts were written from")

    def validate(self, attrs):
        if attrs.keys() & set(TEXTS) and "base_revision" not in attrs:
            raise serializers.ValidationError({"base_revision": "Say which revision the text was written from."})
        return attrs


class RiskStatusChange(Body):
    status = serializers.ChoiceField(choices=Risk.Status.choices)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, help_text="Goes into the history")


class RiskViewSet(JourneyViewSet):
    needs = {
        "list": "journey.view",
        "retrieve": "journey.view",
        "create": "register.change",
        "partial_update": "register.change",
        "status": "register.change",
    }
    serializer_class = RiskSerializer
    queryset = Risk.objects.none()

    @extend_schema(parameters=[RiskFilters])
    def list(self, request, journey_id):
        """The risks of the journey: the highest score first, the closed ones last."""
        return self.answer_page(risks_of(self.journey, **self.filters(RiskFilters)))

    def retrieve(self, request, journey_id, pk):
        return self.answer(self.risk(pk))

    @extend_schema(request=RiskRaise, responses={201: RiskSerializer})
    def create(self, request, journey_id):
        """Add a risk. It gets the journey's next number, and is open."""
        asked = self.asked(RiskRaise, context={"journey": self.journey})
        return self.answer(raise_risk(journey=self.journey, by=request.user, **asked), status=201)

    @extend_schema(request=RiskChange)
    def partial_update(self, request, journey_id, pk):
        """Change texts, rating, owner or strategy: all of what is sent, or nothing of it. A closed risk stays."""
        risk = self.risk(pk)
        change(risk, request.user, self.asked(RiskChange, context={"journey": self.journey}))
        return self.answer(risk)

    @extend_schema(request=RiskStatusChange)
    @action(detail=True, methods=["post"])
    def status(self, request, journey_id, pk):
        """Say that the risk occurred, is closed, or is open again."""
        return self.answer(set_risk_status(risk=self.risk(pk), by=request.user, **self.asked(RiskStatusChange)))

    def risk(self, pk) -> Risk:
        return self.found(risks_of(self.journey), pk)

    def answer(self, risk: Risk, status: int = 200) -> Response:
        return Response(RiskSerializer(self.risk(risk.pk)).data, status=status)


@transaction.atomic
def change(risk: Risk, by: User, wanted: dict) -> None:
    """All that is wanted, through the service for each part of it."""
    for field in (name for name in TEXTS if name in wanted):
        edit_text(risk=risk, field=field, text=wanted[field], base_revision=wanted["base_revision"], by=by)
    if wanted.keys() & {"probability", "impact"}:
        rating = {name: wanted.get(name, getattr(risk, name)) for name in ("probability", "impact")}
        rate_risk(risk=risk, by=by, **rating)
    if "owner" in wanted:
        assign_risk(risk=risk, owner=wanted["owner"], by=by)
    if "strategy" in wanted:
        choose_strategy(risk=risk, strategy=wanted["strategy"], by=by)
