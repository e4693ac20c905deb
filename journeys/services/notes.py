"""Architecture notes: writing, moving and removing them, and putting pictures into them."""

from django.core.files import File
from django.db.models import Max

from journeys.models import ArchitectureNote, Event, Journey, User
from journeys.services.attachments import attach
from journeys.services.errors import Conflict, Refusal
from journeys.services.file_names import safe_name
from journeys.services.history import changing, record

TEXTS = ("title", "text")
LONGEST_TITLE = 300
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")


def add_note(*, journey: Journey, title: str, by: User, text: str = "") -> ArchitectureNote:
    """A new note behind all others."""
    with changing(journey.pk) as journey:
        last = journey.notes.aggregate(last=Max("position"))["last"] or 0
        note = ArchitectureNote.objects.create(
            journey=journey, title=checked_title(title), text=text.strip(), position=last + 1
        )
        tell(journey, "note.added", note, by, text=note.text)
    return note


def checked_title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Refusal("A note needs a title.")
    if len(title) > LONGEST_TITLE:
        raise Refusal(f"A title has at most {LONGEST_TITLE} characters.")
    return title


def edit_text(*, note: ArchitectureNote, field: str, text: str, base_revision: int, by: User) -> ArchitectureNote:
    """Change one of TEXTS, written from the journey's `base_revision`.

    Raises Conflict, with both texts, when someone changed the same field since.
    """
    if field not in TEXTS:
        raise ValueError(field)
    with changing(note.journey_id) as journey:
        note = standing(journey, note)
        text = checked_title(text) if field == "title" else text.strip()
        before = getattr(note, field)
        if text == before:
            return note
        later = Event.objects.filter(journey=journey, revision__gt=base_revision, verb="note.edited")
        if later.filter(data__note=note.pk, data__field=field).exists():
            raise Conflict(theirs=before, yours=text)
        write_text(journey, note, field, text, by)
    return note


def write_text(journey: Journey, note: ArchitectureNote, field: str, text: str, by: User) -> None:
    before = getattr(note, field)
    setattr(note, field, text)
    note.save(update_fields=[field])
    tell(journey, "note.edited", note, by, field=field, before=before, after=text)


def standing(journey: Journey, note: ArchitectureNote) -> ArchitectureNote:
    """The note as it is now, under the lock of its journey."""
    found = journey.notes.filter(pk=note.pk).first()
    if found is None:
        raise Refusal(f"Someone removed the note “{note.title}” meanwhile. The history keeps its text.")
    return found


def add_picture(*, note: ArchitectureNote, upload: File, by: User) -> ArchitectureNote:
    """Add a picture to the files of the journey and show it at the end of the note. Refuses other files."""
    standing(note.journey, note)
    name = safe_name(upload.name or "")
    if not name.lower().endswith(PICTURES):
        raise Refusal(f"“{name}” is no picture. A note shows PNG, JPEG, GIF and WebP files.")
    attachment = attach(journey=note.journey, upload=upload, by=by)
    with changing(note.journey_id) as journey:
        note = standing(journey, note)
        write_text(journey, note, "text", f"{note.text}\n\n{picture_of(attachment.name)}".strip(), by)
    return note


def picture_of(name: str) -> str:
    """How a note shows the file `name`, in Markdown."""
    caption = name.rpartition(".")[0].translate({ord(sign): f"\\{sign}" for sign in "\\[]"})
    address = name.translate({ord(sign): f"\\{sign}" for sign in "\\<>"})
    return f"![{caption}](<{address}>)"


def move_note(*, note: ArchitectureNote, up: bool, by: User) -> ArchitectureNote:
    """Let the note change places with its neighbour. At the end of the list nothing happens."""
    with changing(note.journey_id) as journey:
        note = standing(journey, note)
        notes = journey.notes.all()
        neighbour = (
            notes.filter(position__lt=note.position).last() if up else notes.filter(position__gt=note.position).first()
        )
        if neighbour:
            swap(note, neighbour)
            tell(journey, "note.moved", note, by, direction="up" if up else "down")
    return note


def swap(note: ArchitectureNote, other: ArchitectureNote) -> None:
    """By way of a free place: two notes are never in one."""
    free = (ArchitectureNote.objects.filter(journey=note.journey_id).aggregate(last=Max("position"))["last"] or 0) + 1
    mine, theirs = note.position, other.position
    for each, position in ((note, free), (other, mine), (note, theirs)):
        each.position = position
        each.save(update_fields=["position"])


def remove_note(*, note: ArchitectureNote, by: User) -> None:
    """Take the note away. Its pictures stay files of the journey, its text stays in the history."""
    with changing(note.journey_id) as journey:
        found = journey.notes.filter(pk=note.pk).first()
        if found:
            tell(journey, "note.removed", found, by, text=found.text)
            found.delete()


def tell(journey: Journey, verb: str, note: ArchitectureNote, by: User, **said) -> None:
    record(journey, verb, by=by, note=note.pk, title=note.title, **said)
