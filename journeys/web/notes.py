"""The architecture notes of a journey, all on one page, each changed in place."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from journeys.models import ArchitectureNote, Journey
from journeys.queries.notes import notes_of, pictures_of
from journeys.services import notes as note_service
from journeys.services.errors import Confirm, Refusal
from journeys.web.forms import valid
from journeys.web.pages import journey_context, journey_page

LONGEST_TEXT = 100_000


class NoteForm(forms.Form):
    title = forms.CharField(max_length=note_service.LONGEST_TITLE)
    text = forms.CharField(
        required=False, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 14}),
        help_text="Markdown. Pictures are added once the note is there.",
    )  # fmt: skip


class TextForm(forms.Form):
    """One text of a note, and the revision that it was written from."""

    field = forms.ChoiceField(choices=[(name, name) for name in note_service.TEXTS])
    text = forms.CharField(required=False, max_length=LONGEST_TEXT, strip=False)
    base_revision = forms.IntegerField(min_value=0)


class MoveForm(forms.Form):
    up = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda value: value == "yes")


@require_GET
@journey_page("journey.view")
def notes(request, journey: Journey):
    found = list(notes_of(journey))
    context = journey_context(journey, "notes", notes=found, pictures=addresses(journey, found))
    return render(request, "journeys/notes.html", context)


def addresses(journey: Journey, shown: list[ArchitectureNote]) -> dict[str, str]:
    """By name, where the pictures of the notes are."""
    ids = pictures_of(journey, [note.text for note in shown])
    return {name: reverse("file_show", args=[journey.pk, pk]) for name, pk in ids.items()}


@require_http_methods(["GET", "POST"])
@journey_page("register.change")
def note_new(request, journey: Journey):
    form = NoteForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "journeys/note_new.html", journey_context(journey, "notes", form=form))
    note = note_service.add_note(journey=journey, by=request.user, **form.cleaned_data)
    return redirect(place_of(note))


def place_of(note: ArchitectureNote) -> str:
    return f"{reverse('notes', args=[note.journey_id])}#note-{note.pk}"


def note_in(journey: Journey, note_id: int) -> ArchitectureNote:
    note = get_object_or_404(notes_of(journey), pk=note_id)
    note.journey = journey
    return note


def answer(request, journey: Journey, note: ArchitectureNote) -> HttpResponse:
    """The note as it is now; without htmx, the page at its place."""
    if not request.htmx:
        return redirect(place_of(note))
    journey.refresh_from_db(fields=["revision"])
    context = {"journey": journey, "note": note, "pictures": addresses(journey, [note])}
    return render(request, "journeys/_note.html", {**context, "is_saved": True})


@require_POST
@journey_page("register.change")
def note_text(request, journey: Journey, note_id: int):
    form = valid(TextForm(request.POST))
    return answer(
        request, journey, note_service.edit_text(note=note_in(journey, note_id), by=request.user, **form)
    )  # fmt: skip


@require_POST
@journey_page("register.change")
def note_picture(request, journey: Journey, note_id: int):
    upload = request.FILES.get("file")
    if upload is None:
        raise Refusal("Choose a picture first.")
    note = note_service.add_picture(note=note_in(journey, note_id), upload=upload, by=request.user)
    messages.success(request, "The picture is at the end of the note. Move its line to where it belongs.")
    return listed(request, note)


def listed(request, note: ArchitectureNote) -> HttpResponse:
    """All the notes again: their order or number is another now."""
    to = place_of(note)
    return HttpResponseClientRedirect(to) if request.htmx else redirect(to)


@require_POST
@journey_page("register.change")
def note_move(request, journey: Journey, note_id: int):
    note = note_service.move_note(note=note_in(journey, note_id), by=request.user, **valid(MoveForm(request.POST)))
    return listed(request, note)


@require_POST
@journey_page("register.change")
def note_remove(request, journey: Journey, note_id: int):
    note = note_in(journey, note_id)
    if "confirmed" not in request.POST:
        raise Confirm(f"Remove the note “{note.title}”? Its pictures stay among the files, its text in the history.")
    note_service.remove_note(note=note, by=request.user)
    messages.success(request, f"The note “{note.title}” was removed. The history keeps its text.")
    to = reverse("notes", args=[journey.pk])
    return HttpResponseClientRedirect(to) if request.htmx else redirect(to)
