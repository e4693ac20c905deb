"""The figures beside Pending and on the bell. Pages ask for them once they stand there, so that none waits for them."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from journeys.queries.notifications import unread_count
from journeys.queries.pending import waiting_count
from journeys.web.pages import for_signed_in


@for_signed_in
@never_cache
@require_GET
def figures(request):
    return render(
        request, "_figures.html", {"waiting": waiting_count(request.user), "unread": unread_count(request.user)}
    )
