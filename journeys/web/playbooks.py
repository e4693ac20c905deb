"""The library of playbooks: what there is to start from, what is in it, and how its versions differ."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from journeys.access import journeys_for, spaces_for
from journeys.models import Playbook
from journeys.queries.playbooks import SHIPPED, library, made_from, tree_of, versions_of
from journeys.services.errors import Confirm, Refusal
from journeys.services.playbooks import delete_playbook
from journeys.web.pages import for_signed_in, refused
from journeys.web.playbook_differences import parts_of

PAGE_SIZE = 50
JOURNEYS_SHOWN = 20


class LibraryForm(forms.Form):
    """The filters of the library, in its URL. What is not understood filters nothing."""

    text = forms.CharField(label="Title or summary contains", required=False, max_length=200)
    origin = forms.ChoiceField(label="Whose", required=False)

    def __init__(self, *args, spaces, **kwargs):
        super().__init__(*args, **kwargs)
        own = [(str(space.pk), space.name) for space in spaces]
        self.fields["origin"].choices = [("", "All"), (SHIPPED, "Shipped with MigOps"), *own]


@for_signed_in
@require_GET
def playbooks(request):
    form = LibraryForm(request.GET, spaces=spaces_for(request.user).order_by("name"))
    form.is_valid()
    chosen = form.cleaned_data
    found = library(visible_to(request), text=chosen.get("text", ""), origin=chosen.get("origin", ""))
    context = {
        "form": form,
        "is_filtered": any(chosen.values()),
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_create": may(request, "journey.create"),
        "may_import": may(request, "playbook.import"),
    }
    return render(request, "playbooks.html", context)


def visible_to(request):
    return Playbook.objects.visible_to(request.user)


def may(request, action: str) -> bool:
    """Whether the person may do it in any space."""
    return spaces_for(request.user, action).exists()


@for_signed_in
@require_GET
def playbook(request, playbook_id):
    playbook = get_object_or_404(visible_to(request).select_related("space", "imported_by"), pk=playbook_id)
    context = {"playbook": playbook, "tree": tree_of(playbook)}
    if request.htmx:  # opened inside the page that starts a journey
        return render(request, "_playbook_modules.html", context)
    journeys = made_from(playbook, journeys_for(request.user))
    context |= {
        "versions": versions_of(visible_to(request), playbook),
        "journeys": journeys[:JOURNEYS_SHOWN],
        "journeys_count": journeys.count(),
        "may_create": may(request, "journey.create"),
        "may_delete": may_delete(request, playbook),
    }
    return render(request, "playbook.html", context)


def may_delete(request, playbook: Playbook) -> bool:
    """The admins of its space may. A shipped one has no space."""
    return spaces_for(request.user, "space.change").filter(pk=playbook.space_id).exists()


@for_signed_in
@require_GET
def playbook_text(request, playbook_id):
    """The playbook as a Markdown file, to change and to import elsewhere."""
    playbook = get_object_or_404(visible_to(request), pk=playbook_id)
    answer = HttpResponse(playbook.text, content_type="text/markdown; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{playbook.slug}.md"'
    return answer


@for_signed_in
@require_GET
def playbook_compare(request, playbook_id):
    """What became of another version of it in this one."""
    new = get_object_or_404(visible_to(request).select_related("space"), pk=playbook_id)
    others = [each for each in versions_of(visible_to(request), new) if each.pk != new.pk]
    chosen = request.GET.get("with", "")
    old = next((each for each in others if str(each.pk) == chosen), others[0] if others else None)
    parts = parts_of(tree_of(old), tree_of(new)) if old else []
    return render(request, "playbook_compare.html", {"old": old, "new": new, "others": others, "parts": parts})


@for_signed_in
@require_POST
def playbook_delete(request, playbook_id):
    """One version, for good. Asks first."""
    playbook = get_object_or_404(visible_to(request), pk=playbook_id)
    if not may_delete(request, playbook):
        raise PermissionDenied("Only the admins of its space delete a playbook.")
    try:
        if "confirmed" not in request.POST:
            raise Confirm(f"Delete “{playbook}” for good? Its journeys and other versions, if any, are left alone.")
        delete_playbook(playbook=playbook, by=request.user)
    except Refusal as refusal:
        return refused(request, refusal)
    messages.success(request, f"{playbook} is deleted.")
    return redirect("playbooks")
