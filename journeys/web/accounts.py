"""Signing in: allauth's account pages, with our words. Every mail about it leaves by `Adapter.send_mail`."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ValidationError

from journeys.services.outbox import post_ready

log = logging.getLogger("journeys.sign_in")
WAYS = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code",
    "mfa_reauthenticate:webauthn": "Use a passkey",
}
TOO_OFTEN = "too_many_login_attempts"


class Adapter(DefaultAccountAdapter):
    """Accounts are made by operators and admins; people of some domains may sign up by themselves."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is not right.",
        TOO_OFTEN: "Too many failed tries, so MigOps waits a little. Try again in five minutes.",
        "rate_limited": "Too many tries, so MigOps waits a little. Try again in five minutes.",
    }

    def is_open_for_signup(self, request) -> bool:
        return bool(settings.SIGN_UP_DOMAINS)

    def format_email_subject(self, subject) -> str:
        return f"MigOps: {subject}"

    def send_mail(self, template_prefix, email, context) -> None:
        """By the outbox: a mail server that is down keeps nobody from asking, and is no hint at who has an account."""
        request = current.request
        facts = {"request": request, "email": email, "current_site": get_current_site(request)} | context
        message = self.render_mail(template_prefix, email, facts)
        name = context["user"].name if "user" in context else email
        post_ready(email=email, name=name, subject=message.subject, text=message.body)

    def get_reauthentication_methods(self, user) -> list[dict]:
        return [way | {"description": WAYS[way["id"]]} for way in super().get_reauthentication_methods(user)]

    def validation_error(self, code, *args) -> ValidationError:
        if code in {TOO_OFTEN, "rate_limited"}:
            log.warning("Locked out for a while: too many failed tries from %s", self.get_client_ip(self.request))
        return super().validation_error(code, *args)

    def authentication_failed(self, request, **credentials) -> None:
        log.warning("Sign-in failed for %s from %s", credentials.get("email"), self.get_client_ip(request))

    def post_login(self, request, user, **facts):
        log.info("%s signed in from %s", user.email, self.get_client_ip(request))
        return super().post_login(request, user, **facts)

    def send_notification_mail(self, template_prefix, user, context=None, email=None) -> None:
        """Whatever changes how a person signs in comes by here: they are told, and so is the log."""
        change = template_prefix.rpartition("/")[2].replace("_", " ")
        log.info("Sign-in of %s: %s, from %s", user.email, change, self.get_client_ip(self.request))
        super().send_notification_mail(template_prefix, user, context, email)


def entrance(request) -> dict:
    """For the pages before signing in: the ways in that the operator opened."""
    return {"sign_up_domains": settings.SIGN_UP_DOMAINS, "openid_name": settings.OPENID_NAME}
