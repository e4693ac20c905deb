"""How often someone may open links that lead nowhere: a token is not found by trying."""

from allauth.core.internal import ratelimit
from django.http import HttpResponse
from django.shortcuts import render

RATES = {"dead_link": "20/m/ip"}


def too_many_dead_links(request) -> bool:
    """Whether this visitor's network address has had its share: then no link opens, good or not."""
    return not consumed(request, dry_run=True)


def count_dead_link(request) -> None:
    consumed(request, dry_run=False)


def consumed(request, *, dry_run: bool) -> bool:
    usage = ratelimit.consume(
        request, app="migops", action="dead_link", config=RATES, limit_get=True, dry_run=dry_run
    )  # fmt: skip
    return usage is not None


def slowed_down(request) -> HttpResponse:
    return render(request, "429.html", status=429)
