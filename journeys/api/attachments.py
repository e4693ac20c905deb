from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from journeys.api.bodies import Body, Filters, IdField, RowField
from journeys.api.files import download_of
from journeys.api.people import PersonSerializer, ThroughSerializer
from journeys.api.problems import refused
from journeys.api.viewsets import JourneyViewSet
from journeys.models import Attachment, Journey
from journeys.queries.files import versions_of
from journeys.queries.items import items_of
from journeys.services.attachments import attach, remove_attachment
from journeys.services.errors import Refusal


class AttachmentSerializer(serializers.ModelSerializer):
    """One version of a file. With an item it is evidence; removed it has no bytes any more."""

    uploaded_by = PersonSerializer(allow_null=True)
    uploaded_through = ThroughSerializer(allow_null=True)
    removed_by = PersonSerializer(allow_null=True)

    class Meta:
        model = Attachment
        fields = [
            "id", "name", "size", "sha256", "content_type", "version", "superseded_by", "task", "item", "uploaded_by",
            "uploaded_through", "uploaded_at", "removed_by", "removed_at",
        ]  # fmt: skip


class AttachmentFilters(Filters):
    task = IdField(required=False)
    item = IdField(required=False)
    all = serializers.BooleanField(required=False, help_text="Older versions and removed files too")


class Upload(Body):
    file = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), allow_empty=False, help_text="One file, or several"
    )
    task = RowField(
        rows=lambda context: context["journey"].tasks, missing="There is no such task in this journey.", required=False
    )
    item = RowField(
        rows=lambda context: items_of(context["journey"]),
        missing="There is no such item in this journey.",
        required=False,
        help_text="The checklist item that the files are evidence for",
    )
    replaces = RowField(
        rows=lambda context: versions_of(context["journey"]).select_related("task", "item__task"),
        missing="There is no such file in this journey.",
        required=False,
        help_text="The attachment of which the file is the next version",
    )

    def validate(self, attrs):
        if "replaces" in attrs and len(attrs["file"]) > 1:
            raise serializers.ValidationError({"file": "One file replaces one file. Send them one by one."})
        return attrs


class AttachmentViewSet(JourneyViewSet):
    needs = {
        "list": "journey.view",
        "create": "file.attach",
        "retrieve": "journey.view",
        "destroy": "file.remove",
        "download": "file.download",
    }
    serializer_class = AttachmentSerializer
    queryset = Attachment.objects.none()

    def get_parsers(self):
        return [MultiPartParser()] if self.request is None or self.request.method == "POST" else super().get_parsers()

    @extend_schema(parameters=[AttachmentFilters])
    def list(self, request, journey_id):
        """The files, newest first: the newest version of each, without the removed ones."""
        wanted = self.filters(AttachmentFilters)
        rows = attachments_of(self.journey).order_by("-uploaded_at", "-pk")
        if not wanted.pop("all", False):
            rows = rows.current()
        return self.answer_page(rows.filter(**wanted))

    @extend_schema(request={"multipart/form-data": Upload}, responses={201: AttachmentSerializer(many=True)})
    def create(self, request, journey_id):
        """Upload one file or several, each on its own. A 409 lists those that were added all the same."""
        given = self.asked(Upload, context={"journey": self.journey})
        added, refusals = [], []
        for upload in given.pop("file"):
            try:
                added.append(attach(journey=self.journey, upload=upload, by=request.user, **given))
            except Refusal as refusal:
                refusals.append(refusal)
        attached = AttachmentSerializer(added, many=True).data
        if not refusals:
            return Response(attached, status=201)
        answer = refused(Refusal(" ".join(map(str, refusals))))
        answer.data["attached"] = attached
        return answer

    def retrieve(self, request, journey_id, pk):
        return Response(AttachmentSerializer(self.attachment(pk)).data)

    def destroy(self, request, journey_id, pk):
        """Delete the bytes of this version. That it was there, and its SHA-256, stays in the history."""
        remove_attachment(attachment=self.attachment(pk), by=request.user)
        return Response(status=204)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)})
    @action(detail=True)
    def download(self, request, journey_id, pk):
        attachment = self.attachment(pk)
        return download_of(attachment.file, attachment.name, attachment.content_type)

    def attachment(self, pk) -> Attachment:
        return self.found(attachments_of(self.journey), pk)


def attachments_of(journey: Journey):
    return journey.attachments.with_uploader().select_related("removed_by")
