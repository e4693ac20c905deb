"""What contacts send through their links. The page gives only places that are the contact's own."""

from datetime import datetime

from django.core.files import File
from django.db import transaction
from django.db.models import Sum
from django.utils.text import Truncator
from django.utils.timezone import now

from journeys.access import visible_journeys
from journeys.models import Attachment, ChecklistItem, Comment, Notification, Outcome, Role, Task, UploadLink, User
from journeys.queries.people import accounts_of
from journeys.services.attachments import MIB, attach
from journeys.services.comments import add_comment
from journeys.services.errors import Refusal
from journeys.services.history import changing
from journeys.services.items import WAITS, settle
from journeys.services.notifications import LONGEST, notify
from journeys.services.visitors import Visitor

# Of all files that come in through one link.
MOST_MIB = 2048

Place = Task | ChecklistItem


def task_of(place: Place) -> Task:
    return place if isinstance(place, Task) else place.task


def room_of(link: UploadLink) -> int:
    """How many more bytes the link takes. What was removed counts too, so it only ever shrinks."""
    taken = link.attachments.aggregate(size=Sum("size"))["size"] or 0
    return max(MOST_MIB * MIB - taken, 0)


def send_file(*, place: Place, upload: File, by: Visitor) -> Attachment:
    """Evidence, where `place` is a checklist item. The same rules as for members, and the limit of the link."""
    if upload.size > room_of(by.link):
        limit = f"this link takes {MOST_MIB // 1024} GiB in all. Ask for a new one"
        raise Refusal(f"“{upload.name}” was not added: {limit}.")
    task, item = (None, place) if isinstance(place, ChecklistItem) else (place, None)
    attachment = attach(journey=by.link.journey, upload=upload, by=by, task=task, item=item)
    tell_team(by, place)
    return attachment


def answer(*, place: Place, text: str, by: Visitor) -> ChecklistItem:
    """Answer a question that is open."""
    if not text.strip():
        raise Refusal("Write the answer first.")
    if not isinstance(place, ChecklistItem) or place.kind != ChecklistItem.Kind.QUESTION:
        raise Refusal("Only a question is answered in words. Leave a note instead.")
    with changing(by.link.journey_id):
        item = ChecklistItem.objects.annotate(waits=WAITS).select_related("task").get(pk=place.pk)
        if item.outcome == Outcome.ANSWERED and item.note == text.strip():
            return item
        if item.outcome != Outcome.OPEN:
            raise Refusal("This question was settled meanwhile. Leave a note if something is missing.")
        if item.waits:  # which one is not for a visitor
            raise Refusal("Something has to be decided before this can be answered. Leave a note instead.")
        answered = settle(item=item, outcome=Outcome.ANSWERED, by=by, note=text)
        tell_team(by, answered)
    return answered


def leave_note(*, place: Place, text: str, by: Visitor) -> Comment:
    """A comment for the team."""
    with changing(by.link.journey_id):
        item = place if isinstance(place, ChecklistItem) else None
        comment = add_comment(task=task_of(place), item=item, text=text, by=by)
        tell_team(by, place)
    return comment


@transaction.atomic
def tell_team(by: Visitor, place: Place) -> None:
    """One notification an hour for who asked and the admins. It counts what came in since, and is unread again."""
    link, hour = by.link, now().replace(minute=0, second=0, microsecond=0)
    key, text = f"upload-link-{link.pk}-{hour:%Y%m%d%H}", f"{link.name} sent {sent_since(link, hour)} for “{place}”."
    notify(
        Notification.Kind.FOLLOWED, team_of(link), text, by=None, journey=link.journey, key=key,
        task=task_of(place).pk,
    )  # fmt: skip
    Notification.objects.filter(key=key).update(text=Truncator(text).chars(LONGEST), at=now(), read_at=None)


def sent_since(link: UploadLink, since: datetime) -> str:
    """2 files and 1 answer"""
    counts = {
        "file": link.attachments.filter(uploaded_at__gte=since).count(),
        "answer": link.items.filter(settled_at__gte=since).count(),
        "note": link.comments.filter(created_at__gte=since).count(),
    }
    return " and ".join(f"{count} {noun}{'' if count == 1 else 's'}" for noun, count in counts.items() if count)


def team_of(link: UploadLink) -> list[User]:
    """The admins of the journey, and who made the link while they may still see it."""
    admins = accounts_of(link.journey.members.filter(role=Role.ADMIN))
    may_see = visible_journeys(link.created_by).filter(pk=link.journey_id).exists()
    return [*admins, link.created_by] if may_see else admins
