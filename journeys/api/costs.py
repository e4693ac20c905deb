from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from journeys.api.bodies import Body, RevisionField
from journeys.api.cost_results import ResultsSerializer, told
from journeys.api.viewsets import JourneyViewSet
from journeys.models import CostLine, CostPlan
from journeys.queries.costing import Costs, compare
from journeys.queries.costs import PLAN, lines_of, plan_of, plan_row_of
from journeys.services.costs import (
    LINE,
    SCENARIOS,
    add_line,
    add_starting_lines,
    change_line,
    move_line,
    remove_line,
    set_assumptions,
    set_scenarios,
)

BASE = "Revision that it was written from; refused when the same was changed since"


class LineSerializer(serializers.ModelSerializer):
    """One cost, of how things are today or of the target. Its years count from 1, the first of the plan."""

    class Meta:
        model = CostLine
        fields = ["id", *LINE]


class LineAdd(Body, serializers.ModelSerializer):
    class Meta:
        model = CostLine
        fields = LINE


class LineChange(LineAdd):
    """What is left out stays as it is."""

    base_revision = RevisionField(required=False, help_text=BASE)

    class Meta(LineAdd.Meta):
        fields = (*LINE, "base_revision")
        extra_kwargs = {name: {"required": False} for name in ("side", "category", "name")}


class LineMove(Body):
    up = serializers.BooleanField(help_text="Before the line of its side above it; else behind the one below")


class AssumptionsSerializer(serializers.ModelSerializer):
    """What costs are computed with. Volumes are those of a month."""

    class Meta:
        model = CostPlan
        fields = PLAN


class AssumptionsChange(Body, serializers.ModelSerializer):
    """What is left out stays as it is."""

    base_revision = RevisionField(required=False, help_text=BASE)

    class Meta:
        model = CostPlan
        fields = (*PLAN, "base_revision")
        extra_kwargs = {"first_year": {"required": False}}


class ScenariosSerializer(serializers.ModelSerializer):
    """The factors of the scenarios in percent: of volumes, of today's costs, of the target's."""

    class Meta:
        model = CostPlan
        fields = SCENARIOS


class ScenariosChange(Body, serializers.ModelSerializer):
    """What is left out stays as it is."""

    base_revision = RevisionField(required=False, help_text=BASE)

    class Meta:
        model = CostPlan
        fields = (*SCENARIOS, "base_revision")


class StartedSerializer(serializers.Serializer):
    added = serializers.IntegerField(help_text="How many lines came")


class CostViewSet(JourneyViewSet):
    needs = {
        "list": "journey.view",
        "retrieve": "journey.view",
        "results": "journey.view",
        "assumptions": "journey.view",
        "scenarios": "journey.view",
        "create": "register.change",
        "partial_update": "register.change",
        "destroy": "register.change",
        "move": "register.change",
        "change_assumptions": "register.change",
        "change_scenarios": "register.change",
        "start": "register.change",
    }
    serializer_class = LineSerializer
    queryset = CostLine.objects.none()

    def list(self, request, journey_id):
        """The lines of both sides, in their order."""
        return self.answer_page(self.lines())

    def retrieve(self, request, journey_id, pk):
        return self.answer(self.line(pk))

    @extend_schema(request=LineAdd, responses={201: LineSerializer})
    def create(self, request, journey_id):
        """Add a line behind all others."""
        return self.answer(add_line(journey=self.journey, by=request.user, **self.asked(LineAdd)), status=201)

    @extend_schema(request=LineChange)
    def partial_update(self, request, journey_id, pk):
        """Change any of its facts: all of what is sent, or nothing of it."""
        asked = self.asked(LineChange, partial=True)
        return self.answer(change_line(line=self.line(pk), by=request.user, **asked))

    def destroy(self, request, journey_id, pk):
        """Remove a line. The history keeps what it said."""
        remove_line(line=self.line(pk), by=request.user)
        return Response(status=204)

    @extend_schema(request=LineMove)
    @action(detail=True, methods=["post"])
    def move(self, request, journey_id, pk):
        """Let the line change places with its neighbour of the same side."""
        return self.answer(move_line(line=self.line(pk), by=request.user, **self.asked(LineMove)))

    @extend_schema(responses=ResultsSerializer(many=True))
    @action(detail=False, pagination_class=None)
    def results(self, request, journey_id):
        """The figures of each scenario, to the cent, with the formula of each."""
        costs = Costs(plan_of(plan_row_of(self.journey)), lines_of(self.journey.pk))
        return Response(ResultsSerializer(map(told, compare(costs)), many=True).data)

    @extend_schema(responses=AssumptionsSerializer)
    @action(detail=False, pagination_class=None)
    def assumptions(self, request, journey_id):
        """What the costs are computed with; until someone changes it, what a plan starts with."""
        return Response(AssumptionsSerializer(plan_row_of(self.journey)).data)

    @extend_schema(request=AssumptionsChange, responses=AssumptionsSerializer)
    @assumptions.mapping.patch
    def change_assumptions(self, request, journey_id):
        """Change any of the assumptions."""
        asked = self.asked(AssumptionsChange, partial=True)
        plan = set_assumptions(journey=self.journey, by=request.user, **asked)
        return Response(AssumptionsSerializer(plan).data)

    @extend_schema(responses=ScenariosSerializer)
    @action(detail=False, pagination_class=None)
    def scenarios(self, request, journey_id):
        """The factors of the scenarios."""
        return Response(ScenariosSerializer(plan_row_of(self.journey)).data)

    @extend_schema(request=ScenariosChange, responses=ScenariosSerializer)
    @scenarios.mapping.patch
    def change_scenarios(self, request, journey_id):
        """Change any of the factors."""
        plan = set_scenarios(journey=self.journey, by=request.user, **self.asked(ScenariosChange, partial=True))
        return Response(ScenariosSerializer(plan).data)

    @extend_schema(request=None, responses=StartedSerializer)
    @action(detail=False, methods=["post"])
    def start(self, request, journey_id):
        """Add those lines of the journey's playbook that are not there yet."""
        return Response({"added": add_starting_lines(journey=self.journey, by=request.user)})

    def lines(self):
        return CostLine.objects.filter(plan=self.journey.pk).order_by("position", "pk")

    def line(self, pk) -> CostLine:
        return self.found(self.lines(), pk)

    def answer(self, line: CostLine, status: int = 200) -> Response:
        return Response(LineSerializer(line).data, status=status)
