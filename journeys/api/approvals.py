from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from journeys.access import action_to_answer, action_to_withdraw, check
from journeys.api.bodies import Body, Filters, RowField
from journeys.api.people import OwnerField, OwnerSerializer, PersonSerializer
from journeys.api.viewsets import JourneyViewSet
from journeys.models import Approval, ChecklistItem
from journeys.queries.approvals import approvals_of
from journeys.services.approvals import LONGEST_WORDS, approve, ask, send_back, withdraw


class ApprovalSerializer(serializers.ModelSerializer):
    """What someone is asked to sign off: an item, a task or a phase, by its id."""

    asked = OwnerSerializer(allow_null=True, help_text="The member, while they are here")
    asked_by = PersonSerializer()
    answered_by = PersonSerializer(allow_null=True)
    changes = serializers.IntegerField(help_text="To the thing, since the answer")

    class Meta:
        model = Approval
        fields = [
            "id", "item", "task", "phase", "status", "asked", "asked_name", "asked_by", "asked_at", "words",
            "answered_by", "answered_at", "answer", "revision", "changes",
        ]  # fmt: skip


class ApprovalFilters(Filters):
    status = serializers.ChoiceField(choices=Approval.Status.choices, required=False)
    item = serializers.IntegerField(required=False, min_value=1)
    task = serializers.IntegerField(required=False, min_value=1)
    phase = serializers.IntegerField(required=False, min_value=1)


class ApprovalRequest(Body):
    """One thing, and who is to sign it off."""

    item = RowField(
        rows=lambda context: ChecklistItem.objects.filter(task__journey=context["journey"]).select_related("task"),
        missing="There is no such checklist item in this journey.",
        required=False,
        help_text="Its id",
    )
    task = RowField(
        rows=lambda context: context["journey"].tasks,
        missing="There is no such task in this journey.",
        required=False,
        help_text="Its id",
    )
    phase = RowField(
        rows=lambda context: context["journey"].phases,
        missing="There is no such phase in this journey.",
        required=False,
        help_text="Its id",
    )
    of = OwnerField()
    words = serializers.CharField(max_length=LONGEST_WORDS, required=False, allow_blank=True)

    def validate(self, attrs):
        things = [attrs[noun] for noun in ("item", "task", "phase") if noun in attrs]
        if len(things) != 1 or attrs["of"] is None:
            raise serializers.ValidationError("Name one item, task or phase, and whom to ask.")
        return {"thing": things[0], "of": attrs["of"], "words": attrs.get("words", "")}


class ApprovalWords(Body):
    words = serializers.CharField(max_length=LONGEST_WORDS, required=False, allow_blank=True)


class SendingBack(Body):
    words = serializers.CharField(max_length=LONGEST_WORDS, help_text="What is missing")


class ApprovalViewSet(JourneyViewSet):
    needs = {
        "list": "journey.view",
        "retrieve": "journey.view",
        "create": "approval.ask",
        "approve": "approval.answer_own",
        "send_back": "approval.answer_own",
        "withdraw": "approval.ask",
    }
    serializer_class = ApprovalSerializer
    queryset = Approval.objects.none()

    @extend_schema(parameters=[ApprovalFilters])
    def list(self, request, journey_id):
        """The approvals of the journey, newest first."""
        return self.answer_page(approvals_of(self.journey).filter(**self.filters(ApprovalFilters)))

    def retrieve(self, request, journey_id, pk):
        return self.answer(self.approval(pk))

    @extend_schema(request=ApprovalRequest, responses={201: ApprovalSerializer})
    def create(self, request, journey_id):
        """Ask a member to sign a thing off. Asking again while it waits changes nothing."""
        asked = self.asked(ApprovalRequest, context={"journey": self.journey})
        return self.answer(ask(by=request.user, **asked), status=201)

    @extend_schema(request=ApprovalWords)
    @action(detail=True, methods=["post"])
    def approve(self, request, journey_id, pk):
        """Sign it off. Only whom it is asked of may."""
        return self.answer(approve(approval=self.mine(pk), by=request.user, **self.asked(ApprovalWords)))

    @extend_schema(request=SendingBack)
    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request, journey_id, pk):
        """Say no, and what is missing. Only whom it is asked of may."""
        return self.answer(send_back(approval=self.mine(pk), by=request.user, **self.asked(SendingBack)))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, journey_id, pk):
        """Take back a request that nobody has answered: one's own, or, as an admin, any."""
        approval = self.approval(pk)
        check(self.journey.role, action_to_withdraw(approval, request.user))
        return self.answer(withdraw(approval=approval, by=request.user))

    def approval(self, pk) -> Approval:
        return self.found(approvals_of(self.journey), pk)

    def mine(self, pk) -> Approval:
        approval = self.approval(pk)
        check(self.journey.role, action_to_answer(approval, self.request.user))
        return approval

    def answer(self, approval: Approval, status: int = 200) -> Response:
        return Response(ApprovalSerializer(self.approval(approval.pk)).data, status=status)
