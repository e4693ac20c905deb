from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from journeys.access import action_to_settle, check
from journeys.api.attachments import AttachmentSerializer
from journeys.api.bodies import Body, Filters, IdField, RevisionField
from journeys.api.people import OwnerField, OwnerSerializer, PersonSerializer, ThroughSerializer
from journeys.api.places import Place, item_field, task_field
from journeys.api.viewsets import JourneyViewSet
from journeys.models import ChecklistItem, Outcome, Priority, User
from journeys.queries.items import items_of
from journeys.services.checklists import add_item, change_item, items_from_list, move_item, reword_item
from journeys.services.deleting import delete_item
from journeys.services.items import assign_item, set_priority, settle
from journeys.services.texts import LONGEST_TEXT, LONGEST_TITLE


class ItemSerializer(serializers.ModelSerializer):
    """One line of a task that a person settles, with its evidence."""

    owner = OwnerSerializer(allow_null=True)
    settled_by = PersonSerializer(allow_null=True)
    settled_through = ThroughSerializer(allow_null=True)
    evidence = AttachmentSerializer(many=True, source="files", help_text="Its current files")

    class Meta:
        model = ChecklistItem
        fields = [
            "id", "task", "kind", "section", "text", "needs_evidence", "priority", "outcome", "note", "owner",
            "settled_by", "settled_through", "settled_at", "evidence",
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


class ItemAdd(Body):
    task = task_field(help_text="Id of the task that it goes to")
    kind = serializers.ChoiceField(choices=ChecklistItem.Kind.choices)
    text = serializers.CharField(max_length=LONGEST_TEXT)
    section = serializers.CharField(max_length=LONGEST_TITLE, required=False, allow_blank=True, help_text="Its heading")
    needs_evidence = serializers.BooleanField(required=False, help_text="It asks for a file")
    after = item_field(required=False, help_text="Id of the item that it goes behind; else behind all")


class ItemChange(Body):
    """Any of these; what is left out stays as it is. The kind changes while the item is open."""

    text = serializers.CharField(max_length=LONGEST_TEXT, required=False)
    base_revision = RevisionField(required=False, help_text="Revision that the text was written from")
    kind = serializers.ChoiceField(choices=ChecklistItem.Kind.choices, required=False)
    section = serializers.CharField(max_length=LONGEST_TITLE, required=False, allow_blank=True)
    needs_evidence = serializers.BooleanField(required=False)

    def validate(self, attrs):
        if "text" in attrs and "base_revision" not in attrs:
            raise serializers.ValidationError({"base_revision": "Say which revision the text was written from."})
        return attrs


class ItemMove(Place):
    task = task_field(required=False, help_text="Id of the task that it goes to, behind all")
    before = item_field(required=False, help_text="Id of the item of its kind that it goes before")
    after = item_field(required=False, help_text="Id of the item of its kind that it goes behind")

    def validate(self, attrs):
        return {"into" if name == "task" else name: row for name, row in super().validate(attrs).items()}


class ItemsFromList(Body):
    task = task_field(help_text="Id of the task whose description has the list")
    kind = serializers.ChoiceField(choices=ChecklistItem.Kind.choices)
    number = serializers.IntegerField(default=0, min_value=0, max_value=1000, help_text="Of the list, from 0")
    section = serializers.CharField(max_length=LONGEST_TITLE, required=False, allow_blank=True)
    base_revision = RevisionField(help_text="Revision at which you read the description")


class ItemOwner(Body):
    owner = OwnerField()


class ItemPriority(Body):
    priority = serializers.ChoiceField(choices=Priority.choices)


IN_ORDER = ("task__module__phase__position", "task__module__position", "task", "position", "pk")


class ItemViewSet(JourneyViewSet):
    needs = {
        "list": "journey.view",
        "retrieve": "journey.view",
        "create": "tree.change",
        "partial_update": "tree.change",
        "move": "tree.change",
        "from_list": "tree.change",
        "destroy": "tree.delete",
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

    @extend_schema(request=ItemAdd, responses={201: ItemSerializer})
    def create(self, request, journey_id):
        """Add an item to a task."""
        asked = self.asked(ItemAdd, context={"journey": self.journey})
        return self.answer(add_item(by=request.user, **asked).pk, status=201)

    @extend_schema(request=ItemChange)
    def partial_update(self, request, journey_id, pk):
        """Change what the item says or is: all of what is sent, or nothing of it."""
        change(self.found(items_of(self.journey), pk), request.user, self.asked(ItemChange))
        return self.answer(pk)

    @extend_schema(request=ItemMove)
    @action(detail=True, methods=["post"])
    def move(self, request, journey_id, pk):
        """Put the item before or behind another, into its section; or to another task."""
        asked = self.asked(ItemMove, context={"journey": self.journey})
        move_item(item=self.found(items_of(self.journey), pk), by=request.user, **asked)
        return self.answer(pk)

    @extend_schema(request=ItemsFromList, responses={201: ItemSerializer(many=True)})
    @action(detail=False, methods=["post"], pagination_class=None, filter_backends=[])
    def from_list(self, request, journey_id):
        """Turn a list of a task's description into items of one kind; the list leaves the description."""
        asked = self.asked(ItemsFromList, context={"journey": self.journey})
        made = items_from_list(by=request.user, **asked)
        rows = items_of(self.journey).filter(pk__in=[item.pk for item in made])
        return Response(ItemSerializer(rows, many=True).data, status=201)

    def destroy(self, request, journey_id, pk):
        """Delete the item; its evidence stays with the task. Can be undone: see `undo`."""
        delete_item(item=self.found(items_of(self.journey), pk), by=request.user)
        return Response(status=204)

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

    def answer(self, pk, status: int = 200) -> Response:
        return Response(ItemSerializer(self.found(items_of(self.journey), pk)).data, status=status)


@transaction.atomic
def change(item: ChecklistItem, by: User, wanted: dict) -> None:
    if "text" in wanted:
        reword_item(item=item, text=wanted.pop("text"), base_revision=wanted["base_revision"], by=by)
    wanted.pop("base_revision", None)
    if wanted:
        change_item(item=item, by=by, **wanted)
