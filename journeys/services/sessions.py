"""Signing out elsewhere: of one browser, or of all but this one."""

import logging
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.timezone import now

from journeys.models import User

log = logging.getLogger("journeys.sign_in")


def end_session(*, user: User, session_id: int) -> None:
    """One that has ended already stays so."""
    row = UserSession.objects.filter(user=user, pk=session_id).first()
    if row:
        row.end()
        log.info("%s signed out of a browser at %s", user.email, row.ip)


def end_other_sessions(*, user: User, here: str | None) -> int:
    """Every session of the person but the one with the key `here`, also those that nothing is known of; how many."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    ended = 0
    for session in Session.objects.filter(expire_date__gt=now()).exclude(session_key=here).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            store.delete(session.session_key)
            ended += 1
    UserSession.objects.filter(user=user).exclude(session_key=here).delete()
    log.info("%s signed out everywhere else: %s sessions", user.email, ended)
    return ended
