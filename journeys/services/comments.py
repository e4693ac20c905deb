"""What people say on tasks, and who is told of it."""

from typing import Any

from django.utils.text import Truncator
from django.utils.timezone import now

from journeys.models import ChecklistItem, Comment, Event, Journey, Notification, Task, User
from journeys.queries.mentions import mentioned_in
from journeys.queries.notifications import followers_of
from journeys.queries.people import accounts_of
from journeys.services.errors import Conflict, Refusal
from journeys.services.history import changing, record
from journeys.services.notifications import notify
from journeys.services.visitors import Visitor, link_of, user_of

Kind = Notification.Kind
LONGEST = 20_000
FIRST_WORDS = 120


def add_comment(*, task: Task, text: str, by: User | Visitor, item: ChecklistItem | None = None) -> Comment:
    """Say something on `task`, or on one of its items, and tell those whom it names and those whom it concerns.

    A visitor names nobody: who is in the journey is not for them to know.
    """
    with changing(task.journey_id) as journey:
        task, text = journey.tasks.select_related("owner").get(pk=task.pk), said(text)
        item = item and task.items.select_related("owner").get(pk=item.pk)
        comment = Comment.objects.create(task=task, item=item, author=user_of(by), through=link_of(by), text=text)
        record(journey, "comment.added", by=by, task=task, title=task.title, comment=comment.pk, text=text)
        if isinstance(by, User):
            mentioned = tell_mentioned(journey, comment, by)
            tell_concerned(journey, comment, by, mentioned)
    return comment


def edit_comment(*, comment: Comment, text: str, by: User, base_revision: int | None = None) -> Comment:
    """Only its author changes a comment; the history keeps what it said before. Tells those whom it names now.

    With the journey's `base_revision` that the text was written from, raises Conflict when it was changed since.
    """
    with changing(comment.task.journey_id) as journey:
        comment = Comment.objects.select_related("task", "item", "author", "through").get(pk=comment.pk)
        if comment.author_id != by.pk:
            raise Refusal("Only its author can change a comment.")
        if comment.deleted_at:
            raise Refusal("This comment was deleted.")
        before, comment.text = comment.text, said(text)
        if before == comment.text:
            return comment
        if base_revision is not None and changed_since(journey, comment, base_revision):
            raise Conflict(theirs=before, yours=comment.text)
        comment.edited_at = now()
        comment.save(update_fields=["text", "edited_at"])
        record(
            journey, "comment.edited", by=by, task=comment.task,
            title=comment.task.title, comment=comment.pk, before=before, after=comment.text,
        )  # fmt: skip
        tell_mentioned(journey, comment, by)
    return comment


def changed_since(journey: Journey, comment: Comment, revision: int) -> bool:
    later = Event.objects.filter(journey=journey, revision__gt=revision, verb="comment.edited")
    return later.filter(data__comment=comment.pk).exists()


def delete_comment(*, comment: Comment, by: User) -> Comment:
    """Takes the text away; that there was a comment, and by whom, stays."""
    with changing(comment.task.journey_id) as journey:
        comment = Comment.objects.select_related("task", "author", "through").get(pk=comment.pk)
        if comment.deleted_at:
            return comment
        comment.text, comment.deleted_at = "", now()
        comment.save(update_fields=["text", "deleted_at"])
        comment.mentioned.clear()
        record(
            journey, "comment.deleted", by=by, task=comment.task,
            title=comment.task.title, comment=comment.pk, author=comment.author_name,
        )  # fmt: skip
    return comment


def said(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Refusal("Write something first.")
    if len(text) > LONGEST:
        raise Refusal(f"A comment has at most {LONGEST:,} characters; this one has {len(text):,}.")
    return text


def tell_mentioned(journey: Journey, comment: Comment, by: User) -> list[User]:
    """Keep whom the comment names, and tell each once, however often it is edited. Returns their accounts."""
    mentioned = mentioned_in(comment.text, journey.members.all()) if "@" in comment.text else []
    comment.mentioned.set(mentioned)
    people = accounts_of(mentioned)
    tell(Kind.MENTIONED, people, journey, comment, by, "mentions you on", key=f"mention-{comment.pk}")
    return people


def tell_concerned(journey: Journey, comment: Comment, by: User, told: list[User]) -> None:
    """Tell whose task or item it is, and who follows the task, unless the comment names them."""
    owners = [owner for place in (comment.task, comment.item) if place and (owner := place.owner)]
    known = {person.pk for person in told}
    people = [person for person in (*accounts_of(owners), *followers_of(comment.task)) if person.pk not in known]
    tell(Kind.FOLLOWED, people, journey, comment, by, "commented on")


def tell(
    kind: Kind, people: list[User], journey: Journey, comment: Comment, by: User, words: str, key: str = ""
) -> None:  # fmt: skip
    if not people:
        return
    about: dict[str, Any] = {"task": comment.task_id, "comment": comment.pk}
    if comment.item_id:
        about["item"] = comment.item_id
    first_words = Truncator(" ".join(comment.text.split())).chars(FIRST_WORDS)
    text = f"{by.name} {words} “{Truncator(str(comment.item or comment.task)).chars(FIRST_WORDS)}”: {first_words}"
    notify(kind, people, text, by=by, journey=journey, key=key, **about)
