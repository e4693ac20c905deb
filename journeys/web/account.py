"""Who I am here, how it looks, and the way out."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from journeys.services.tokens import revoke_token, token_of


@require_GET
def account(request):
    return render(request, "account.html", {"token": None})


@never_cache
@require_POST
def account_token(request):
    """The page with the token on it, for this once."""
    return render(request, "account.html", {"token": token_of(request.user)})


@require_POST
def account_token_revoke(request):
    revoke_token(request.user)
    messages.success(request, "Your token is revoked: scripts that use it can no longer sign in.")
    return redirect("account")
