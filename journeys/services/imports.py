"""The life of an import: sent in, read and tried out by a worker, looked at, applied, undone.

Nothing is written to the journey before someone applies it, and then all of it in one transaction.
"""

import hashlib
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime, now

from journeys.access import with_role
from journeys.models import Import, Journey, User
from journeys.models.imports import import_name
from journeys.services.applying import Choice, Refused, Report, run, steps_of, trial_steps_of, undo
from journeys.services.attachments import clear_about_full_disk, refuse_size
from journeys.services.edits import Plan, Problem
from journeys.services.errors import Refusal
from journeys.services.file_names import safe_name
from journeys.services.history import Batch, changing, changing_many, record, refuse_if_closed
from journeys.services.plans import as_json, counts_of, counts_when_done, from_json
from journeys.services.queues import Queue
from journeys.services.workbook_rows import Hand

TASK = "journeys.work_on_import"

# The kinds of documents that are read back, and the endings of their files.
READ_BACK = {
    "roadmap": ("xlsx", "csv"),
    "raci": ("xlsx",),
    "decision-log": ("xlsx",),
    "discovery": ("xlsx",),
    "stakeholders": ("xlsx",),
    "test-plan": ("xlsx",),
    "go-live": ("xlsx",),
}
Status, Job = Import.Status, Import.Job
QUEUE = Queue(Import, task=TASK, working=Status.WORKING, work="working on it")
CHANGED_SINCE = (
    "The journey changed after you looked, and so did what this file would do. Look again; nothing was written."
)  # fmt: skip


class TriedOut(Exception):
    """Ends a trial, so that nothing of it stays."""


class InTheWay(Refusal):
    """Rows that can't be what they were before the import."""

    def __init__(self, rows: list[Refused]):
        what = "One row is" if len(rows) == 1 else f"{len(rows):,} rows are"
        super().__init__(f"Nothing was undone: {what} in the way, listed below. Put them right, then undo again.")
        self.rows = rows


def request_import(*, journey: Journey, kind: str, upload: File, by: User) -> Import:
    """Keep the file and let a worker read it. The same file sent twice by one person, unapplied, is one import."""
    refuse_if_closed(journey)
    name = safe_name(upload.name or "")
    with clear_about_full_disk(name):
        refuse_size(name, upload.size)
        if failure := getattr(upload, "failure", None):  # of the disk, while `ToDisk` received it
            raise failure
        return keep(journey, kind, name, upload, by)


def keep(journey: Journey, kind: str, name: str, upload: File, by: User) -> Import:
    sha256 = hashlib.file_digest(upload, "sha256").hexdigest()
    upload.seek(0)
    path = default_storage.save(import_name(Import(journey=journey), name), upload)
    try:
        with changing(journey.pk) as journey:
            same = journey.imports.filter(kind=kind, sha256=sha256, by=by, file_name=name)
            if (there := same.filter(status__in=[Status.QUEUED, Status.WORKING, Status.READY]).first()) is None:
                made = Import.objects.create(
                    journey=journey, kind=kind, file_name=name, file=path, size=upload.size, sha256=sha256,
                    by=by, asked_by=by,
                )  # fmt: skip
                QUEUE.nudge_on_commit(made.pk)
                return made
    except BaseException:
        default_storage.delete(path)
        raise
    default_storage.delete(path)
    return there


def finish_reading(row: Import, plan: Plan, revision: int) -> None:
    """Try the plan out, and show it. `revision` is that of the journey as the plan saw it. Raises ClaimLost."""
    QUEUE.set_progress(row, 40)
    QUEUE.finish(row, status=Status.READY, choices=[], **previewed(row, without_added(row, plan), revision))


def refuse(row: Import, problems: Collection[Problem]) -> None:
    """Nothing of the file is usable. Raises ClaimLost."""
    plan = Plan(row.kind, None, problems=tuple(problems))
    reason = " ".join(problem.text for problem in problems) or "This file can't be read."
    QUEUE.finish(row, status=Status.REFUSED, plan=as_json(plan), counts=counts_of(plan, []), reason=reason)


def previewed(row: Import, plan: Plan, revision: int) -> dict[str, Any]:
    report = try_out(row, plan)
    return {
        "plan": as_json(plan),
        "revision": revision,
        "trial": {"refused": report.as_json()["refused"], "remarks": report.remarks},
        "counts": counts_of(plan, report.refused),
    }


def try_out(row: Import, plan: Plan) -> Report:
    """What the rules say to the plan: all of it is done once, and nothing of it stays."""
    with suppress(TriedOut), changing_many(row.journey_id, even_locked=True) as batch:
        report = run(batch, hand_for(row, batch), plan, trial_steps_of(plan), row.file_name)
        raise TriedOut
    return report


def hand_for(row: Import, batch: Batch) -> Hand:
    """Of the person who asked for the job, with the role that they have now."""
    journey = with_role(Journey.objects.alive(), row.asked_by).get(pk=row.journey_id)
    return Hand(batch.journey, row.asked_by, journey.role)  # type: ignore[attr-defined]  # as `with_role` annotates it


def without_added(row: Import, plan: Plan) -> Plan:
    """Rows that are new in the file are added once, however often it is sent in."""
    same = Import.objects.filter(journey=row.journey_id, kind=row.kind, sha256=row.sha256, status=Status.APPLIED)
    twin = same.exclude(pk=row.pk).select_related("applied_by").first()
    if twin is None or not plan.new_rows:
        return plan
    when = date_format(localtime(twin.applied_at), "j M Y, H:i")
    note = f"{twin.applied_by} applied this file on {when}. Its new rows were added then, and are not added again."
    return replace(plan, new_rows=(), notes=(*plan.notes, note))


def choose(row: Import, *, shown: Collection[Choice], taken: Collection[Choice]) -> None:
    """Of the conflicts and missing rows that were `shown`, the file wins in those `taken`, and in no other."""
    with transaction.atomic():
        row = Import.objects.select_for_update().get(pk=row.pk)
        if row.status != Status.READY:
            raise Refusal("This import is not waiting for a choice any more. Reload the page.")
        row.choices = sorted((set(row.choices) - set(shown)) | (set(shown) & set(taken)))
        row.save(update_fields=["choices"])


def ask_to_apply(row: Import, *, by: User) -> None:
    """Let a worker do what the preview shows. Asking twice is asking once."""
    refuse_if_closed(row.journey)
    ask(row, Job.APPLY, by, {Status.READY}, "It is not ready to be applied.")


def ask_to_undo(row: Import, *, by: User) -> None:
    """Let a worker take everything back that the import did."""
    refuse_if_closed(row.journey)
    ask(row, Job.UNDO, by, {Status.APPLIED}, "Only an import that was applied can be undone.")


def ask_to_read(row: Import, *, by: User) -> None:
    """Read the file again, against the journey as it is now; or try again what failed."""
    if row.status == Status.FAILED:
        ask(row, Job(row.job), by, {Status.FAILED}, "It did not fail.")
    else:
        ask(row, Job.READ, by, {Status.READY, Status.REFUSED}, "This import is done.")


def ask(row: Import, job: Import.Job, by: User, of: Collection[Import.Status], otherwise: str) -> None:
    with transaction.atomic():
        # One conditional update: of two who ask at once one gets it.
        waits = {**QUEUE.again(), "job": job, "asked_by": by}
        if Import.objects.filter(pk=row.pk, status__in=of).update(**waits):
            QUEUE.nudge_on_commit(row.pk)
            return
    row = Import.objects.get(pk=row.pk)
    if row.job != job or row.status not in {Status.QUEUED, Status.WORKING, DONE[job]}:
        raise Refusal(f"{otherwise} Reload the page to see how it stands.")


# How an import stands after each job, when all went well.
DONE = {Job.READ: Status.READY, Job.APPLY: Status.APPLIED, Job.UNDO: Status.UNDONE}


def apply(row: Import, replan: Callable[[], Plan]) -> None:
    """Do what the preview showed, in one transaction; `replan` makes the plan anew from the journey as it is.

    When that differs from what was shown, nothing is written and the new plan is shown. Raises ClaimLost.
    """
    try:
        with changing_many(row.journey_id, said={"import": row.pk}) as batch:
            plan, revision = plan_for(row), batch.journey.revision
            if revision != row.revision:
                plan = without_added(row, replan())
            is_as_shown = as_json(plan) == row.plan
            if is_as_shown:
                write(row, plan, batch)
    except Refusal as refusal:
        QUEUE.finish(row, status=Status.READY, reason=str(refusal))
    else:
        if not is_as_shown:
            anew = previewed(row, plan, revision)
            QUEUE.finish(row, status=Status.READY, choices=[], reason=CHANGED_SINCE, **anew)


def plan_for(row: Import) -> Plan:
    return from_json(row.plan or {})


def write(row: Import, plan: Plan, batch: Batch) -> None:
    report = run(batch, hand_for(row, batch), plan, steps_of(plan, row.choices), row.file_name)
    if not report.done and not report.refused:
        raise Refusal("There is nothing to write: tick where the file is right, or change the file.")
    if not report.done:
        reasons = {each.reason for each in report.refused}
        raise Refusal(f"Nothing was written, since every row was refused: {' '.join(sorted(reasons)[:3])}")
    counts = counts_when_done(plan, row.choices, report)
    record(batch.journey, "workbook.applied", by=row.asked_by, name=row.file_name, kind=row.kind, done=counts)
    QUEUE.finish(
        row, status=Status.APPLIED, report=report.as_json(), counts=counts, applied_by=row.asked_by, applied_at=now()
    )


def take_back(row: Import) -> None:
    """Undo what the import did, all of it or nothing: what was changed since is in the way. Raises ClaimLost."""
    try:
        with changing_many(row.journey_id, said={"import": row.pk}) as batch:
            in_the_way = undo(batch, hand_for(row, batch), row.report or {})
            if in_the_way:
                raise InTheWay(in_the_way)
            record(batch.journey, "workbook.undone", by=row.asked_by, name=row.file_name, kind=row.kind)
            QUEUE.finish(row, status=Status.UNDONE)
    except InTheWay as error:
        listed = [asdict(each) for each in error.rows]
        QUEUE.finish(row, status=Status.APPLIED, reason=str(error), trial={**row.trial, "in_the_way": listed})
    except Refusal as refusal:
        QUEUE.finish(row, status=Status.APPLIED, reason=str(refusal))
