from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from journeys.api.bodies import Filters, IdField, RevisionField
from journeys.api.viewsets import JourneyViewSet
from journeys.models import Event
from journeys.queries.events import HistoryFilters, history_of
from journeys.queries.history import GROUPS, describe


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
    group = serializers.ChoiceField(choices=list(GROUPS), required=False, help_text="All verbs of one kind")
    actor = IdField(required=False, help_text="Of an account")
    actor_name = serializers.CharField(required=False, help_text="Of whom has no account, such as MigOps itself")
    task = IdField(required=False, help_text="Also one that is gone")
    after = RevisionField(required=False, help_text="Only what came after this revision of the journey")
    since = serializers.DateField(required=False, help_text="The first day")
    until = serializers.DateField(required=False, help_text="The last day")


class EventViewSet(JourneyViewSet):
    needs = {"list": "journey.view"}
    serializer_class = EventSerializer
    queryset = Event.objects.none()

    @extend_schema(parameters=[EventFilters])
    def list(self, request, journey_id):
        """The history, newest first."""
        wanted = self.filters(EventFilters)
        rows = history_of(
            self.journey,
            HistoryFilters(
                groups=(wanted["group"],) if "group" in wanted else (),
                name=wanted.get("actor_name", ""),
                **{name: wanted.get(name) for name in ("actor", "task", "after", "since", "until")},
            ),
        )
        if "verb" in wanted:
            rows = rows.filter(verb__startswith=wanted["verb"])
        return self.answer_page(rows)
