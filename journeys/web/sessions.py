"""Where I am signed in, and signing out there."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from journeys.queries.sessions import sessions_of
from journeys.services.sessions import end_other_sessions, end_session
from journeys.web.pages import for_signed_in
from journeys.web.templating import plural


@for_signed_in
@require_GET
def account_sessions(request):
    here = request.session.session_key
    if not UserSession.objects.filter(session_key=here).exists():  # it began before sessions were listed
        UserSession.objects.create_from_request(request)
    return render(request, "account_sessions.html", {"sessions": sessions_of(request.user, here)})


@for_signed_in
@require_POST
def account_session_end(request, session_id):
    end_session(user=request.user, session_id=session_id)
    messages.success(request, "That browser is signed out.")
    return redirect("account_sessions")


@for_signed_in
@require_POST
def account_sessions_end(request):
    ended = end_other_sessions(user=request.user, here=request.session.session_key)
    messages.success(request, f"You are signed out of {plural(ended, 'other browser')}.")
    return redirect("account_sessions")
