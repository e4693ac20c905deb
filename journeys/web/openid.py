"""Signing in by OpenID Connect: whom the provider's word lets in."""

import logging

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.db import transaction
from django.shortcuts import render
from requests import RequestException, Response, Session

from journeys.models import User
from journeys.services.accounts import may_sign_up

log = logging.getLogger("journeys.sign_in")
NOT_VERIFIED = (
    "Your provider does not say that your e-mail address is verified, so MigOps can't tell whose account is yours. "
    "Verify it there, or ask whoever runs the provider to send the claim email_verified."
)
NOT_KNOWN = (
    "Nobody has an account with the address {email} here. Ask whoever runs MigOps here for one, or an admin of the "
    "journey that you work in."
)
NOT_ASKED = "MigOps matches accounts by their address: there is nothing to connect."


class Adapter(DefaultSocialAccountAdapter):
    """A verified address signs in to the account that has it. Who has none is let in as in signing up."""

    def populate_user(self, request, sociallogin, data) -> User:
        user = super().populate_user(request, sociallogin, data)
        user.name = (data.get("name") or data.get("username") or data.get("email") or "")[:150]
        for address in sociallogin.email_addresses:
            # Some providers say it as a word, and "false" is as true as any.
            address.verified = address.verified in (True, "true")
        return user

    def pre_social_login(self, request, sociallogin) -> None:
        email = verified_address(sociallogin)
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            refuse(request, NOT_ASKED)
        elif sociallogin.is_existing:
            return
        elif not email:
            refuse(request, NOT_VERIFIED)
        elif not may_sign_up(email, is_proved=True):
            refuse(request, NOT_KNOWN.format(email=email))

    def is_open_for_signup(self, request, sociallogin) -> bool:
        email = verified_address(sociallogin)
        return bool(email) and may_sign_up(email, is_proved=True)

    @transaction.atomic
    def save_user(self, request, sociallogin, form=None) -> User:
        return super().save_user(request, sociallogin, form)

    def get_requests_session(self) -> Session:
        """As allauth's, but what goes wrong on the way to the provider has a page."""
        session = super().get_requests_session()
        ask = session.request

        def request(*args, **kwargs) -> Response:
            try:
                answer = ask(*args, **kwargs)
                answer.raise_for_status()
            except RequestException as error:
                log.warning("The OpenID provider can't be asked: %s", error)
                page = render(self.request, "socialaccount/authentication_error.html", status=502)
                raise ImmediateHttpResponse(page) from error
            return answer

        session.request = request
        return session

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None) -> None:
        log.warning("Sign-in by OpenID Connect failed: %s %s", error, type(exception).__name__ if exception else "")


def verified_address(sociallogin) -> str:
    """What the provider vouches for; empty where it does not."""
    return next((address.email for address in sociallogin.email_addresses if address.verified), "")


def refuse(request, words: str) -> None:
    log.warning("Sign-in by OpenID Connect refused: %s", words)
    raise ImmediateHttpResponse(render(request, "socialaccount/refused.html", {"words": words}, status=403))
