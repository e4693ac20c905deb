from dataclasses import asdict

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from journeys.api.bodies import Body, Filters
from journeys.api.files import download_of
from journeys.api.people import PersonSerializer
from journeys.api.viewsets import JourneyViewSet
from journeys.models import Import
from journeys.queries.imports import imports_of
from journeys.services import imports as import_service
from journeys.services.applying import Part
from journeys.services.previews import lines_of
from migops.health import worker_alive


class ImportSerializer(serializers.ModelSerializer):
    """A filled-in workbook that was sent back. Its lines say what it would change; once applied, what it changed."""

    by = PersonSerializer()
    applied_by = PersonSerializer(allow_null=True)
    worker_alive = serializers.SerializerMethodField(help_text="False: it waits until an operator starts a worker")
    counts = serializers.DictField(
        child=serializers.IntegerField(), help_text="By part; empty as long as it was not read"
    )

    class Meta:
        model = Import
        fields = [
            "id", "kind", "file_name", "size", "sha256", "by", "at", "status", "job", "progress", "worker_alive",
            "reason", "revision", "counts", "applied_by", "applied_at", "finished_at",
        ]  # fmt: skip

    def get_worker_alive(self, row) -> bool:
        return worker_alive()


class ImportLineSerializer(serializers.Serializer):
    """One cell that changes, or one row. With a `choice` the file wins only where applying names it."""

    part = serializers.ChoiceField(choices=[part.value for part in Part])
    sheet = serializers.CharField()
    cell = serializers.CharField()
    label = serializers.CharField()
    heading = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    choice = serializers.CharField()
    is_taken = serializers.BooleanField()
    reason = serializers.CharField(help_text="Why it is refused")
    remarks = serializers.ListField(child=serializers.CharField(), help_text="Questions that applying answers with yes")
    texts = serializers.DictField(child=serializers.CharField(), help_text="Of a new row, by heading")


class LineFilters(Filters):
    part = serializers.ChoiceField(choices=[part.value for part in Part], required=False)


class WorkbookUpload(Body):
    kind = serializers.ChoiceField(choices=sorted(import_service.READ_BACK))
    file = serializers.FileField(allow_empty_file=True)


class Application(Body):
    take = serializers.ListField(
        child=serializers.CharField(max_length=200), required=False, default=list, max_length=50_000,
        help_text="The choices in which the file wins: conflicts, and rows that are missing in it",
    )  # fmt: skip


class ImportViewSet(JourneyViewSet):
    needs = {
        "list": "journey.view",
        "retrieve": "journey.view",
        "lines": "journey.view",
        "download": "file.download",
        "create": "workbook.import",
        "apply": "workbook.import",
        "undo": "workbook.import",
        "read": "workbook.import",
    }
    serializer_class = ImportSerializer
    queryset = Import.objects.none()

    def get_parsers(self):
        sends_file = self.request is not None and self.request.method == "POST" and "pk" not in self.kwargs
        return [MultiPartParser()] if self.request is None or sends_file else super().get_parsers()

    def list(self, request, journey_id):
        """The workbooks that were sent back, newest first."""
        return self.answer_page(imports_of(self.journey))

    @extend_schema(request={"multipart/form-data": WorkbookUpload}, responses={202: ImportSerializer})
    def create(self, request, journey_id):
        """Send a filled-in workbook in. Poll it, at the answer's Location, until it is ready or refused."""
        asked = self.asked(WorkbookUpload)
        row = import_service.request_import(
            journey=self.journey, kind=asked["kind"], upload=asked["file"], by=request.user
        )
        return self.accepted(row)

    def retrieve(self, request, journey_id, pk):
        return Response(ImportSerializer(self.row(pk)).data)

    @extend_schema(parameters=[LineFilters], responses=ImportLineSerializer(many=True))
    @action(detail=True, serializer_class=ImportLineSerializer)
    def lines(self, request, journey_id, pk):
        """What it would change, or changed, in the order of the file."""
        part = self.filters(LineFilters).get("part")
        return self.answer_page([asdict(line) for line in lines_of(self.row(pk)) if part in (None, line.part)])

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)})
    @action(detail=True)
    def download(self, request, journey_id, pk):
        """The file, as it was sent in."""
        row = self.row(pk)
        return download_of(row.file, row.file_name, "application/octet-stream")

    @extend_schema(request=Application, responses={202: ImportSerializer})
    @action(detail=True, methods=["post"])
    def apply(self, request, journey_id, pk):
        """Do what it asks for, in one transaction. Poll it until it is applied, or ready again with a reason."""
        row = self.row(pk)
        taken = self.asked(Application)["take"]
        if taken:
            choices = {line.choice for line in lines_of(row) if line.choice and not line.reason}
            import_service.choose(row, shown=choices, taken=taken)
        import_service.ask_to_apply(row, by=request.user)
        return self.accepted(row)

    @extend_schema(request=None, responses={202: ImportSerializer})
    @action(detail=True, methods=["post"])
    def undo(self, request, journey_id, pk):
        """Take back all that it did. What was changed since is in the way, and then nothing is undone."""
        row = self.row(pk)
        import_service.ask_to_undo(row, by=request.user)
        return self.accepted(row)

    @extend_schema(request=None, responses={202: ImportSerializer})
    @action(detail=True, methods=["post"])
    def read(self, request, journey_id, pk):
        """Read it again, against the journey as it is now; or try again what failed."""
        row = self.row(pk)
        import_service.ask_to_read(row, by=request.user)
        return self.accepted(row)

    def row(self, pk) -> Import:
        return self.found(self.journey.imports.select_related("by", "asked_by", "applied_by", "journey"), pk)

    def accepted(self, row: Import) -> Response:
        at = reverse("api:import-detail", args=[self.journey.pk, row.pk])
        return Response(ImportSerializer(self.row(row.pk)).data, status=202, headers={"Location": at})
