"""Rows that wait for a worker: told of, claimed under a lease, held on to, ended, and found again when a worker died.

The row is the truth; the broker only carries the nudge to look at it.
"""

import errno
import logging
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Generic, TypeVar

from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import F, Model, Q, QuerySet
from django.utils.timezone import now
from kombu.exceptions import OperationalError

from journeys.models import Journey

TIME_LIMIT_SECONDS = 480
# Each step of the work renews the lease; a worker that says nothing for so long is taken for dead.
LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 3
# A row that waits longer than this may have lost its nudge.
NUDGE_AFTER = timedelta(seconds=20)
NUDGES_AT_ONCE = 20

QUEUED, FAILED = "queued", "failed"
Row = TypeVar("Row", bound=Model)
log = logging.getLogger(__name__)


def nudge(task: str, pk: int) -> bool:
    """Send the background task of that name for the row. False without a broker."""
    try:
        current_app.signature(task, args=(pk,)).apply_async(retry=False)
    except (OperationalError, OSError) as error:
        log.warning("%s: row %s waits, but the broker could not be told: %s", task, pk, error)
        return False
    return True


class ClaimLost(Exception):
    """Another worker has taken the row up, or it was deleted. Stop, and leave nothing behind."""


class Queue(Generic[Row]):
    """Rows of one model, for the background task of that name.

    They have `status` (queued, `working` while a worker has one, failed), `asked_at`, `lease_until`, `attempts`,
    `progress`, `reason` and `finished_at`.
    """

    def __init__(self, model: type[Row], *, task: str, working: str, work: str):
        self.rows = model._default_manager
        self.task = task
        self.working = working
        self.work = work  # what workers do with it, as in "the worker stopped while rendering"

    def again(self) -> Mapping[str, object]:
        """What a row is given to wait, for the first time or another."""
        return {"status": QUEUED, "reason": "", "progress": 0, "attempts": 0, "asked_at": now(), "finished_at": None}

    def nudge_on_commit(self, pk: int) -> None:
        transaction.on_commit(lambda: self.nudge(pk))

    def nudge(self, pk: int) -> bool:
        """Tell a worker to look at the row. False without a broker: the sweep makes up for it later."""
        return nudge(self.task, pk)

    def claim(self, pk: int) -> Row | None:
        """Take a row up, if it waits or its worker died. Of several workers one gets it."""
        at = now()
        waits = Q(status=QUEUED) | Q(status=self.working, lease_until__lt=at)
        # The end of the lease is what tells one claim from another: see `held`.
        claimed = self.rows.filter(waits, pk=pk, attempts__lt=MAX_ATTEMPTS).update(
            status=self.working, lease_until=at + LEASE, attempts=F("attempts") + 1, progress=0
        )
        return self.rows.filter(pk=pk, lease_until=at + LEASE).first() if claimed else None

    def held(self, row: Row) -> QuerySet[Row]:
        """The row, as long as this claim to it holds."""
        return self.rows.filter(pk=row.pk, status=self.working, lease_until=row.lease_until)  # type: ignore[attr-defined]

    def write_held(self, row: Row, **fields) -> None:
        """Write `fields` to the row and to `row`. Raises ClaimLost."""
        if not self.held(row).update(**fields):
            raise ClaimLost(row.pk)
        for name, value in fields.items():
            setattr(row, name, value)

    def set_progress(self, row: Row, percent: int) -> None:
        """Say how far the work is, and renew the lease. Raises ClaimLost."""
        self.write_held(row, progress=percent, lease_until=now() + LEASE)

    def finish(self, row: Row, **fields) -> None:
        """End the work, with what came of it. Raises ClaimLost."""
        self.write_held(row, **{"progress": 100, "lease_until": None, "finished_at": now(), "reason": ""} | fields)

    def fail(self, row: Row, reason: str) -> bool:
        """End the work with a reason for the person who asked. False when the claim was lost meanwhile."""
        return bool(self.held(row).update(status=FAILED, reason=reason, lease_until=None, finished_at=now()))

    def sweep(self) -> None:
        """Make up for lost nudges and dead workers."""
        at = now()
        dead = self.rows.filter(status=self.working, lease_until__lt=at)
        dead.filter(attempts__gte=MAX_ATTEMPTS).update(
            status=FAILED,
            reason=f"The worker stopped {MAX_ATTEMPTS} times while {self.work}. Tell an operator, then try again.",
            lease_until=None,
            finished_at=at,
        )
        waiting = self.rows.filter(status=QUEUED, asked_at__lt=at - NUDGE_AFTER).order_by("asked_at", "pk")
        for lost in (dead.order_by("asked_at", "pk"), waiting):
            for pk in lost.values_list("pk", flat=True)[:NUDGES_AT_ONCE]:
                if not self.nudge(pk):
                    return


def reason_for(error: Exception) -> str:
    """What went wrong, in words that give nothing away; what they don't say is in the log, under the reference."""
    reference = secrets.token_hex(4)
    log.error("Background work failed, reference %s: %s: %s", reference, type(error).__name__, error)
    if isinstance(error, SoftTimeLimitExceeded):
        return f"It took longer than {TIME_LIMIT_SECONDS // 60} minutes. Try again when the server has less to do."
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The server's disk is full. Ask an operator to make room, then try again."
    if isinstance(error, Journey.DoesNotExist):
        return "The journey was deleted."
    return f"An unexpected error. Try again; if it stays, tell an operator the reference {reference}."
