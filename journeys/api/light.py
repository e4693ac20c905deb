from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from journeys.api.bodies import Body
from journeys.api.viewsets import JourneyViewSet
from journeys.documents.light import light_of
from journeys.models import Journey, Level
from journeys.queries.progress import figures_of
from journeys.services.light import LONGEST_REASON, override_light, restore_light

STATES = "red, amber, green, or off while no task is in scope"


class OverrideSerializer(serializers.Serializer):
    reason = serializers.CharField()
    by = serializers.CharField(help_text="The name of who set it")
    at = serializers.DateTimeField()


class LightSerializer(serializers.Serializer):
    """The status of a journey in one word, and why."""

    light = serializers.CharField(help_text=f"What was set by hand, else what the rule says: {STATES}")
    by_rule = serializers.CharField(help_text=STATES)
    findings = serializers.ListField(child=serializers.CharField(), help_text="What the rule looked at and found")
    override = OverrideSerializer(allow_null=True, help_text="Who set it by hand, and why")


class LightBody(Body):
    light = serializers.ChoiceField(choices=Level.choices)
    reason = serializers.CharField(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")


class LightViewSet(JourneyViewSet):
    needs = {"retrieve": "journey.view", "create": "task.change", "destroy": "task.change"}
    serializer_class = LightSerializer
    queryset = Journey.objects.none()

    def shown(self) -> Response:
        verdict = light_of(self.journey, figures_of(self.journey, localdate()), localdate())
        said = {
            "light": verdict.light.name.lower(),
            "by_rule": verdict.by_rule.name.lower(),
            "findings": verdict.findings,
            "override": verdict.override,
        }
        return Response(LightSerializer(said).data)

    def retrieve(self, request, journey_id):
        """Red, amber or green, and why."""
        return self.shown()

    @extend_schema(request=LightBody)
    def create(self, request, journey_id):
        """Set it by hand, with a reason that is printed beside it."""
        override_light(journey=self.journey, by=request.user, **self.asked(LightBody))
        return self.shown()

    @extend_schema(request=None, responses=LightSerializer)
    def destroy(self, request, journey_id):
        """Let it follow its rule again."""
        restore_light(journey=self.journey, by=request.user)
        return self.shown()
