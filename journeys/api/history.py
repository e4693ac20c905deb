from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from journeys.api.bodies import Filters, IdField, RevisionField
from journeys.api.viewsets import JourneyViewSet
from journeys.models import Event
from journeys.queries.history import describe


class EventSerializer(serializers.ModelSerializer):
    """One line of the history: never changed, never deleted, chained by hashes."""

    words = serializers.SerializerMethodField(help_text="What the actor did, to be read behind the name")

    class Meta:
        model = Event
        fields = [
            "sequence", "revision", "verb", "words", "actor", "actor_name", "task", "data", "at", "previous_hash",
            "hash",
        ]  # fmt: skip

    def get_words(self, event) -> str:
        return describe(event)


class EventFilters(Filters):
    verb = serializers.CharField(required=False, help_text="Such as task.completed; or its start, such as task.")
    task = IdField(required=False)
    since = RevisionField(required=False, help_text="Only what came after this revision of the journey")


class EventViewSet(JourneyViewSet):
    needs = {"list": "journey.view"}
    serializer_class = EventSerializer
    queryset = Event.objects.none()

    @extend_schema(parameters=[EventFilters])
    def list(self, request, journey_id):
        """The history, newest first."""
        wanted = self.filters(EventFilters)
        rows = self.journey.events.order_by("-sequence")
        if "verb" in wanted:
            rows = rows.filter(verb__startswith=wanted["verb"])
        if "task" in wanted:
            rows = rows.filter(task_id=wanted["task"])
        if "since" in wanted:
            rows = rows.filter(revision__gt=wanted["since"])
        return self.answer_page(rows)
