from rest_framework import serializers
from rest_framework.response import Response

from journeys.access import spaces_for
from journeys.api.viewsets import SIGNED_IN, DeclaredViewSet
from journeys.models import Space


class SpaceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Space
        fields = ["id", "name", "created_at"]


class SpaceViewSet(DeclaredViewSet):
    """The spaces that you belong to: where you can start journeys."""

    needs = {"list": SIGNED_IN}
    serializer_class = SpaceSerializer

    def list(self, request) -> Response:
        return self.answer_page(spaces_for(request.user).order_by("name", "pk"))
