from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from journeys.api.bodies import Body, RevisionField
from journeys.api.places import Place, module_field, modules_of, phase_field
from journeys.api.viewsets import JourneyViewSet
from journeys.models import Module, Phase, User
from journeys.services.branches import TEXTS, add_module, add_phase, edit_branch_text, move_module, move_phase
from journeys.services.deleting import delete_branch
from journeys.services.scope import set_module_scope, set_phase_scope
from journeys.services.texts import LONGEST_TEXT, LONGEST_TITLE


class ScopeMove(Body):
    in_scope = serializers.BooleanField()
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class PhaseSerializer(serializers.ModelSerializer):
    class Meta:
        model = Phase
        fields = ["id", "title", "description", "in_scope", "scope_reason"]


class ModuleSerializer(serializers.ModelSerializer):
    class Meta:
        model = Module
        fields = ["id", "phase", "title", "description", "in_scope", "scope_reason"]


class BranchTexts(Body):
    title = serializers.CharField(max_length=LONGEST_TITLE)
    description = serializers.CharField(
        max_length=LONGEST_TEXT, required=False, allow_blank=True, trim_whitespace=False, help_text="Markdown"
    )


class PhaseAdd(BranchTexts):
    after = phase_field(required=False, help_text="Id of the phase that it goes behind; else behind all")


class ModuleAdd(BranchTexts):
    phase = phase_field(help_text="Id of the phase that it goes into")
    after = module_field(required=False, help_text="Id of the module that it goes behind; else behind all")


class BranchChange(BranchTexts):
    """Title, description, or both; what is left out stays as it is."""

    title = serializers.CharField(max_length=LONGEST_TITLE, required=False)
    base_revision = RevisionField(help_text="Revision that the texts were written from")


class PhaseMove(Place):
    before = phase_field(required=False, help_text="Id of the phase that it goes before")
    after = phase_field(required=False, help_text="Id of the phase that it goes behind")


class ModuleMove(Place):
    into = phase_field(required=False, help_text="Id of the phase that it goes into, behind all")
    before = module_field(required=False, help_text="Id of the module that it goes before")
    after = module_field(required=False, help_text="Id of the module that it goes behind")


class BranchViewSet(JourneyViewSet):
    """What phases and modules have in common."""

    needs = {
        "list": "journey.view",
        "create": "tree.change",
        "partial_update": "tree.change",
        "move": "tree.change",
        "destroy": "tree.delete",
        "scope": "scope.change",
    }

    @extend_schema(request=BranchChange)
    def partial_update(self, request, journey_id, pk):
        """Change the title, the description, or both at once."""
        branch, asked = self.branch(pk), self.asked(BranchChange)
        edit_texts(branch, request.user, asked)
        return self.answer(pk)

    def destroy(self, request, journey_id, pk):
        """Delete it with all that is in it; its files stay with the journey. Can be undone: see `undo`."""
        delete_branch(branch=self.branch(pk), by=request.user)
        return Response(status=204)

    def branch(self, pk):
        return self.found(self.get_queryset(), pk)

    def answer(self, pk, status: int = 200) -> Response:
        return Response(self.get_serializer_class()(self.branch(pk)).data, status=status)


@transaction.atomic
def edit_texts(branch: Phase | Module, by: User, asked: dict) -> None:
    for field in (name for name in TEXTS if name in asked):
        edit_branch_text(branch=branch, field=field, text=asked[field], base_revision=asked["base_revision"], by=by)


class PhaseViewSet(BranchViewSet):
    serializer_class = PhaseSerializer
    queryset = Phase.objects.none()

    def get_queryset(self):
        return self.journey.phases.all()

    def list(self, request, journey_id):
        """The phases in order."""
        return self.answer_page(self.journey.phases.order_by("position", "pk"))

    @extend_schema(request=PhaseAdd, responses={201: PhaseSerializer})
    def create(self, request, journey_id):
        """Add a phase, behind all others or behind one of them."""
        asked = self.asked(PhaseAdd, context={"journey": self.journey})
        return self.answer(add_phase(journey=self.journey, by=request.user, **asked).pk, status=201)

    @extend_schema(request=PhaseMove)
    @action(detail=True, methods=["post"])
    def move(self, request, journey_id, pk):
        """Put the phase before or behind another; with an empty body behind all."""
        asked = self.asked(PhaseMove, context={"journey": self.journey})
        move_phase(phase=self.branch(pk), by=request.user, **asked)
        return self.answer(pk)

    @extend_schema(request=ScopeMove)
    @action(detail=True, methods=["post"])
    def scope(self, request, journey_id, pk):
        """Move a phase, with all in it, into or out of scope. Each move needs a reason."""
        set_phase_scope(phase=self.branch(pk), by=request.user, **self.asked(ScopeMove))
        return self.answer(pk)


class ModuleViewSet(BranchViewSet):
    serializer_class = ModuleSerializer
    queryset = Module.objects.none()

    def get_queryset(self):
        return modules_of(self.journey)

    def list(self, request, journey_id):
        """The modules in order."""
        return self.answer_page(self.get_queryset().order_by("phase__position", "position", "pk"))

    @extend_schema(request=ModuleAdd, responses={201: ModuleSerializer})
    def create(self, request, journey_id):
        """Add a module to a phase, behind all others or behind one of them."""
        asked = self.asked(ModuleAdd, context={"journey": self.journey})
        return self.answer(add_module(by=request.user, **asked).pk, status=201)

    @extend_schema(request=ModuleMove)
    @action(detail=True, methods=["post"])
    def move(self, request, journey_id, pk):
        """Put the module before or behind another, or into a phase; with an empty body behind all of its phase."""
        asked = self.asked(ModuleMove, context={"journey": self.journey})
        move_module(module=self.branch(pk), by=request.user, **asked)
        return self.answer(pk)

    @extend_schema(request=ScopeMove)
    @action(detail=True, methods=["post"])
    def scope(self, request, journey_id, pk):
        """Move a module, with all in it, into or out of scope. Each move needs a reason."""
        set_module_scope(module=self.branch(pk), by=request.user, **self.asked(ScopeMove))
        return self.answer(pk)
