from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from journeys.api.bodies import Body, RevisionField
from journeys.api.viewsets import JourneyViewSet
from journeys.models import ArchitectureNote
from journeys.queries.notes import notes_of
from journeys.services.notes import LONGEST_TITLE, TEXTS, add_note, edit_text, move_note, remove_note

LONGEST_TEXT = 100_000


class NoteSerializer(serializers.ModelSerializer):
    """A page on the architecture, in Markdown; its pictures are files of the journey, by name."""

    class Meta:
        model = ArchitectureNote
        fields = ["id", "title", "text"]


class NoteAdd(Body):
    title = serializers.CharField(max_length=LONGEST_TITLE)
    text = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True, trim_whitespace=False)


class NoteChange(NoteAdd):
    """Title, text, or both; what is left out stays as it is."""

    title = serializers.CharField(max_length=LONGEST_TITLE, required=False)
    base_revision = RevisionField(help_text="Revision that the texts were written from")


class NoteMove(Body):
    up = serializers.BooleanField(help_text="Before the note above it; else behind the one below")


class NoteViewSet(JourneyViewSet):
    needs = {
        "list": "journey.view",
        "retrieve": "journey.view",
        "create": "register.change",
        "partial_update": "register.change",
        "move": "register.change",
        "destroy": "register.change",
    }
    serializer_class = NoteSerializer
    queryset = ArchitectureNote.objects.none()

    def list(self, request, journey_id):
        """The architecture notes of the journey, in their order."""
        return self.answer_page(notes_of(self.journey))

    def retrieve(self, request, journey_id, pk):
        return self.answer(self.note(pk))

    @extend_schema(request=NoteAdd, responses={201: NoteSerializer})
    def create(self, request, journey_id):
        """Add a note behind all others."""
        return self.answer(add_note(journey=self.journey, by=request.user, **self.asked(NoteAdd)), status=201)

    @extend_schema(request=NoteChange)
    def partial_update(self, request, journey_id, pk):
        """Change the title, the text, or both at once."""
        note, asked = self.note(pk), self.asked(NoteChange)
        with transaction.atomic():
            for field in (name for name in TEXTS if name in asked):
                note = edit_text(
                    note=note, field=field, text=asked[field], base_revision=asked["base_revision"], by=request.user
                )
        return self.answer(note)

    @extend_schema(request=NoteMove)
    @action(detail=True, methods=["post"])
    def move(self, request, journey_id, pk):
        """Let the note change places with the one above or below it."""
        return self.answer(move_note(note=self.note(pk), by=request.user, **self.asked(NoteMove)))

    def destroy(self, request, journey_id, pk):
        """Remove a note. Its text stays in the history, its pictures among the files."""
        remove_note(note=self.note(pk), by=request.user)
        return Response(status=204)

    def note(self, pk) -> ArchitectureNote:
        note = self.found(notes_of(self.journey), pk)
        note.journey = self.journey
        return note

    def answer(self, note: ArchitectureNote, status: int = 200) -> Response:
        return Response(NoteSerializer(note).data, status=status)
