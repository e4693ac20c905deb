from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from journeys.api.bodies import Filters
from journeys.api.viewsets import SIGNED_IN, DeclaredViewSet
from journeys.models import Playbook


class CountsSerializer(serializers.Serializer):
    phases = serializers.IntegerField()
    modules = serializers.IntegerField()
    tasks = serializers.IntegerField()
    subtasks = serializers.IntegerField()
    items = serializers.IntegerField()
    tools = serializers.IntegerField()


class PlaybookSerializer(serializers.ModelSerializer):
    """One version of a playbook."""

    counts = CountsSerializer()

    class Meta:
        model = Playbook
        fields = ["id", "space", "slug", "version", "title", "summary", "digest", "counts", "imported_at"]


class PlaybookTextSerializer(PlaybookSerializer):
    """One version of a playbook, with its canonical Markdown."""

    class Meta(PlaybookSerializer.Meta):
        fields = [*PlaybookSerializer.Meta.fields, "text"]


class PlaybookFilters(Filters):
    slug = serializers.SlugField(required=False)
    text = serializers.CharField(required=False, help_text="Part of the title")


class PlaybookViewSet(DeclaredViewSet):
    """The shipped playbooks, and those of your spaces."""

    needs = {"list": SIGNED_IN, "retrieve": SIGNED_IN}
    serializer_class = PlaybookSerializer
    queryset = Playbook.objects.none()

    def get_queryset(self):
        return Playbook.objects.visible_to(self.request.user)

    @extend_schema(parameters=[PlaybookFilters])
    def list(self, request):
        wanted = self.filters(PlaybookFilters)
        rows = self.get_queryset().defer("text").order_by("title", "-imported_at", "-pk")
        if "slug" in wanted:
            rows = rows.filter(slug=wanted["slug"])
        if "text" in wanted:
            rows = rows.filter(title__icontains=wanted["text"])
        return self.answer_page(rows)

    @extend_schema(responses=PlaybookTextSerializer)
    def retrieve(self, request, pk):
        return Response(PlaybookTextSerializer(self.found(self.get_queryset(), pk)).data)
