from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from journeys.access import action_to_settle, check
from journeys.api.attachments import AttachmentSerializer
from journeys.api.bodies import Body, Filters, IdField, RevisionField
from journeys.api.people import OwnerField, OwnerSerializer, PersonSerializer
from journeys.api.viewsets import JourneyViewSet
from journeys.models import ChecklistItem, Outcome, Priority
from journeys.queries.items import items_of
from journeys.services.items import assign_item, set_priority, settle


class ItemSerializer(serializers.ModelSerializer):
    """One line of a task that a person settles, with its evidence."""

    owner = OwnerSerializer(allow_null=True)
    settled_by = PersonSerializer(allow_null=True)
    evidence = AttachmentSerializer(many=True, source="files", help_text="Its current files")

    class Meta:
        model = ChecklistItem
        fields = [
            "id", "task", "kind", "section", "text", "needs_evidence", "priority", "outcome", "note", "owner",
            "settled_by", "settled_at", "evidence",
        ]  # fmt: skip


class ItemFilters(Filters):
    task = IdField(required=False)
    kind = serializers.ChoiceField(choices=ChecklistItem.Kind.choices, required=False)
    outcome = serializers.ChoiceField(choices=Outcome.choices, required=False)
    priority = serializers.ChoiceField(choices=Priority.choices, required=False, help_text="Of go / no-go checks")


class Settling(Body):
    outcome = serializers.ChoiceField(choices=Outcome.choices, help_text="`open` takes the outcome back")
    note = serializers.CharField(
        max_length=20_000,
        required=False,
        allow_blank=True,
        help_text="The answer to a question, or why an item does not apply; left out, it stays as it is",
    )
    base_revision = RevisionField(required=False, help_text="Revision of the journey that the note was written from")
    confirmed = serializers.BooleanField(default=False, help_text="Settle it though it has no file")


class ItemOwner(Body):
    owner = OwnerField()


class ItemPriority(Body):
    priority = serializers.ChoiceField(choices=Priority.choices)


IN_ORDER = ("task__module__phase__position", "task__module__position", "task", "position", "pk")


class ItemViewSet(JourneyViewSet):
    needs = {
        "list": "journey.view",
        "retrieve": "journey.view",
        "settle": "item.settle_own",
        "owner": "task.change",
        "priority": "task.change",
    }
    serializer_class = ItemSerializer
    queryset = ChecklistItem.objects.none()

    @extend_schema(parameters=[ItemFilters])
    def list(self, request, journey_id):
        """The checklist items by phase, module and task."""
        rows = items_of(self.journey).filter(**self.filters(ItemFilters))
        return self.answer_page(rows.order_by(*IN_ORDER))

    def retrieve(self, request, journey_id, pk):
        return self.answer(pk)

    @extend_schema(request=Settling)
    @action(detail=True, methods=["post"])
    def settle(self, request, journey_id, pk):
        """Give the item its outcome. Saying the same twice changes nothing."""
        item = self.found(items_of(self.journey), pk)
        check(self.journey.role, action_to_settle(item, request.user))
        settle(item=item, by=request.user, **self.asked(Settling))
        return self.answer(pk)

    @extend_schema(request=ItemOwner)
    @action(detail=True, methods=["post"])
    def owner(self, request, journey_id, pk):
        """Say whom the item waits for."""
        item = self.found(items_of(self.journey), pk)
        assign_item(item=item, by=request.user, **self.asked(ItemOwner, context={"journey": self.journey}))
        return self.answer(pk)

    @extend_schema(request=ItemPriority)
    @action(detail=True, methods=["post"])
    def priority(self, request, journey_id, pk):
        """Say how much a go / no-go check weighs."""
        set_priority(item=self.found(items_of(self.journey), pk), by=request.user, **self.asked(ItemPriority))
        return self.answer(pk)

    def answer(self, pk) -> Response:
        return Response(ItemSerializer(self.found(items_of(self.journey), pk)).data)
