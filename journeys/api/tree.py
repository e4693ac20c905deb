"""The whole tree of a journey in one answer: the same read, with the same filters, as the outline page."""

from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from journeys.api.bodies import BIGGEST_ID, Filters, IdField
from journeys.api.journeys import FiguresSerializer
from journeys.api.viewsets import JourneyViewSet
from journeys.models import ChecklistItem, Journey, Task, User
from journeys.queries import filtering
from journeys.queries import outline as query


class TaskFilters(Filters):
    text = serializers.CharField(required=False, help_text="In the title, the description, or one of the items")
    phase = IdField(required=False)
    module = IdField(required=False)
    owner = serializers.IntegerField(
        required=False, min_value=0, max_value=BIGGEST_ID, help_text="Id of a member; 0 for nobody"
    )
    status = serializers.ChoiceField(choices=Task.Status.choices, required=False)
    kind = serializers.ChoiceField(choices=ChecklistItem.Kind.choices, required=False, help_text="Has items of it")
    open_only = serializers.BooleanField(required=False)
    mine = serializers.BooleanField(required=False)
    overdue = serializers.BooleanField(required=False)


class TreeSubtaskSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField()
    status = serializers.ChoiceField(choices=Task.Status.choices)
    status_reason = serializers.CharField()
    owner = serializers.IntegerField(allow_null=True, help_text="Id of the member")
    due_on = serializers.DateField(allow_null=True)
    in_scope = serializers.BooleanField()
    is_overdue = serializers.BooleanField()
    item_count = serializers.IntegerField()
    resolved_count = serializers.IntegerField()
    missing_file_count = serializers.IntegerField(help_text="Items that ask for a file and have none")
    file_count = serializers.IntegerField()
    is_context = serializers.BooleanField(help_text="Left out by the filters, but above a subtask that is not")


class TreeTaskSerializer(TreeSubtaskSerializer):
    subtasks = TreeSubtaskSerializer(many=True)


class TreeBranchSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField()
    in_scope = serializers.BooleanField()
    scope_reason = serializers.CharField()
    figures = FiguresSerializer(help_text="Of all its tasks, whatever the filters")


class TreeModuleSerializer(TreeBranchSerializer):
    tasks = TreeTaskSerializer(many=True)


class TreePhaseSerializer(TreeBranchSerializer):
    modules = TreeModuleSerializer(many=True)


class TreeSerializer(serializers.Serializer):
    revision = serializers.IntegerField(help_text="Of the journey, as shown")
    shown = serializers.IntegerField(help_text="How many tasks and subtasks the filters let through")
    phases = TreePhaseSerializer(many=True)


class TreeViewSet(JourneyViewSet):
    needs = {"list": "journey.view"}
    serializer_class = TreeSerializer
    pagination_class = None

    @extend_schema(parameters=[TaskFilters], responses=TreeSerializer)
    def list(self, request, journey_id):
        """Phases, modules, tasks and subtasks, in order. The same few queries at any size."""
        tree = outline_of(self.journey, request.user, self.filters(TaskFilters))
        phases = [branch_of(phase, modules=[module_of(module) for module in phase.modules]) for phase in tree.phases]
        return Response({"revision": self.journey.revision, "shown": tree.shown, "phases": phases})


def outline_of(journey: Journey, user: User, wanted: dict) -> query.Outline:
    return query.outline(journey, filtering.Filters(**wanted), localdate(), journey.members.of(user))


# Plain dictionaries: a serializer a row would cost more than all queries together.
def branch_of(branch, **below) -> dict:
    return {
        "id": branch.id,
        "title": branch.title,
        "in_scope": branch.in_scope,
        "scope_reason": branch.reason,
        "figures": FiguresSerializer(branch.figures).data,
        **below,
    }


def module_of(module: query.ModuleRow) -> dict:
    tasks = [
        task_of(row) | {"subtasks": [task_of(subtask) for subtask in row.subtasks if subtask.is_shown]}
        for row in module.tasks
        if row.is_shown
    ]
    return branch_of(module, tasks=tasks)


def task_of(row: query.TaskRow) -> dict:
    return {
        "id": row.id,
        "title": row.title,
        "status": row.status,
        "status_reason": row.reason,
        "owner": row.owner_id,
        "due_on": row.due_on,
        "in_scope": row.in_scope,
        "is_overdue": row.is_overdue,
        "item_count": row.items,
        "resolved_count": row.resolved,
        "missing_file_count": row.missing_files,
        "file_count": row.files,
        "is_context": row.is_context,
    }
