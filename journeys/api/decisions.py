from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from journeys.access import action_to_approve, check
from journeys.api.bodies import Body, Filters, RevisionField, RowField
from journeys.api.people import OwnerField, OwnerSerializer
from journeys.api.viewsets import JourneyViewSet
from journeys.models import ChecklistItem, Decision, User
from journeys.queries.decisions import decisions_of, standing
from journeys.services.decisions import (
    LONGEST_TITLE,
    TEXTS,
    approve,
    edit_text,
    raise_decision,
    reject,
    set_people,
    set_waiting,
    supersede,
)

LONGEST_TEXT = 100_000


class DecisionSerializer(serializers.ModelSerializer):
    """Something that the journey decides, and the ids of what waits for it."""

    owner = OwnerSerializer(allow_null=True)
    approver = OwnerSerializer(allow_null=True)
    tasks = serializers.PrimaryKeyRelatedField(many=True, read_only=True, help_text="Tasks that wait for it")
    items = serializers.PrimaryKeyRelatedField(many=True, read_only=True, help_text="Checklist items that wait for it")

    class Meta:
        model = Decision
        fields = [
            "id", "number", "title", "context", "options", "outcome", "status", "owner", "approver", "raised_on",
            "decided_at", "superseded_by", "tasks", "items",
        ]  # fmt: skip


class DecisionFilters(Filters):
    status = serializers.ChoiceField(choices=Decision.Status.choices, required=False)
    text = serializers.CharField(max_length=200, required=False, help_text="Words of it, or its number")


def text_field(help_text: str) -> serializers.CharField:
    return serializers.CharField(
        max_length=LONGEST_TEXT, required=False, allow_blank=True, trim_whitespace=False, help_text=help_text
    )


class DecisionRaise(Body):
    title = serializers.CharField(max_length=LONGEST_TITLE)
    context = text_field("Why it has to be decided, in Markdown")
    options = text_field("What there is to choose from, in Markdown")
    outcome = text_field("What is decided, in Markdown; approving it needs this")
    owner = OwnerField(required=False)
    approver = OwnerField(required=False)


class DecisionChange(DecisionRaise):
    """Any of these; what is left out stays as it is."""

    title = serializers.CharField(max_length=LONGEST_TITLE, required=False)
    base_revision = RevisionField(required=False, help_text="Revision that the texts were written from")

    def validate(self, attrs):
        if attrs.keys() & set(TEXTS) and "base_revision" not in attrs:
            raise serializers.ValidationError({"base_revision": "Say which revision the text was written from."})
        return attrs


class Waiting(Body):
    """A task or a checklist item, and whether it waits."""

    task = RowField(
        rows=lambda context: context["journey"].tasks,
        missing="There is no such task in this journey.",
        required=False,
        help_text="Its id",
    )
    item = RowField(
        rows=lambda context: ChecklistItem.objects.filter(task__journey=context["journey"]).select_related("task"),
        missing="There is no such checklist item in this journey.",
        required=False,
        help_text="Its id",
    )
    waits = serializers.BooleanField()

    def validate(self, attrs):
        if ("task" in attrs) == ("item" in attrs):
            raise serializers.ValidationError("Name a task or a checklist item.")
        return {"target": attrs.get("task") or attrs.get("item"), "waits": attrs["waits"]}


class DecisionApproval(Body):
    base_revision = RevisionField(
        required=False, help_text="Revision of the journey at which you read it; refused when its texts changed since"
    )


class Rejection(DecisionApproval):
    words = serializers.CharField(max_length=LONGEST_TEXT, help_text="Why; they become the outcome")


class Succession(Body):
    successor = RowField(
        rows=lambda context: standing(context["journey"]),
        missing="There is no such decision in this journey that stands.",
        help_text="Id of the decision that takes its place",
    )


class DecisionViewSet(JourneyViewSet):
    needs = {
        "list": "journey.view",
        "retrieve": "journey.view",
        "create": "decision.change",
        "partial_update": "decision.change",
        "waiting": "decision.change",
        "approve": "decision.approve_own",
        "reject": "decision.approve_own",
        "supersede": "decision.approve_own",
    }
    serializer_class = DecisionSerializer
    queryset = Decision.objects.none()

    @extend_schema(parameters=[DecisionFilters])
    def list(self, request, journey_id):
        """The decisions of the journey by number."""
        return self.answer_page(decisions_of(self.journey, **self.filters(DecisionFilters)))

    def retrieve(self, request, journey_id, pk):
        return self.answer(self.decision(pk))

    @extend_schema(request=DecisionRaise, responses={201: DecisionSerializer})
    def create(self, request, journey_id):
        """Raise a decision. It is proposed until someone approves or rejects it."""
        asked = self.asked(DecisionRaise, context={"journey": self.journey})
        return self.answer(raise_decision(journey=self.journey, by=request.user, **asked), status=201)

    @extend_schema(request=DecisionChange)
    def partial_update(self, request, journey_id, pk):
        """Change texts or people: all of what is sent, or nothing of it. The texts of a taken decision stay."""
        decision = self.decision(pk)
        change(decision, request.user, self.asked(DecisionChange, context={"journey": self.journey}))
        return self.answer(decision)

    @extend_schema(request=Waiting)
    @action(detail=True, methods=["post"])
    def waiting(self, request, journey_id, pk):
        """Let a task or checklist item wait for the decision, or wait no longer."""
        decision = self.decision(pk)
        set_waiting(decision=decision, by=request.user, **self.asked(Waiting, context={"journey": self.journey}))
        return self.answer(decision)

    @extend_schema(request=DecisionApproval)
    @action(detail=True, methods=["post"])
    def approve(self, request, journey_id, pk):
        """Take the decision as it is written. What waited for it can go on."""
        decision = self.decision_to_take(pk)
        return self.answer(approve(decision=decision, by=request.user, **self.asked(DecisionApproval)))

    @extend_schema(request=Rejection)
    @action(detail=True, methods=["post"])
    def reject(self, request, journey_id, pk):
        """Say no, and why. What waited for it can go on."""
        decision = self.decision_to_take(pk)
        return self.answer(reject(decision=decision, by=request.user, **self.asked(Rejection)))

    @extend_schema(request=Succession)
    @action(detail=True, methods=["post"])
    def supersede(self, request, journey_id, pk):
        """Put another decision in its place. What still waited for it waits for the other one."""
        decision = self.decision_to_take(pk)
        asked = self.asked(Succession, context={"journey": self.journey})
        return self.answer(supersede(decision=decision, by=request.user, **asked))

    def decision(self, pk) -> Decision:
        return self.found(decisions_of(self.journey), pk)

    def decision_to_take(self, pk) -> Decision:
        decision = self.decision(pk)
        check(self.journey.role, action_to_approve(decision, self.request.user))
        return decision

    def answer(self, decision: Decision, status: int = 200) -> Response:
        return Response(DecisionSerializer(self.decision(decision.pk)).data, status=status)


@transaction.atomic
def change(decision: Decision, by: User, wanted: dict) -> None:
    """All that is wanted, through the service for each part of it."""
    for field in (name for name in TEXTS if name in wanted):
        edit_text(decision=decision, field=field, text=wanted[field], base_revision=wanted["base_revision"], by=by)
    if wanted.keys() & {"owner", "approver"}:
        people = {name: wanted.get(name, getattr(decision, name)) for name in ("owner", "approver")}
        set_people(decision=decision, by=by, **people)
