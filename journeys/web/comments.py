"""What people say on a task and on its checklist items, and whom they can name."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from journeys.access import action_to_delete, check
from journeys.models import ChecklistItem, Comment, Journey, Member, Role
from journeys.queries.comments import comments_in, comments_on, count_of_comments, edits_of
from journeys.services import comments
from journeys.web.differences import difference_of
from journeys.web.forms import CommentEditForm, CommentForm, valid
from journeys.web.items import journey_items
from journeys.web.pages import journey_context, journey_page
from journeys.web.tasks import answer, task_in


@require_POST
@journey_page("comment.write")
def comment_add(request, journey: Journey, task_id: int):
    task = task_in(journey, task_id)
    comment = comments.add_comment(task=task, by=request.user, **valid(CommentForm(request.POST)))
    return answer(request, journey, task, "comments") if request.htmx else redirect(path_to(request, journey, comment))


@require_GET
@journey_page("journey.view")
def item_comments(request, journey: Journey, item_id: int):
    """What was said on an item: in its row, or as a page."""
    item = item_in(journey, item_id)
    context = {"item": item, "comments": comments_on(item), "counted": None, "spot": "row" if request.htmx else "item"}
    if request.htmx:
        return render(request, "journeys/_item_comments.html", {"journey": journey, **context})
    return render(request, "journeys/item_comments.html", journey_context(journey, "outline", **context))


@require_POST
@journey_page("comment.write")
def item_comment_add(request, journey: Journey, item_id: int):
    item = item_in(journey, item_id)
    comment = comments.add_comment(task=item.task, item=item, by=request.user, **valid(CommentForm(request.POST)))
    if not request.htmx:
        return redirect(path_to(request, journey, comment))
    journey.refresh_from_db(fields=["revision"])
    context = {"journey": journey, "item": item, "comments": comments_on(item), **around(request, comment)}
    return render(request, "journeys/_item_comments.html", context)


@require_POST
@journey_page("comment.write")
def comment_edit(request, journey: Journey, comment_id: int):
    comment = comment_in(journey, comment_id)
    comments.edit_comment(comment=comment, by=request.user, **valid(CommentEditForm(request.POST)))
    return comment_answer(request, journey, comment)


@require_POST
@journey_page("comment.write")
def comment_delete(request, journey: Journey, comment_id: int):
    comment = comment_in(journey, comment_id)
    check(journey.role, action_to_delete(comment, request.user))
    comments.delete_comment(comment=comment, by=request.user)
    return comment_answer(request, journey, comment)


@require_GET
@journey_page("journey.view")
def comment_versions(request, journey: Journey, comment_id: int):
    """What an edited comment said before. What was deleted has no earlier versions to show."""
    comment = get_object_or_404(comments_in(journey), pk=comment_id, deleted_at=None)
    context = {"comment": comment, "edits": edits_of(comment), "difference_of": difference_of}
    if request.htmx:
        return render(request, "journeys/_comment_versions.html", context)
    return render(request, "journeys/comment_versions.html", journey_context(journey, "outline", **context))


@require_GET
@journey_page("journey.view")
def people_names(request, journey: Journey):
    """Whom a comment can name, by name, for completing it while it is typed."""
    people = {member.name: {"name": member.name, "about": about(member)} for member in journey.members.all()}
    return JsonResponse(list(people.values()), safe=False)


def about(member: Member) -> str:
    if member.role == Role.CONTACT:
        return "contact, who is not told"
    return ", ".join(filter(None, [member.title, member.organisation])) or member.get_role_display().lower()


def comment_answer(request, journey: Journey, changed: Comment) -> HttpResponse:
    """The comment as it is now; without htmx, the page that it was changed on."""
    if not request.htmx:
        return redirect(path_to(request, journey, changed))
    journey.refresh_from_db(fields=["revision"])
    comment = comment_in(journey, changed.pk)
    return render(
        request, "journeys/_comment_changed.html", {"journey": journey, "comment": comment, **around(request, comment)}
    )


def path_to(request, journey: Journey, comment: Comment) -> str:
    """Where the comment is: on the page of its item, when it was written there, else on that of its task."""
    on_item = comment.item_id and "on_item" in request.POST
    page = reverse("item_comments", args=[journey.pk, comment.item_id]) if on_item else None
    return f"{page or reverse('task', args=[journey.pk, comment.task_id])}#comment-{comment.pk}"


def around(request, comment: Comment) -> dict:
    """Where on a page the comment is shown, and what else there tells of it.

    That is the count of its item; and on its task's page all that was said, when it was changed in the item's row.
    """
    is_in_row = (request.htmx.target or "").startswith("item-")
    is_on_task = "/tasks/" in (request.htmx.current_url_abs_path or "")
    spot = "row" if is_in_row else "task" if is_on_task else "item"
    counted = comment.item_id if spot != "item" else None
    return {
        "spot": spot,
        "counted": counted and ChecklistItem.objects.annotate(comment_count=count_of_comments()).get(pk=counted),
        "all_comments": comments_on(comment.task) if is_in_row and is_on_task else None,
    }


def item_in(journey: Journey, item_id: int) -> ChecklistItem:
    return get_object_or_404(journey_items(journey), pk=item_id)


def comment_in(journey: Journey, comment_id: int) -> Comment:
    return get_object_or_404(comments_in(journey), pk=comment_id)
