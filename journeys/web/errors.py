"""Pages for what went wrong."""

from django.http import HttpResponse


def csrf_failure(request, reason=""):
    return HttpResponse(reason, status=403)
