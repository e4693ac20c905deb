from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from journeys.access import action_to_delete, check
from journeys.api.bodies import Body, Filters, IdField, RevisionField, RowField
from journeys.api.people import PersonSerializer, ThroughSerializer
from journeys.api.viewsets import JourneyViewSet
from journeys.models import ChecklistItem, Comment
from journeys.services.comments import LONGEST, add_comment, delete_comment, edit_comment


class CommentSerializer(serializers.ModelSerializer):
    """What a person said on a task, in Markdown. A deleted one keeps its place, without its text."""

    author = PersonSerializer(allow_null=True)
    through = ThroughSerializer(allow_null=True)

    mentioned = serializers.PrimaryKeyRelatedField(
        many=True, read_only=True, help_text="Ids of the members of the journey whom the text names"
    )

    class Meta:
        model = Comment
        fields = [
            "id", "task", "item", "author", "through", "text", "mentioned", "created_at", "edited_at", "deleted_at",
        ]  # fmt: skip


class CommentFilters(Filters):
    task = IdField(required=False)
    item = IdField(required=False)


class CommentText(Body):
    text = serializers.CharField(max_length=LONGEST, help_text="Markdown; @ and the name of a member mentions them")


class CommentEdit(CommentText):
    base_revision = RevisionField(
        required=False, help_text="The journey's revision that it was written from; 409 when the text changed since"
    )


class CommentAdd(CommentText):
    task = RowField(rows=lambda context: context["journey"].tasks, missing="There is no such task in this journey.")
    item = RowField(
        rows=lambda context: ChecklistItem.objects.filter(task__journey=context["journey"]),
        missing="There is no such checklist item in this journey.", required=False, allow_null=True,
    )  # fmt: skip

    def validate(self, given):
        if (item := given.get("item")) and item.task_id != given["task"].pk:
            raise serializers.ValidationError({"item": ["This item belongs to another task."]})
        return given


class CommentViewSet(JourneyViewSet):
    needs = {
        "list": "journey.view",
        "create": "comment.write",
        "partial_update": "comment.write",
        "destroy": "comment.write",
    }
    serializer_class = CommentSerializer
    queryset = Comment.objects.none()

    def get_queryset(self):
        return (
            Comment.objects.filter(task__journey=self.journey)
            .select_related("author", "through", "task")
            .prefetch_related("mentioned")
        )

    @extend_schema(parameters=[CommentFilters])
    def list(self, request, journey_id):
        """The comments, oldest first."""
        return self.answer_page(self.get_queryset().filter(**self.filters(CommentFilters)).order_by("created_at", "pk"))

    @extend_schema(request=CommentAdd, responses={201: CommentSerializer})
    def create(self, request, journey_id):
        given = self.asked(CommentAdd, context={"journey": self.journey})
        comment = add_comment(by=request.user, **given)
        return Response(CommentSerializer(comment).data, status=201)

    @extend_schema(request=CommentEdit)
    def partial_update(self, request, journey_id, pk):
        """Change what you said."""
        comment = edit_comment(comment=self.comment(pk), by=request.user, **self.asked(CommentEdit))
        return Response(CommentSerializer(comment).data)

    def destroy(self, request, journey_id, pk):
        """Take your comment's text away; an admin may take anyone's."""
        comment = self.comment(pk)
        check(self.journey.role, action_to_delete(comment, request.user))
        delete_comment(comment=comment, by=request.user)
        return Response(status=204)

    def comment(self, pk) -> Comment:
        return self.found(self.get_queryset(), pk)
