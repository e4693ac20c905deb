from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from journeys.access import SIGNED_IN, visible_journeys
from journeys.api.bodies import Filters, IdField
from journeys.api.pages import Pages
from journeys.api.viewsets import DeclaredViewSet
from journeys.models import Journey
from journeys.queries.search import Found, results_of, search
from journeys.queries.search_sources import Kind
from journeys.queries.search_words import LONGEST


class SearchFilters(Filters):
    q = serializers.CharField(
        max_length=LONGEST, allow_blank=True, required=False,
        help_text="Words that must all occur, or their beginnings; a phrase in quotes; #12 for decision or risk 12",
    )  # fmt: skip
    kind = serializers.ChoiceField(choices=Kind.choices, required=False, help_text="Only these")
    journey = IdField(required=False, help_text="Only in this journey")


class PieceSerializer(serializers.Serializer):
    text = serializers.CharField()
    is_found = serializers.BooleanField(help_text="Whether it is a word that was looked for")


class WhereSerializer(serializers.Serializer):
    """What a result is part of."""

    id = serializers.IntegerField()
    title = serializers.CharField()


class ResultSerializer(serializers.Serializer):
    """Something that was found. Title and snippet come in pieces, one behind the other."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    id = serializers.IntegerField(source="row.pk")
    number = serializers.IntegerField(source="row.number", default=None, help_text="Of a decision or risk")
    title = PieceSerializer(many=True, help_text="Empty for a comment")
    snippet = PieceSerializer(many=True, help_text="From the text around the first word found in it; may be empty")
    journey = WhereSerializer()
    is_archived = serializers.BooleanField(source="journey.is_archived", help_text="Whether its journey is")
    module = WhereSerializer(allow_null=True)
    task = WhereSerializer(allow_null=True)


COUNT = {
    "type": "object",
    "required": ["kind", "number", "is_more"],
    "properties": {
        "kind": {"type": "string", "enum": Kind.values},
        "number": {"type": "integer"},
        "is_more": {"type": "boolean", "description": "Whether more of the kind fit than are listed"},
    },
}


class FoundPages(Pages):
    """A page of results, and how many there are of each kind."""

    def paginate_queryset(self, found: Found, request, view=None):
        self.counts = [asdict(count) for count in found.counts]
        hits = super().paginate_queryset(found.hits, request, view)
        return results_of(hits, found.words)

    def get_paginated_response(self, data):
        answer = super().get_paginated_response(data)
        answer.data["counts"] = self.counts
        return answer

    def get_paginated_response_schema(self, schema):
        paginated = super().get_paginated_response_schema(schema)
        paginated["properties"]["counts"] = {"type": "array", "items": COUNT, "description": "Of all kinds"}
        return paginated


class SearchViewSet(DeclaredViewSet):
    needs = {"list": SIGNED_IN}
    serializer_class = ResultSerializer
    pagination_class = FoundPages
    queryset = Journey.objects.none()

    @extend_schema(parameters=[SearchFilters])
    def list(self, request):
        """What fits in all journeys that you may see, the best first; of each kind the best 100 are listed."""
        asked = self.filters(SearchFilters)
        found = search(visible_journeys(request.user), asked.pop("q", ""), **asked)
        return self.answer_page(found)
