"""Journeys: start, change, lock, archive, delete, bring back, purge."""

from datetime import date, timedelta
from zoneinfo import available_timezones

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.timezone import localdate, now

from journeys.models import Journey, Member, Playbook, Role, Space, User
from journeys.playbooks import reader
from journeys.services.dates import chosen_dates, give_dates, refuse_far_start
from journeys.services.errors import Refusal
from journeys.services.growing import grow
from journeys.services.history import changing, changing_many, record
from journeys.services.schedules import follow_time_zone
from journeys.services.starting_costs import lay_out_costs

DAYS_TO_BRING_BACK = 30
SETTINGS = ("title", "starts_on", "due_on", "open_items_policy", "dependencies_policy", "evidence_policy", "time_zone")


@transaction.atomic
def start_journey(
    *,
    space: Space,
    title: str,
    by: User,
    playbook: Playbook | None = None,
    starts_on: date | None = None,
    due_on: date | None = None,
) -> Journey:
    """A new journey with its own copy of the playbook's tree and costs (or empty), and `by` as its first admin.

    With a start, tasks get their dates from it.
    """
    title = checked_title(title)
    refuse_end_before_start(starts_on, due_on)
    refuse_far_start(starts_on)
    journey = Journey.objects.create(
        space=space, playbook=playbook, title=title, starts_on=starts_on, due_on=due_on, created_by=by
    )
    Member.objects.create(journey=journey, user=by, name=by.name, email=by.email, role=Role.ADMIN)
    if playbook:
        tree = reader.read(playbook.text.encode(), name=f"{playbook.slug}.md").tree
        assert tree is not None, "a stored playbook was read without error before"
        grow(journey, tree)
        lay_out_costs(journey, (starts_on or localdate()).year)
    record(journey, "journey.started", by=by, title=title, playbook=str(playbook) if playbook else None)
    return journey


def checked_title(title: str) -> str:
    title = title.strip()
    if not title:
        raise Refusal("A journey needs a title.")
    if len(title) > 200:
        raise Refusal("A title has at most 200 characters.")
    return title


def refuse_end_before_start(starts_on: date | None, due_on: date | None) -> None:
    if starts_on and due_on and due_on < starts_on:
        raise Refusal("The target date is before the start. Move one of them.")


def refuse_unknown_zone(name: str | None) -> None:
    if name and name not in available_timezones():
        raise Refusal(f"There is no time zone “{name}”. Write it as Europe/Berlin.")


def change_journey(
    *, journey: Journey, by: User, task_dates: str | None = None, seen: str | None = None, **changes
) -> Journey:  # fmt: skip
    """Change any of SETTINGS. With another start, `task_dates` (one of TaskDates) says what becomes of those of tasks.

    Raises DatesQuestion when it has to be said, or what could move is not what was `seen`.
    """
    if unknown := set(changes) - set(SETTINGS):
        raise TypeError(f"not a setting of a journey: {unknown}")
    if "title" in changes:
        changes["title"] = checked_title(changes["title"])
    with changing_many(journey.pk) as batch:
        journey = batch.journey
        new_dates = chosen_dates(journey, changes.get("starts_on"), task_dates, seen)
        set_facts(journey, changes, by)
        give_dates(journey, new_dates, by)
    return journey


def set_facts(journey: Journey, changes: dict, by: User) -> None:
    before = {name: getattr(journey, name) for name, value in changes.items() if getattr(journey, name) != value}
    if not before:
        return
    after = {name: changes[name] for name in before}
    for name, value in after.items():
        setattr(journey, name, value)
    refuse_end_before_start(journey.starts_on, journey.due_on)
    refuse_unknown_zone(journey.time_zone)
    journey.save(update_fields=list(after))
    record(journey, "journey.changed", by=by, before=before, after=after)
    if "time_zone" in after:
        follow_time_zone(journey)


def lock_journey(*, journey: Journey, reason: str, by: User) -> Journey:
    """Nothing in a locked journey changes until an admin unlocks it."""
    reason = reason.strip()
    if not reason:
        raise Refusal("Say why the journey is locked: it is what people read when they try to change something.")
    with changing(journey.pk) as journey:
        journey.locked_at, journey.lock_reason = now(), reason
        journey.save(update_fields=["locked_at", "lock_reason"])
        record(journey, "journey.locked", by=by, reason=reason)
    return journey


def unlock_journey(*, journey: Journey, by: User, reason: str = "") -> Journey:
    """The history keeps the reason, when there is one."""
    return reopen(journey, by, "journey.unlocked", reason.strip(), locked_at=None, lock_reason="")


def archive_journey(*, journey: Journey, by: User) -> Journey:
    """An archived journey is kept for reading."""
    with changing(journey.pk) as journey:
        journey.archived_at = now()
        journey.save(update_fields=["archived_at"])
        record(journey, "journey.archived", by=by)
    return journey


def restore_journey(*, journey: Journey, by: User) -> Journey:
    """Takes a journey out of the archive."""
    return reopen(journey, by, "journey.restored", archived_at=None)


def delete_journey(*, journey: Journey, by: User) -> Journey:
    """Hides a journey for 30 days, in which it can be brought back; `purge` removes it after that."""
    with changing(journey.pk, even_locked=True) as journey:
        if journey.deleted_at is None:
            journey.deleted_at = now()
            journey.save(update_fields=["deleted_at"])
            record(journey, "journey.deleted", by=by)
    return journey


def bring_back_journey(*, journey: Journey, by: User) -> Journey:
    return reopen(journey, by, "journey.brought_back", deleted_at=None)


def reopen(journey: Journey, by: User, verb: str, reason: str = "", **fields) -> Journey:
    """Set `fields` back to what an open journey has; nothing when they are."""
    with changing(journey.pk, even_locked=True) as journey:
        if any(getattr(journey, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(journey, name, value)
            journey.save(update_fields=list(fields))
            record(journey, verb, by=by, reason=reason)
    return journey


def deleted_long_ago():
    """The journeys whose time for being brought back is over."""
    return Journey.objects.filter(deleted_at__lt=now() - timedelta(days=DAYS_TO_BRING_BACK))


@transaction.atomic
def purge_journey(journey: Journey) -> None:
    """Removes a journey whole, with its files and history: the one way in which events are ever deleted."""
    files = [
        name
        for rows in (journey.attachments, journey.documents, journey.imports)
        for name in rows.exclude(file="").values_list("file", flat=True)
    ]
    Journey.objects.filter(pk=journey.pk).update(is_being_purged=True)
    journey.events.all().delete()
    journey.delete()
    transaction.on_commit(lambda: remove_files(files))


def remove_files(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
