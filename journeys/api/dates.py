from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from journeys.api.bodies import Body, Filters
from journeys.api.viewsets import JourneyViewSet
from journeys.models import Journey
from journeys.queries.dates import by_plan, mark_of, plan_ends_on
from journeys.services.dates import offer_for, set_all_dates_by_plan


class StartFilters(Filters):
    starts_on = serializers.DateField(required=False, help_text="Another start to look at")


class MoveSerializer(serializers.Serializer):
    """What could follow another start, of the tasks that are neither completed nor out of scope."""

    days = serializers.IntegerField(
        allow_null=True, help_text="Working days by which the start moves; null when there was none"
    )
    all = serializers.IntegerField(help_text="How many tasks could move, those with dates set by hand too")
    planned = serializers.IntegerField(
        help_text="How many have the dates of their plan, or none before the first start"
    )
    seen = serializers.CharField(help_text="To send with `task_dates` when the start is changed")


class DatesSerializer(serializers.Serializer):
    """How the dates of tasks follow from the start of the journey."""

    starts_on = serializers.DateField(allow_null=True, help_text="The start that this is counted from")
    plan_ends_on = serializers.DateField(allow_null=True, help_text="When the plan of the last task in scope ends")
    move = MoveSerializer(allow_null=True, help_text="With another start: what could follow; null when nothing does")
    off_plan = serializers.IntegerField(help_text="Open tasks whose dates are others than their plan says")
    seen = serializers.CharField(help_text="To send when those are set from their plan")


class SeenBody(Body):
    seen = serializers.CharField(max_length=64, help_text="As read: refused when other tasks would change by now")


class DatesViewSet(JourneyViewSet):
    needs = {"retrieve": "journey.view", "create": "journey.change"}
    serializer_class = DatesSerializer
    queryset = Journey.objects.none()

    @extend_schema(parameters=[StartFilters])
    def retrieve(self, request, journey_id):
        """What the dates of tasks are by their plan, and what would follow when the journey started another day."""
        return self.shown(self.filters(StartFilters).get("starts_on"))

    @extend_schema(request=SeenBody, responses=DatesSerializer)
    def create(self, request, journey_id):
        """Give every open task the dates of its plan, also where others were set by hand."""
        set_all_dates_by_plan(journey=self.journey, by=request.user, **self.asked(SeenBody))
        return self.shown()

    def shown(self, starts_on=None) -> Response:
        move, off_plan = offer_for(self.journey, starts_on), by_plan(self.journey)
        starts_on = starts_on or self.journey.starts_on
        said = {
            "starts_on": starts_on,
            "plan_ends_on": plan_ends_on(self.journey, starts_on),
            "move": move and {"days": move.days, "all": len(move.all), "planned": len(move.planned), "seen": move.seen},
            "off_plan": len(off_plan),
            "seen": mark_of(off_plan),
        }
        return Response(DatesSerializer(said).data)
