from django.db.models import Q
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from journeys.access import SIGNED_IN, spaces_for
from journeys.api.bodies import Body, Filters, IdField, RowField
from journeys.api.people import PersonSerializer
from journeys.api.problems import refused
from journeys.api.viewsets import DeclaredViewSet
from journeys.models import Playbook
from journeys.services.errors import Refusal
from journeys.services.playbook_files import FileImport, import_upload
from journeys.services.playbook_uploads import checked_name
from journeys.services.playbooks import delete_playbook


class CountsSerializer(serializers.Serializer):
    phases = serializers.IntegerField()
    modules = serializers.IntegerField()
    tasks = serializers.IntegerField()
    subtasks = serializers.IntegerField()
    items = serializers.IntegerField()
    tools = serializers.IntegerField()


class PlaybookSerializer(serializers.ModelSerializer):
    """One version of a playbook."""

    counts = CountsSerializer()
    imported_by = PersonSerializer(allow_null=True)

    class Meta:
        model = Playbook
        fields = [
            "id",
            "space",
            "slug",
            "version",
            "title",
            "summary",
            "digest",
            "counts",
            "imported_by",
            "imported_at",
        ]


class PlaybookTextSerializer(PlaybookSerializer):
    """One version of a playbook, with its canonical Markdown."""

    class Meta(PlaybookSerializer.Meta):
        fields = [*PlaybookSerializer.Meta.fields, "text"]


class PlaybookFilters(Filters):
    slug = serializers.SlugField(required=False)
    text = serializers.CharField(required=False, help_text="Part of the title or summary")
    space = IdField(required=False, help_text="Whose own they are")


class PlaybookProblemSerializer(serializers.Serializer):
    file = serializers.CharField(help_text="Of the playbook, if it has many")
    line = serializers.IntegerField(help_text="0: the file as a whole")
    text = serializers.CharField()


class PlaybookImportSerializer(serializers.Serializer):
    """What became of one playbook of a file."""

    path = serializers.CharField(help_text="Within the archive")
    title = serializers.CharField(source="reading.tree.title", default=None, allow_null=True)
    version = serializers.CharField(source="reading.tree.version", default=None, allow_null=True)
    counts = CountsSerializer(source="reading.tree.counts", default=None, allow_null=True)
    playbook = serializers.IntegerField(source="playbook.pk", default=None, allow_null=True, help_text="Its id")
    is_new = serializers.BooleanField(allow_null=True, help_text="False: it was here already, with the same text")
    errors = PlaybookProblemSerializer(source="reading.errors", many=True)
    warnings = PlaybookProblemSerializer(source="reading.warnings", many=True)


class PlaybookFile(Body):
    space = RowField(
        rows=lambda context: spaces_for(context["user"], "playbook.import"),
        missing="There is no such space, or you do not belong to it.",
        help_text="A space that you belong to: its people will see the playbooks",
    )
    file = serializers.FileField(allow_empty_file=True, help_text="A .md, .txt, .zip or .tar.gz")
    dry_run = serializers.BooleanField(required=False, default=False, help_text="True: read it, and store nothing")


class PlaybookViewSet(DeclaredViewSet):
    """The shipped playbooks, and those of your spaces."""

    needs = {
        "list": SIGNED_IN,
        "retrieve": SIGNED_IN,
        "text": SIGNED_IN,
        "import_file": SIGNED_IN,
        "destroy": SIGNED_IN,
    }
    serializer_class = PlaybookSerializer
    queryset = Playbook.objects.none()

    def get_parsers(self):
        return [MultiPartParser()] if self.request is None or self.request.method == "POST" else super().get_parsers()

    def get_queryset(self):
        return Playbook.objects.visible_to(self.request.user).select_related("imported_by")

    @extend_schema(parameters=[PlaybookFilters])
    def list(self, request):
        wanted = self.filters(PlaybookFilters)
        rows = self.get_queryset().defer("text").order_by("title", "-imported_at", "-pk")
        if "slug" in wanted:
            rows = rows.filter(slug=wanted["slug"])
        if "text" in wanted:
            rows = rows.filter(Q(title__icontains=wanted["text"]) | Q(summary__icontains=wanted["text"]))
        if "space" in wanted:
            rows = rows.filter(space=wanted["space"])
        return self.answer_page(rows)

    @extend_schema(responses=PlaybookTextSerializer)
    def retrieve(self, request, pk):
        return Response(PlaybookTextSerializer(self.found(self.get_queryset(), pk)).data)

    @extend_schema(responses={(200, "text/markdown"): OpenApiResponse(OpenApiTypes.STR)})
    @action(detail=True)
    def text(self, request, pk):
        """The canonical Markdown as a file."""
        playbook = self.found(self.get_queryset(), pk)
        answer = HttpResponse(playbook.text, content_type="text/markdown; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{playbook.slug}.md"'
        return answer

    @extend_schema(
        request={"multipart/form-data": PlaybookFile},
        responses={200: PlaybookImportSerializer(many=True), 201: PlaybookImportSerializer(many=True)},
    )
    @action(detail=False, methods=["post"], url_path="import", url_name="import")
    def import_file(self, request):
        """Store each playbook of a file: 201 when any is new. A 409 has them all too, with what is wrong."""
        asked = self.asked(PlaybookFile, context={"user": request.user})
        upload, dry_run = asked["file"], asked["dry_run"]
        name = checked_name(upload)
        done = import_upload(upload.read(), name=name, space=asked["space"], by=request.user, dry_run=dry_run)
        results = PlaybookImportSerializer(done, many=True).data
        if not dry_run and any(each.reading.errors for each in done):
            answer = refused(Refusal(in_words(done)))
            answer.data["playbooks"] = results
            return answer
        return Response(results, status=201 if any(each.is_new for each in done) else 200)

    def destroy(self, request, pk):
        """Delete one version, for good; for the admins of its space. Refused while a journey was made from it."""
        playbook = self.found(self.get_queryset(), pk)
        if not spaces_for(request.user, "space.change").filter(pk=playbook.space_id).exists():
            raise PermissionDenied("Only the admins of its space delete a playbook.")
        delete_playbook(playbook=playbook, by=request.user)
        return Response(status=204)


def in_words(done: list[FileImport]) -> str:
    """The first error, and how many playbooks have any."""
    failed = [each for each in done if each.reading.errors]
    said = f"{len(failed)} of {len(done)} playbooks were not stored." if len(done) > 1 else "It was not stored."
    return f"{said} {failed[0].reading.errors[0].text}"
