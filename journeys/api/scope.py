from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from journeys.api.bodies import Body
from journeys.api.viewsets import JourneyViewSet
from journeys.models import Module, Phase
from journeys.services.scope import set_module_scope, set_phase_scope


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


class PhaseViewSet(JourneyViewSet):
    needs = {"list": "journey.view", "scope": "scope.change"}
    serializer_class = PhaseSerializer
    queryset = Phase.objects.none()

    def list(self, request, journey_id):
        """The phases in order."""
        return self.answer_page(self.journey.phases.order_by("position", "pk"))

    @extend_schema(request=ScopeMove)
    @action(detail=True, methods=["post"])
    def scope(self, request, journey_id, pk):
        """Move a phase, with all in it, into or out of scope. Each move needs a reason."""
        phase = self.found(self.journey.phases, pk)
        phase = set_phase_scope(phase=phase, by=request.user, **self.asked(ScopeMove))
        return Response(PhaseSerializer(phase).data)


class ModuleViewSet(JourneyViewSet):
    needs = {"list": "journey.view", "scope": "scope.change"}
    serializer_class = ModuleSerializer
    queryset = Module.objects.none()

    def get_queryset(self):
        return Module.objects.filter(phase__journey=self.journey).select_related("phase")

    def list(self, request, journey_id):
        """The modules in order."""
        return self.answer_page(self.get_queryset().order_by("phase__position", "position", "pk"))

    @extend_schema(request=ScopeMove)
    @action(detail=True, methods=["post"])
    def scope(self, request, journey_id, pk):
        """Move a module, with all in it, into or out of scope. Each move needs a reason."""
        module = self.found(self.get_queryset(), pk)
        module = set_module_scope(module=module, by=request.user, **self.asked(ScopeMove))
        return Response(ModuleSerializer(module).data)
