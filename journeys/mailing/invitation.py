"""The mail with which someone is invited. Only here its link is put together: the database could not."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from journeys.mailing.messages import NotWanted, compose
from journeys.models import Invitation, Mail
from journeys.services.invitations import NAME, words_of
from journeys.services.link_tokens import token_for


def message_for(mail: Mail) -> EmailMultiAlternatives:
    invitation = wanted(mail)
    sender, place = invitation.invited_by, words_of(invitation.place)
    return compose(
        mail,
        NAME,
        subject=f"{sender.name} invites you to {place}",
        reply_to=sender.email,
        sender=sender,
        place=place,
        role=invitation.role,
        until=invitation.expires_at,
        link=settings.SITE_URL + reverse("invitation", args=[token_for(NAME, invitation.serial)]),
    )


def wanted(mail: Mail) -> Invitation:
    rows = Invitation.objects.open().select_related("space", "team", "journey", "invited_by")
    invitation = rows.filter(pk=mail.about["invitation"], email=mail.email).first()
    if invitation is None:
        raise NotWanted("The invitation was answered, revoked or over before it was sent.")
    if mail.created_at < invitation.sent_at:
        raise NotWanted("The invitation was sent again since.")
    return invitation
