from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from journeys.api.bodies import Body, Filters
from journeys.api.files import download_of
from journeys.api.people import PersonSerializer
from journeys.api.viewsets import JourneyViewSet
from journeys.documents.registry import FORMATS, KINDS, file_name
from journeys.models import Document
from journeys.queries.documents import places_in_queue
from journeys.services.documents import delete_document, request_document, retry_document
from migops.health import worker_alive

KIND_CHOICES = [(kind, kind) for kind in sorted(KINDS)]


class DocumentSerializer(serializers.ModelSerializer):
    """One rendering of the journey. Once ready it never changes. Needs `places`, the queue, as context."""

    asked_by = PersonSerializer(allow_null=True)
    place_in_queue = serializers.SerializerMethodField(help_text="1 for the next one; 0 for one that does not wait")
    worker_alive = serializers.SerializerMethodField(help_text="False: it waits until an operator starts a worker")

    class Meta:
        model = Document
        fields = [
            "id", "kind", "format", "number", "status", "progress", "place_in_queue", "worker_alive", "reason",
            "notice", "revision", "as_of", "asked_by", "asked_at", "finished_at", "size", "sha256",
        ]  # fmt: skip

    def get_place_in_queue(self, document) -> int:
        return self.context["places"].get(document.pk, 0)

    def get_worker_alive(self, document) -> bool:
        return self.context["worker_alive"]


def around() -> dict:
    """What documents are shown with, in one query however many they are."""
    return {"places": places_in_queue(), "worker_alive": worker_alive()}


class KindSerializer(serializers.Serializer):
    kind = serializers.CharField()
    title = serializers.CharField()
    purpose = serializers.CharField()
    formats = serializers.ListField(child=serializers.CharField())


class DocumentFilters(Filters):
    kind = serializers.ChoiceField(choices=KIND_CHOICES, required=False)
    status = serializers.ChoiceField(choices=Document.Status.choices, required=False)


class DocumentRequest(Body):
    kind = serializers.ChoiceField(choices=KIND_CHOICES)
    format = serializers.ChoiceField(choices=sorted(FORMATS))

    def validate(self, attrs):
        kind = KINDS[attrs["kind"]]
        if attrs["format"] not in kind.formats:
            raise serializers.ValidationError({"format": f"{kind.title} comes as {', '.join(kind.formats)}."})
        return attrs


class DocumentViewSet(JourneyViewSet):
    needs = {
        "list": "journey.view",
        "kinds": "journey.view",
        "create": "document.request",
        "retrieve": "journey.view",
        "download": "file.download",
        "retry": "document.request",
        "destroy": "document.delete",
    }
    serializer_class = DocumentSerializer
    queryset = Document.objects.none()

    @extend_schema(parameters=[DocumentFilters])
    def list(self, request, journey_id):
        """The documents, newest first."""
        rows = self.journey.documents.select_related("asked_by").filter(**self.filters(DocumentFilters))
        return self.answer_page(rows.order_by("-asked_at", "-pk"), **around())

    @extend_schema(responses=KindSerializer(many=True))
    @action(detail=False, pagination_class=None)
    def kinds(self, request, journey_id):
        """What can be asked for, and in which formats."""
        return Response(KindSerializer(KINDS.values(), many=True).data)

    @extend_schema(request=DocumentRequest, responses={202: DocumentSerializer})
    def create(self, request, journey_id):
        """Ask for a document. Poll it, at the answer's Location, until its status is ready or failed."""
        document = request_document(journey=self.journey, by=request.user, **self.asked(DocumentRequest))
        return self.accepted(document)

    def retrieve(self, request, journey_id, pk):
        return Response(DocumentSerializer(self.document(pk), context=around()).data)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)})
    @action(detail=True)
    def download(self, request, journey_id, pk):
        document = self.document(pk)
        name = file_name(journey=self.journey.title, kind=document.kind, format=document.format, number=document.number)
        return download_of(document.file, name, FORMATS[document.format].content_type)

    @extend_schema(request=None, responses={202: DocumentSerializer})
    @action(detail=True, methods=["post"])
    def retry(self, request, journey_id, pk):
        """Try a document that failed again. One that did not fail stays as it is."""
        return self.accepted(retry_document(document=self.document(pk), by=request.user))

    def destroy(self, request, journey_id, pk):
        """Delete a document for good. Its number is not given again."""
        delete_document(document=self.document(pk), by=request.user)
        return Response(status=204)

    def document(self, pk) -> Document:
        return self.found(self.journey.documents.select_related("asked_by"), pk)

    def accepted(self, document: Document) -> Response:
        at = reverse("api:document-detail", args=[self.journey.pk, document.pk])
        return Response(DocumentSerializer(document, context=around()).data, status=202, headers={"Location": at})
