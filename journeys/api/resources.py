from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from journeys.api.bodies import Body, RevisionField, RowField
from journeys.api.people import OwnerField, OwnerSerializer
from journeys.api.viewsets import JourneyViewSet
from journeys.models import Resource
from journeys.queries.resources import resources_of
from journeys.services.resources import LONGEST, add_resource, change_resource, move_resource, remove_resource


class ResourceSerializer(serializers.ModelSerializer):
    """Someone who is there on the day of the go-live: a member of the journey, or just a name."""

    member = OwnerSerializer(allow_null=True)
    who = serializers.CharField(help_text="The name of the member, else the name; empty while nobody is named")

    class Meta:
        model = Resource
        fields = ["id", "function", "organisation", "member", "name", "who", "phone", "escalation", "hours"]


def text_field(name: str, help_text: str = "") -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST[name], required=False, allow_blank=True, help_text=help_text)


class ResourceAdd(Body):
    function = serializers.CharField(max_length=LONGEST["function"], help_text="What they do on the day")
    organisation = text_field("organisation", "Side or organisation")
    member = OwnerField(required=False)
    name = text_field("name", "Of someone who is not a member")
    phone = text_field("phone")
    escalation = text_field("escalation", "Whom to call next, and how")
    hours = text_field("hours", "When they are there")


class ResourceChange(ResourceAdd):
    """Any of these; what is left out stays as it is."""

    function = serializers.CharField(max_length=LONGEST["function"], required=False)
    base_revision = RevisionField(
        required=False, help_text="Revision that the change was written from: what others changed since stays"
    )


class ResourceMove(Body):
    before = RowField(
        rows=lambda context: resources_of(context["journey"]),
        missing="There is no such resource in this journey.",
        allow_null=True,
        help_text="Id of the resource that it goes in front of; null for the end",
    )


class ResourceViewSet(JourneyViewSet):
    needs = {
        "list": "journey.view",
        "retrieve": "journey.view",
        "create": "register.change",
        "partial_update": "register.change",
        "destroy": "register.change",
        "move": "register.change",
    }
    serializer_class = ResourceSerializer
    queryset = Resource.objects.none()

    def list(self, request, journey_id):
        """Who is there on the day, in the order of the list."""
        return self.answer_page(resources_of(self.journey))

    def retrieve(self, request, journey_id, pk):
        return self.answer(self.resource(pk))

    @extend_schema(request=ResourceAdd, responses={201: ResourceSerializer})
    def create(self, request, journey_id):
        """Add someone at the end of the list."""
        asked = self.asked(ResourceAdd, context={"journey": self.journey})
        return self.answer(add_resource(journey=self.journey, by=request.user, **asked), status=201)

    @extend_schema(request=ResourceChange)
    def partial_update(self, request, journey_id, pk):
        """Change what is known. A member takes the place of a name, and a name that of a member."""
        asked = self.asked(ResourceChange, context={"journey": self.journey})
        return self.answer(change_resource(resource=self.resource(pk), by=request.user, **asked))

    def destroy(self, request, journey_id, pk):
        """Take the row off the list."""
        remove_resource(resource=self.resource(pk), by=request.user)
        return Response(status=204)

    @extend_schema(request=ResourceMove)
    @action(detail=True, methods=["post"])
    def move(self, request, journey_id, pk):
        """Put the row in front of another, or at the end."""
        asked = self.asked(ResourceMove, context={"journey": self.journey})
        return self.answer(move_resource(resource=self.resource(pk), by=request.user, **asked))

    def resource(self, pk) -> Resource:
        return self.found(resources_of(self.journey), pk)

    def answer(self, resource: Resource, status: int = 200) -> Response:
        return Response(ResourceSerializer(self.resource(resource.pk)).data, status=status)
