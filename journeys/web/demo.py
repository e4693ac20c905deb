"""Loading and removing the demo data, for whoever runs this installation."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from journeys.services import demo
from journeys.services.errors import Refusal
from journeys.web.pages import for_signed_in, refused


@for_signed_in
@require_POST
def demo_load(request):
    refuse_all_but_operators(request.user)
    try:
        space = demo.load(by=request.user)
    except Refusal as refusal:
        return refused(request, refusal)
    messages.success(request, f"The demo data is in the space {space.name}. Its people can't sign in.")
    return redirect("journeys")


@for_signed_in
@require_POST
def demo_remove(request):
    refuse_all_but_operators(request.user)
    try:
        demo.remove()
    except Refusal as refusal:
        return refused(request, refusal)
    messages.success(request, "The demo data is gone.")
    return redirect("my_work")


def refuse_all_but_operators(user) -> None:
    if not user.is_superuser:
        raise Http404
