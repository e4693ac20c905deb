"""What is made of a journey: copies, and playbooks."""

from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from journeys.access import journey_for, spaces_for
from journeys.api.bodies import Body, RowField
from journeys.api.journeys import JourneySerializer, PlaybookNameSerializer
from journeys.api.viewsets import JourneyViewSet
from journeys.models import Journey, Playbook
from journeys.queries.journey_trees import Parts
from journeys.queries.progress import figures_by_journey
from journeys.services.copying import Keep, copy_journey
from journeys.services.saving import LONGEST_TITLE, LONGEST_VERSION, playbook_tree, save_playbook


def space_field(action: str) -> RowField:
    return RowField(
        rows=lambda context: spaces_for(context["user"], action),
        missing="There is no such space, or you do not belong to it.",
        help_text="A space that you belong to",
    )


class CopyAsk(Body):
    title = serializers.CharField(max_length=200)
    space = space_field("journey.create")
    starts_on = serializers.DateField(required=False, allow_null=True)
    due_on = serializers.DateField(required=False, allow_null=True)
    dates = serializers.BooleanField(default=False, help_text="Moved with the start; else they follow from the plan")
    owners = serializers.BooleanField(default=False, help_text="With the members, and who is there at go-live")
    files = serializers.BooleanField(default=False, help_text="The newest version of each")


class CopyViewSet(JourneyViewSet):
    """Copies of a journey: its tree, dependencies, RACI, costs and notes, without what came of them."""

    needs = {"create": "journey.change"}
    serializer_class = JourneySerializer
    queryset = Journey.objects.none()

    @extend_schema(request=CopyAsk, responses={201: JourneySerializer})
    def create(self, request, journey_id):
        """Start another journey as a copy of this one; you become an admin of it."""
        asked = self.asked(CopyAsk, context={"user": request.user})
        keep = Keep(**{name: asked.pop(name) for name in ("dates", "owners", "files")})
        made = copy_journey(journey=self.journey, by=request.user, keep=keep, **asked)
        copy = journey_for(request.user, made.pk, "journey.view")
        figures = figures_by_journey([copy.pk], localdate())
        return Response(JourneySerializer(copy, context={"figures": figures}).data, status=201)


class PartsAsk(Body):
    in_scope_only = serializers.BooleanField(default=True)
    descriptions = serializers.BooleanField(default=True)
    tools = serializers.BooleanField(default=True)
    items = serializers.BooleanField(default=True)
    dates = serializers.BooleanField(default=True, help_text="In working days from the start of the journey")


class SaveAsk(Body):
    title = serializers.CharField(max_length=LONGEST_TITLE)
    version = serializers.CharField(max_length=LONGEST_VERSION)
    summary = serializers.CharField(default="", allow_blank=True, max_length=1000)
    space = space_field("playbook.import")
    is_new = serializers.BooleanField(default=False, help_text="Not a version of the one that the journey follows")
    keep = PartsAsk(required=False)
    preview = serializers.BooleanField(default=False, help_text="Only say what it would hold")


class SavedPlaybookSerializer(serializers.Serializer):
    playbook = PlaybookNameSerializer(allow_null=True, help_text="None in a preview")
    counts = serializers.DictField(child=serializers.IntegerField())


class SavedPlaybookViewSet(JourneyViewSet):
    """Playbooks made of a journey."""

    needs = {"create": "journey.change"}
    serializer_class = SavedPlaybookSerializer
    queryset = Playbook.objects.none()

    @extend_schema(request=SaveAsk, responses={200: SavedPlaybookSerializer, 201: SavedPlaybookSerializer})
    def create(self, request, journey_id):
        """Save the journey as a playbook: a version of the one that it follows, or a new one. 200 for a preview."""
        asked = self.asked(SaveAsk, context={"user": request.user})
        parts, is_preview = Parts(**asked.pop("keep", {})), asked.pop("preview")
        if is_preview:
            del asked["space"]
            counts = playbook_tree(journey=self.journey, parts=parts, **asked).counts
            return Response({"playbook": None, "counts": counts})
        playbook = save_playbook(journey=self.journey, by=request.user, parts=parts, **asked)
        return Response(SavedPlaybookSerializer({"playbook": playbook, "counts": playbook.counts}).data, status=201)
