"""What a contact is asked for, and the link to send it: the first mail, and each reminder."""

from datetime import date

from django.core.mail import EmailMultiAlternatives
from django.utils.text import Truncator

from journeys.mailing.messages import NotWanted, compose
from journeys.models import Mail, UploadLink
from journeys.queries.upload_links import Waiting, desk_of
from journeys.services.link_tokens import token_for
from journeys.services.upload_links import PURPOSE, link_for, url_of

# A mail is no list of hundreds of lines: the page is.
MOST_LINES = 10
LONGEST_LINE = 200


def message_for(mail: Mail) -> EmailMultiAlternatives:
    """The first mail: the link itself, and what waits behind it."""
    return words_for(mail, open_link(mail), asks="asks you for something", is_reminder=False)


def reminder_for(mail: Mail) -> EmailMultiAlternatives:
    return words_for(mail, open_link(mail), asks="still asks you for something", is_reminder=True)


def words_for(mail: Mail, link: UploadLink, *, asks: str, is_reminder: bool) -> EmailMultiAlternatives:
    assert link.member is not None, "no other link is open"
    lines = [line for waiting in desk_of(link.member).waiting for line in lines_of(waiting)]
    if is_reminder and not lines:
        raise NotWanted("Nothing waited for this contact any more.")
    title = f"{link.created_by.name} {asks}"
    return compose(
        mail, "upload_link", subject=f"{title}: {link.journey.title}", reply_to=link.created_by.email,
        title=title, asker=link.created_by.name, journey=link.journey.title, is_reminder=is_reminder,
        lines=lines[:MOST_LINES], more=max(len(lines) - MOST_LINES, 0), link=url_of(link), until=link.expires_at,
    )  # fmt: skip


def open_link(mail: Mail) -> UploadLink:
    """Raises NotWanted for one that would let nobody in, or somebody else."""
    row = UploadLink.objects.filter(pk=mail.about["upload_link"]).first()
    link = row and link_for(token_for(PURPOSE, row.serial))
    if link is None or link.member is None:
        raise NotWanted("The link was revoked or its time was over, or the journey or its contact is not there now.")
    if link.member.email.lower() != mail.email.lower():
        raise NotWanted("The contact has another address by now. Ask again.")
    return link


def lines_of(waiting: Waiting) -> list[tuple[str, date | None]]:
    """What waits, and when it is due."""
    return [(Truncator(str(place.row)).chars(LONGEST_LINE), waiting.task.due_on) for place in waiting.places]
