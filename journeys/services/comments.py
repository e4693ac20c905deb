"""What people say on tasks."""

from django.utils.timezone import now

from journeys.models import Comment, Task, User
from journeys.services.errors import Refusal
from journeys.services.history import changing, record


def add_comment(*, task: Task, text: str, by: User) -> Comment:
    with changing(task.journey_id) as journey:
        task, text = journey.tasks.get(pk=task.pk), said(text)
        comment = Comment.objects.create(task=task, author=by, text=text)
        record(journey, "comment.added", by=by, task=task, title=task.title, comment=comment.pk, text=text)
    return comment


def edit_comment(*, comment: Comment, text: str, by: User) -> Comment:
    """Only its author changes a comment; the history keeps what it said before."""
    with changing(comment.task.journey_id) as journey:
        comment = Comment.objects.select_related("task", "author").get(pk=comment.pk)
        if comment.author_id != by.pk:
            raise Refusal("Only its author can change a comment.")
        if comment.deleted_at:
            raise Refusal("This comment was deleted.")
        before, comment.text = comment.text, said(text)
        if before == comment.text:
            return comment
        comment.edited_at = now()
        comment.save(update_fields=["text", "edited_at"])
        record(
            journey, "comment.edited", by=by, task=comment.task,
            title=comment.task.title, comment=comment.pk, before=before, after=comment.text,
        )  # fmt: skip
    return comment


def delete_comment(*, comment: Comment, by: User) -> Comment:
    """Takes the text away; that there was a comment, and by whom, stays."""
    with changing(comment.task.journey_id) as journey:
        comment = Comment.objects.select_related("task", "author").get(pk=comment.pk)
        if comment.deleted_at:
            return comment
        comment.text, comment.deleted_at = "", now()
        comment.save(update_fields=["text", "deleted_at"])
        record(
            journey, "comment.deleted", by=by, task=comment.task,
            title=comment.task.title, comment=comment.pk, author=comment.author.name,
        )  # fmt: skip
    return comment


def said(text: str) -> str:
    text = text.strip()
    if not text:
        raise Refusal("Write something first.")
    return text
