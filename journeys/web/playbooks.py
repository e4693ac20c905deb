"""Playbooks: what there is to start from, and what is in it."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from journeys.access import spaces_for
from journeys.models import Playbook
from journeys.queries.playbooks import newest, other_versions, tree_of

PAGE_SIZE = 50


@require_GET
def playbooks(request):
    page = Paginator(newest(Playbook.objects.visible_to(request.user)), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "playbooks.html", {"page": page, "may_create": may_create(request)})


@require_GET
def playbook(request, playbook_id):
    visible = Playbook.objects.visible_to(request.user)
    playbook = get_object_or_404(visible.select_related("space"), pk=playbook_id)
    context = {"playbook": playbook, "tree": tree_of(playbook)}
    if request.htmx:  # opened inside the page that starts a journey
        return render(request, "_playbook_modules.html", context)
    context |= {"others": other_versions(visible, playbook), "may_create": may_create(request)}
    return render(request, "playbook.html", context)


@require_GET
def playbook_text(request, playbook_id):
    """The playbook as a Markdown file, to change and to import elsewhere."""
    playbook = get_object_or_404(Playbook.objects.visible_to(request.user), pk=playbook_id)
    answer = HttpResponse(playbook.text, content_type="text/markdown; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{playbook.slug}.md"'
    return answer


def may_create(request) -> bool:
    return spaces_for(request.user, "journey.create").exists()
