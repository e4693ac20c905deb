from django.db import transaction
from django.db.models import Prefetch
from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from journeys.api.attachments import AttachmentSerializer, attachments_of
from journeys.api.bodies import Body, RevisionField
from journeys.api.comments import CommentSerializer
from journeys.api.items import ItemSerializer
from journeys.api.people import OwnerField, OwnerSerializer
from journeys.api.places import Place, module_field, task_field
from journeys.api.tools import ToolSerializer
from journeys.api.tree import TaskFilters, outline_of
from journeys.api.viewsets import JourneyViewSet
from journeys.models import Comment, Journey, Task, User
from journeys.playbooks.tree import LONGEST_DAYS
from journeys.queries.items import items_of
from journeys.queries.outline import Outline, TaskRow, task_rows
from journeys.queries.tasks import tasks_of
from journeys.services.dates import set_dates_by_plan, set_plan
from journeys.services.deleting import delete_task
from journeys.services.dependencies import set_waits_for
from journeys.services.tasks import assign, edit_text, schedule, set_effort, set_status
from journeys.services.tree import add_task, move_task


class TaskSerializer(serializers.ModelSerializer):
    """A task or subtask. Needs `row`, its line of the outline."""

    phase = serializers.IntegerField(source="module.phase_id")
    owner = OwnerSerializer(allow_null=True)
    in_scope = serializers.BooleanField(source="row.in_scope")
    is_overdue = serializers.BooleanField(source="row.is_overdue")
    item_count = serializers.IntegerField(source="row.items")
    resolved_count = serializers.IntegerField(source="row.resolved")
    missing_file_count = serializers.IntegerField(
        source="row.missing_files", help_text="Items that ask for a file and have none"
    )
    file_count = serializers.IntegerField(source="row.files")
    open_dependency_count = serializers.IntegerField(source="row.waits_for", help_text="Open tasks that it waits for")

    class Meta:
        model = Task
        fields = [
            "id", "phase", "module", "parent", "title", "status", "status_reason", "completed_at", "owner", "starts_on",
            "due_on", "starts_after", "length", "estimate_hours", "spent_hours", "in_scope", "is_overdue",
            "item_count", "resolved_count", "missing_file_count", "file_count", "open_dependency_count",
        ]  # fmt: skip


class TaskDetailSerializer(TaskSerializer):
    """A task with all that is in it. `revision` is what a change of its texts is written from."""

    revision = serializers.IntegerField(source="journey.revision")
    tools = ToolSerializer(many=True)
    items = ItemSerializer(many=True)
    subtasks = serializers.PrimaryKeyRelatedField(many=True, read_only=True, help_text="Their ids, in order")
    waits_for = serializers.SlugRelatedField(
        source="dependencies", slug_field="waits_for_id", many=True, read_only=True, help_text="Ids of tasks"
    )
    attachments = AttachmentSerializer(many=True)
    comments = CommentSerializer(many=True)

    class Meta(TaskSerializer.Meta):
        fields = [
            *TaskSerializer.Meta.fields, "revision", "description", "tools", "items", "subtasks", "waits_for",
            "attachments", "comments",
        ]  # fmt: skip


class TaskAdd(Body):
    title = serializers.CharField(max_length=300)
    description = serializers.CharField(
        max_length=100_000, required=False, allow_blank=True, trim_whitespace=False, help_text="Markdown"
    )
    module = module_field(required=False, help_text="Id of the module that it goes into")
    parent = task_field(required=False, help_text="Id of the task that it becomes a subtask of, in place of a module")
    after = task_field(required=False, help_text="Id of the task there that it goes behind; else behind all")

    def validate(self, attrs):
        if ("module" in attrs) == ("parent" in attrs):
            raise serializers.ValidationError("Name the module that it goes into, or the task above it.")
        return attrs if "module" in attrs else {**attrs, "module": attrs["parent"].module}


class TaskMove(Place):
    module = module_field(required=False, help_text="Id of the module that it goes into, behind all")
    parent = task_field(required=False, help_text="Id of the task that it becomes a subtask of, behind all")
    before = task_field(required=False, help_text="Id of the task or subtask that it goes before")
    after = task_field(required=False, help_text="Id of the task or subtask that it goes behind")

    def validate(self, attrs):
        return {"into" if name in {"module", "parent"} else name: row for name, row in super().validate(attrs).items()}


class TaskChange(Body):
    """Any of these; what is left out stays as it is."""

    title = serializers.CharField(max_length=300, required=False)
    description = serializers.CharField(
        max_length=100_000, required=False, allow_blank=True, trim_whitespace=False, help_text="Markdown"
    )
    base_revision = RevisionField(required=False, help_text="Revision that title and description were written from")
    owner = OwnerField(required=False)
    starts_on = serializers.DateField(required=False, allow_null=True)
    due_on = serializers.DateField(required=False, allow_null=True)
    starts_after = serializers.IntegerField(
        min_value=0, max_value=LONGEST_DAYS, required=False, allow_null=True, help_text="In working days"
    )
    length = serializers.IntegerField(
        min_value=1, max_value=LONGEST_DAYS, required=False, allow_null=True, help_text="In working days"
    )
    estimate_hours = serializers.DecimalField(max_digits=7, decimal_places=2, required=False, allow_null=True)
    spent_hours = serializers.DecimalField(max_digits=7, decimal_places=2, required=False, allow_null=True)

    def validate(self, attrs):
        if attrs.keys() & {"title", "description"} and "base_revision" not in attrs:
            raise serializers.ValidationError({"base_revision": "Say which revision the text was written from."})
        return attrs


class StatusChange(Body):
    status = serializers.ChoiceField(choices=Task.Status.choices)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    confirmed = serializers.BooleanField(default=False, help_text="Complete it though something in it is open")


class Waits(Body):
    """Another task of the journey, and whether it is waited for."""

    other = task_field(help_text="Id of the task to wait for")
    waits = serializers.BooleanField()


class TaskViewSet(JourneyViewSet):
    needs = {
        "list": "journey.view",
        "retrieve": "journey.view",
        "create": "tree.change",
        "move": "tree.change",
        "destroy": "tree.delete",
        "partial_update": "task.change",
        "status": "task.change",
        "waits": "task.change",
        "dates": "task.change",
    }
    serializer_class = TaskSerializer
    queryset = Task.objects.none()

    @extend_schema(parameters=[TaskFilters])
    def list(self, request, journey_id):
        """Tasks and subtasks in the order of the outline, and with its filters."""
        page = self.paginate_queryset(shown(outline_of(self.journey, request.user, self.filters(TaskFilters))))
        tasks = tasks_of(self.journey).in_bulk([row.id for row in page])
        listed = [with_row(tasks[row.id], row) for row in page]
        return self.get_paginated_response(TaskSerializer(listed, many=True).data)

    @extend_schema(responses=TaskDetailSerializer)
    def retrieve(self, request, journey_id, pk):
        return self.answer(pk)

    @extend_schema(request=TaskAdd, responses={201: TaskDetailSerializer})
    def create(self, request, journey_id):
        """Add a task to a module, or a subtask to a task."""
        asked = self.asked(TaskAdd, context={"journey": self.journey})
        return self.answer(add_task(by=request.user, **asked).pk, status=201)

    @extend_schema(request=TaskMove, responses=TaskDetailSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request, journey_id, pk):
        """Put the task somewhere else, its subtasks with it. Below a task it becomes a subtask, else a task."""
        asked = self.asked(TaskMove, context={"journey": self.journey})
        move_task(task=self.found(tasks_of(self.journey), pk), by=request.user, **asked)
        return self.answer(pk)

    def destroy(self, request, journey_id, pk):
        """Delete the task with its subtasks and all that is in them; files stay. Can be undone: see `undo`."""
        delete_task(task=self.found(tasks_of(self.journey), pk), by=request.user)
        return Response(status=204)

    @extend_schema(request=TaskChange, responses=TaskDetailSerializer)
    def partial_update(self, request, journey_id, pk):
        """Change texts, owner, dates, plan or effort: all of what is sent, or nothing of it."""
        task = self.found(tasks_of(self.journey), pk)
        change(task, request.user, self.asked(TaskChange, context={"journey": self.journey}))
        return self.answer(pk)

    @extend_schema(request=StatusChange, responses=TaskDetailSerializer)
    @action(detail=True, methods=["post"])
    def status(self, request, journey_id, pk):
        """Give the task its status. Blocked and out of scope need a reason."""
        task = self.found(tasks_of(self.journey), pk)
        set_status(task=task, by=request.user, **self.asked(StatusChange))
        return self.answer(pk)

    @extend_schema(request=Waits, responses=TaskDetailSerializer)
    @action(detail=True, methods=["post"])
    def waits(self, request, journey_id, pk):
        """Let the task wait for another, or wait no longer. A loop is refused and named."""
        task = self.found(tasks_of(self.journey), pk)
        set_waits_for(task=task, by=request.user, **self.asked(Waits, context={"journey": self.journey}))
        return self.answer(pk)

    @extend_schema(request=None, responses=TaskDetailSerializer)
    @action(detail=True, methods=["post"])
    def dates(self, request, journey_id, pk):
        """Give the task the dates of its plan, counted from the start of the journey."""
        set_dates_by_plan(task=self.found(tasks_of(self.journey), pk), by=request.user)
        return self.answer(pk)

    def answer(self, pk, status: int = 200) -> Response:
        self.journey.refresh_from_db(fields=["revision"])
        task = self.found(with_contents(self.journey), pk)
        [row] = task_rows(self.journey, localdate(), pk=pk)
        task.journey = self.journey
        return Response(TaskDetailSerializer(with_row(task, row)).data, status=status)


def shown(outline: Outline) -> list[TaskRow]:
    """The rows that the filters let through, in order."""
    return [row for phase in outline.phases for module in phase.modules for row in module.rows if not row.is_context]


def with_row(task: Task, row: TaskRow) -> Task:
    task.row = row
    return task


def with_contents(journey: Journey):
    """The tasks of a journey with all that is in them, in a fixed number of queries."""
    return tasks_of(journey).prefetch_related(
        Prefetch("items", items_of(journey)),
        Prefetch("subtasks", journey.tasks.order_by("position", "pk")),
        "dependencies",
        Prefetch("attachments", attachments_of(journey).current()),
        Prefetch("comments", Comment.objects.select_related("author", "through")),
    )


@transaction.atomic
def change(task: Task, by: User, wanted: dict) -> None:
    """All that is wanted, through the service for each part of it."""
    for field in wanted.keys() & {"title", "description"}:
        edit_text(task=task, field=field, text=wanted[field], base_revision=wanted["base_revision"], by=by)
    if "owner" in wanted:
        assign(task=task, owner=wanted["owner"], by=by)
    if dates := either(task, wanted, "starts_on", "due_on"):
        schedule(task=task, by=by, **dates)
    if plan := either(task, wanted, "starts_after", "length"):
        set_plan(task=task, by=by, **plan)
    if hours := either(task, wanted, "estimate_hours", "spent_hours"):
        set_effort(task=task, by=by, **hours)


def either(task: Task, wanted: dict, *names: str) -> dict:
    """Both of a pair when one of them is wanted; the other as it is."""
    return {name: wanted.get(name, getattr(task, name)) for name in names} if wanted.keys() & set(names) else {}
