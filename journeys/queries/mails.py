"""The outbox as operators see it, and the folder that mails go to while no mail server is set."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.timezone import now

from journeys.models import Mail

# Later than any first try: what waits so long has met something in its way.
LONG = timedelta(minutes=15)
RECENT = timedelta(days=7)
NAME = re.compile(r"[\w.-]+\.log")
# The backend ends each message with such a line.
END = re.compile(rb"^-{79}\r?\n", re.MULTILINE)


def outbox(status: str = "") -> QuerySet[Mail]:
    """All mails, or those of a status; the last one posted first."""
    mails = Mail.objects.select_related("run__schedule__journey").order_by("-pk")
    return mails.filter(status=status) if status else mails


def mails_in_trouble() -> int:
    """How many failed in the last days, or wait longer than they should. One query."""
    at = now()
    failed = Q(status=Mail.Status.FAILED, created_at__gt=at - RECENT)
    late = Q(status=Mail.Status.WAITING, run=None, created_at__lt=at - LONG)
    return Mail.objects.filter(failed | late).count()


def mail_folder() -> Path | None:
    """Where mails go while no mail server is set; None when one is."""
    return None if settings.EMAIL_HOST else Path(settings.EMAIL_FILE_PATH)


@dataclass(frozen=True, slots=True)
class Written:
    """One mail in the folder. Its file may hold several: `place` says which it is, from 0."""

    file: str
    place: int
    at: datetime
    message: EmailMessage

    def header(self, name: str) -> str:
        return str(self.message.get(name, ""))

    def body(self, kind: str) -> str:
        """Its text ("plain") or its HTML ("html"); empty without one."""
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""

    @property
    def attachments(self) -> list[str]:
        return [part.get_filename() or "without a name" for part in self.message.iter_attachments()]


def written_names(folder: Path) -> list[str]:
    """The files of the folder, newest first."""
    if not folder.is_dir():
        return []
    return sorted((file.name for file in folder.iterdir() if NAME.fullmatch(file.name)), reverse=True)


def written_in(folder: Path, name: str) -> list[Written]:
    """The mails of one file of the folder; none when there is no such file."""
    path = folder / name
    if not NAME.fullmatch(name) or not path.is_file():
        return []
    at = datetime.fromtimestamp(path.stat().st_mtime, tz=now().tzinfo)
    return [Written(name, place, at, message) for place, message in enumerate(messages_in(path.read_bytes()))]


def messages_in(content: bytes) -> Iterator[EmailMessage]:
    for part in END.split(content):
        if part.strip():
            yield message_from_bytes(part, policy=policy.default)
