"""Who I am here, how it looks, and the way out."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from journeys.services.tokens import revoke_token, token_of
from journeys.web.pages import for_signed_in


@for_signed_in
@require_GET
def account(request):
    return account_page(request)


@for_signed_in
@never_cache
@require_POST
def account_token(request):
    """The page with the token on it, for this once."""
    return account_page(request, token=token_of(request.user))


@for_signed_in
@require_POST
def account_token_revoke(request):
    revoke_token(request.user)
    messages.success(request, "Your token is revoked: scripts that use it can no longer sign in.")
    return redirect("account")


def account_page(request, token: str | None = None):
    context = {"token": token, "has_second_factor": request.user.second_factors.exists()}
    return render(request, "account.html", context)
