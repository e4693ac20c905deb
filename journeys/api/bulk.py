from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from journeys.api.bodies import Body, IdField
from journeys.api.people import OwnerField
from journeys.api.viewsets import JourneyViewSet
from journeys.models import Task
from journeys.services.bulk import MOST_AT_ONCE, change_tasks, delete_tasks

WANTED = ("owner", "starts_on", "due_on", "status", "in_scope")


class Selection(Body):
    tasks = serializers.ListField(child=IdField(), max_length=MOST_AT_ONCE, help_text="Their ids")


class BulkChange(Selection):
    """What becomes of all of these tasks; what is left out stays as it is."""

    owner = OwnerField(required=False)
    starts_on = serializers.DateField(required=False, allow_null=True)
    due_on = serializers.DateField(required=False, allow_null=True)
    status = serializers.ChoiceField(choices=Task.Status.choices, required=False)
    in_scope = serializers.BooleanField(required=False, help_text="In place of a status; needs a reason")
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    confirmed = serializers.BooleanField(default=False, help_text="Do it though rules ask first")

    def validate(self, attrs):
        if not attrs.keys() & set(WANTED):
            raise serializers.ValidationError("Say what is to change.")
        if "status" in attrs and "in_scope" in attrs:
            raise serializers.ValidationError({"in_scope": ["Give either a status or this."]})
        return attrs


class BulkAnswerSerializer(serializers.Serializer):
    revision = serializers.IntegerField(help_text="Of the journey, after the change")
    count = serializers.IntegerField(help_text="How many tasks changed")


class BulkViewSet(JourneyViewSet):
    serializer_class = BulkAnswerSerializer
    queryset = Task.objects.none()
    needs = {"change": "task.change", "delete_many": "tree.delete"}

    @extend_schema(request=BulkChange)
    def change(self, request, journey_id):
        """Change many tasks at once: all, or none. `rows` of the problem names those that are in the way, and why."""
        asked = self.asked(BulkChange, context={"journey": self.journey})
        wanted = {name: asked[name] for name in WANTED if name in asked}
        count = change_tasks(
            journey=self.journey, task_ids=asked["tasks"], wanted=wanted, by=request.user,
            reason=asked["reason"], confirmed=asked["confirmed"],
        )  # fmt: skip
        return self.answer(count)

    @extend_schema(request=Selection)
    def delete_many(self, request, journey_id):
        """Delete many tasks at once, with their subtasks and all that is in them. Can be undone: see `undo`."""
        asked = self.asked(Selection)
        return self.answer(delete_tasks(journey=self.journey, task_ids=asked["tasks"], by=request.user))

    def answer(self, count: int) -> Response:
        self.journey.refresh_from_db(fields=["revision"])
        return Response(BulkAnswerSerializer({"revision": self.journey.revision, "count": count}).data)
