"""Pages for what went wrong: what happened, and what to do."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import get_script_prefix
from django.utils.html import format_html

from journeys.access import TwoFactorNeeded

# Without a template and without the database: either may be what broke.
BROKEN = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Something went wrong · MigOps</title>
<link rel="stylesheet" href="{css}">
</head>
<body>
<main>
<div class="page is-narrow">
<h1>Something went wrong on the server</h1>
<p>Nothing was changed by your last step. Go back and try again in a moment.</p>
<p>If it happens again, tell whoever runs MigOps this reference, which is in the server's log too:
<code>{reference}</code></p>
<p><a class="button" href="{home}">My work</a></p>
</div>
</main>
</body>
</html>
"""


def not_allowed(request, exception=None):
    words = str(exception or "") or "Your role does not include this."
    page = "403_two_factor.html" if isinstance(exception, TwoFactorNeeded) else "403.html"
    return render(request, page, {"words": words}, status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def broken(request):
    page = format_html(
        BROKEN,
        css=f"{settings.STATIC_URL}css/migops.css",
        reference=getattr(request, "reference", "none"),
        home=get_script_prefix(),
    )
    return HttpResponse(page, status=500)


def csrf_failure(request, reason=""):
    """The form is too old, or its cookie did not come along. `reason` is for the log, which has it."""
    return render(request, "csrf_failure.html", status=403)
