"""How often someone may open links that lead nowhere, or send through one: a token is not found by trying."""

from allauth.core.internal import ratelimit
from django.http import HttpResponse
from django.shortcuts import render

# In the notation of allauth, which counts wrong passwords by the same means.
RATES = {
    "dead_link": "20/m/ip",
    "upload_link_unknown": "30/10m/ip",
    # With the script of the page each file comes by itself.
    "upload_link_post": "300/10m/ip,150/10m/key",
}


def is_too_often(request, action: str, *, key: str = "", dry_run: bool = False) -> bool:
    """Whether this visitor, or whoever shares `key`, has had their share of one of RATES. A dry run counts nothing."""
    usage = ratelimit.consume(
        request, app="migops", action=action, config=RATES, key=key, limit_get=True, dry_run=dry_run
    )  # fmt: skip
    return usage is None


def slowed_down(request) -> HttpResponse:
    return render(request, "429.html", status=429)
