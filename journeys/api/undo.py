from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from journeys.api.bodies import Body, RowField
from journeys.api.viewsets import JourneyViewSet
from journeys.models import Undo
from journeys.queries.undo import last_change
from journeys.services.undo import undo_change


class UndoSerializer(serializers.ModelSerializer):
    """A change of yours that can be taken back: a deletion, a move, or a change of many tasks at once."""

    class Meta:
        model = Undo
        fields = ["id", "label", "done_at"]


class LastChangeSerializer(serializers.Serializer):
    revision = serializers.IntegerField(help_text="Of the journey")
    last = UndoSerializer(allow_null=True, help_text="Your last change that can be taken back and was not")


class UndoBody(Body):
    change = RowField(
        rows=lambda context: context["journey"].undos,
        missing="There is no such change in this journey, or it is too long ago.",
        help_text="Its id, as `last` gives it",
    )


class UndoViewSet(JourneyViewSet):
    needs = {"retrieve": "journey.view", "create": "tree.change"}
    serializer_class = LastChangeSerializer
    queryset = Undo.objects.none()

    def retrieve(self, request, journey_id):
        """Your last change here that can be taken back."""
        return self.answer()

    @extend_schema(request=UndoBody, responses=LastChangeSerializer)
    def create(self, request, journey_id):
        """Take a change of yours back. Refused, with what is in the way, when anyone touched the same rows since."""
        asked = self.asked(UndoBody, context={"journey": self.journey})
        undo_change(undo=asked["change"], by=request.user)
        return self.answer()

    def answer(self) -> Response:
        self.journey.refresh_from_db(fields=["revision"])
        last = last_change(self.journey, self.request.user)
        return Response(LastChangeSerializer({"revision": self.journey.revision, "last": last}).data)
