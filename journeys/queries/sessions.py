"""Where a person is signed in."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now

from journeys.models import User

# The first that stands in what a browser says of itself: many also name those that they are like.
BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "Windows": "Windows", "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Mac OS X": "macOS",
    "CrOS": "ChromeOS", "Linux": "Linux",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One browser in which a person is signed in."""

    id: int
    browser: str
    ip: str
    since: datetime
    is_here: bool


def sessions_of(user: User, here: str | None) -> list[SignedIn]:
    """Those that still count, the one with the key `here` first, then the latest. Two queries."""
    rows = list(UserSession.objects.filter(user=user).order_by("-created_at", "-pk"))
    live = live_keys(user, [row.session_key for row in rows])
    signed_in = [
        SignedIn(row.pk, in_words(row.user_agent), row.ip, row.created_at, row.session_key == here)
        for row in rows
        if row.session_key in live
    ]
    return sorted(signed_in, key=lambda one: not one.is_here)


def live_keys(user: User, keys: list[str]) -> set[str]:
    """Of `keys` those that have neither expired nor ended when the password changed."""
    expected = user.get_session_auth_hash()
    return {
        session.session_key
        for session in Session.objects.filter(session_key__in=keys, expire_date__gt=now())
        if constant_time_compare(session.get_decoded().get(HASH_SESSION_KEY, ""), expected)
    }


def in_words(user_agent: str) -> str:
    """Firefox on Windows"""
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "Unknown browser")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    return f"{browser} on {system}" if system else browser
