from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from journeys.api.bodies import Body
from journeys.api.places import task_field
from journeys.api.viewsets import JourneyViewSet
from journeys.models import Tool
from journeys.services.tools import LONGEST_NAME, add_tool, change_tool, remove_tool


class ToolSerializer(serializers.ModelSerializer):
    """Something that helps with a task, with or without a link."""

    class Meta:
        model = Tool
        fields = ["id", "name", "url"]


class ToolChange(Body):
    """Any of these; what is left out stays as it is."""

    name = serializers.CharField(max_length=LONGEST_NAME, required=False, allow_blank=True)
    url = serializers.CharField(max_length=2000, required=False, allow_blank=True, help_text="http or https")


class ToolAdd(ToolChange):
    task = task_field(help_text="Id of the task that it helps with")


class ToolViewSet(JourneyViewSet):
    needs = {"create": "tree.change", "partial_update": "tree.change", "destroy": "tree.change"}
    serializer_class = ToolSerializer
    queryset = Tool.objects.none()

    @extend_schema(request=ToolAdd, responses={201: ToolSerializer})
    def create(self, request, journey_id):
        """Add a tool to a task: a name, an address, or both. The task lists its tools."""
        asked = {"name": "", **self.asked(ToolAdd, context={"journey": self.journey})}
        return Response(ToolSerializer(add_tool(by=request.user, **asked)).data, status=201)

    @extend_schema(request=ToolChange)
    def partial_update(self, request, journey_id, pk):
        """Change its name, its address, or both; an empty address takes it away."""
        tool = self.tool(pk)
        asked = {"name": tool.name, "url": tool.url, **self.asked(ToolChange)}
        return Response(ToolSerializer(change_tool(tool=tool, by=request.user, **asked)).data)

    def destroy(self, request, journey_id, pk):
        """Remove a tool from its task."""
        remove_tool(tool=self.tool(pk), by=request.user)
        return Response(status=204)

    def tool(self, pk) -> Tool:
        return self.found(Tool.objects.filter(task__journey=self.journey).select_related("task"), pk)
