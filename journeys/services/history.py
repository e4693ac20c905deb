"""The journey's append-only history: one event for each change, chained by hashes."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.core.exceptions import ObjectDoesNotExist
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.timezone import now

from journeys.models import Event, Journey, Task, User
from journeys.services.errors import Refusal
from journeys.services.visitors import Visitor, user_of


@contextmanager
def changing(journey_id: int, *, even_locked: bool = False) -> Iterator[Journey]:
    """One transaction that holds the journey's lock, so that changes to it never pass each other.

    Refuses a journey that is locked, archived or deleted, unless `even_locked` (for unlocking it), and what is gone by
    now. Inside of `changing_many` it is a part of that.
    """
    try:
        if (batch := open_batch(journey_id)) is not None:
            yield batch.journey
            return
        with transaction.atomic():
            journey = Journey.objects.select_for_update().get(pk=journey_id)
            if not even_locked:
                refuse_if_closed(journey)
            yield journey
    except ObjectDoesNotExist as gone:
        # What a person looked at was there a moment ago: while they waited for the lock, someone deleted it.
        raise Refusal("Someone deleted this meanwhile. Reload the page to see what is there.") from gone


@dataclass(slots=True)
class Batch:
    """Many changes to a journey in one transaction. `said` is added to what each of their events says.

    What is put into `at_end` is handed, in one list, to the function under which it was put, once all is done.
    """

    journey: Journey
    said: dict
    events: list[Event] = field(default_factory=list)
    at_end: dict[Callable[[Journey, list], object], list] = field(default_factory=dict)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Some of the changes, all or none: when they fail, their rows and events are as if they never were."""
        count, kept = len(self.events), {name: getattr(self.journey, name) for name in COUNTED}
        at_end = {act: list(things) for act, things in self.at_end.items()}
        try:
            with transaction.atomic():
                yield
        except BaseException:
            del self.events[count:]
            self.at_end = at_end
            for name, value in kept.items():
                setattr(self.journey, name, value)
            raise


# What an event moves on in the row of its journey.
COUNTED = ("revision", "event_count", "last_event_hash", "changed_at")
current_batch: ContextVar[Batch | None] = ContextVar("current_batch", default=None)


def open_batch(journey_id: int) -> Batch | None:
    batch = current_batch.get()
    return batch if batch is not None and batch.journey.pk == journey_id else None


@contextmanager
def changing_many(journey_id: int, *, even_locked: bool = False, said: dict | None = None) -> Iterator[Batch]:
    """As `changing`, for hundreds of changes by services: the journey is read once, and all events written at the end.

    Until then no query finds them. Rows are written at once.
    """
    with changing(journey_id, even_locked=even_locked) as journey:
        batch = Batch(journey, said or {})
        token = current_batch.set(batch)
        try:
            yield batch
        finally:
            current_batch.reset(token)
        for act, things in batch.at_end.items():
            act(journey, things)
        Event.objects.bulk_create(batch.events, batch_size=500)
        journey.save(update_fields=COUNTED)


def refuse_if_closed(journey: Journey) -> None:
    if journey.deleted_at:
        raise Refusal("This journey was deleted. Ask one of its admins to bring it back.")
    if journey.is_archived:
        raise Refusal("This journey is archived, so nothing in it changes. Ask one of its admins to restore it.")
    if journey.is_locked:
        raise Refusal(f"This journey is locked: {journey.lock_reason} Ask one of its admins to unlock it.")


def record(
    journey: Journey,
    verb: str,
    *,
    by: User | Visitor | None,
    task: Task | None = None,
    counts: bool = True,
    **data,
) -> Event:
    """Append one event to the history of `journey`, whose row the caller has locked.

    `counts` is False for what changes nothing that the journey holds (asking for a document): the revision stays.
    What a visitor did says through which link and from which address.
    Inside of `changing_many` it is stored at the end.
    """
    batch = open_batch(journey.pk)
    data |= (by.said if isinstance(by, Visitor) else {}) | (batch.said if batch else {})
    journey.revision += counts
    journey.event_count += 1
    event = Event(
        journey=journey,
        sequence=journey.event_count,
        revision=journey.revision,
        verb=verb,
        actor=user_of(by),
        actor_name=by.name if by else "MigOps",
        task_id=task.pk if task else None,  # which may be deleted before the event is written
        data=json.loads(json.dumps(data, cls=DjangoJSONEncoder)),
        at=now(),
        previous_hash=journey.last_event_hash,
    )
    event.hash = hash_of(event)
    journey.last_event_hash = event.hash
    journey.changed_at = event.at
    if batch:
        batch.events.append(event)
    else:
        event.save(force_insert=True)
        journey.save(update_fields=COUNTED)
    return event


def hash_of(event: Event) -> str:
    """SHA-256 over all that an event says and the hash of the one before it."""
    said = [
        event.journey_id,
        event.sequence,
        event.revision,
        event.verb,
        event.actor_id,
        event.actor_name,
        event.task_id,
        event.data,
        event.at.timestamp(),
        event.previous_hash,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first place where a history is not what was written."""

    sequence: int
    reason: str


def verify(journey: Journey) -> BrokenLink | None:
    """None when every event of the journey is there, in order, as it was written; also while others write more."""
    previous, count = "", 0
    for event in Event.objects.filter(journey=journey).order_by("sequence").iterator():
        count += 1
        if event.sequence != count:
            return BrokenLink(count, f"Event {count} is missing.")
        if event.previous_hash != previous:
            return BrokenLink(count, "It does not follow from the event before it.")
        if event.hash != hash_of(event):
            return BrokenLink(count, "Its content was changed.")
        if count == journey.event_count and event.hash != journey.last_event_hash:
            return BrokenLink(count, "It is not the event that was written last.")
        previous = event.hash
    if count < journey.event_count:
        return BrokenLink(count + 1, "The end of the history is missing.")
    # What came since `journey` was read counts too.
    written = Journey.objects.values_list("event_count", flat=True).get(pk=journey.pk)
    return BrokenLink(written + 1, "Nobody wrote it in MigOps.") if count > written else None
