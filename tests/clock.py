"""The time by which schedules go, for tests to set."""

from datetime import UTC, datetime, timedelta

# A Thursday noon in winter time. The Monday after it is the 22nd; 7:00 in Berlin is 6:00 then.
THURSDAY = datetime(2027, 3, 18, 12, tzinfo=UTC)
MONDAY = datetime(2027, 3, 22, 6, tzinfo=UTC)
MODULES = (
    "mails", "outbox", "notifications", "notification_choices", "digests", "reminders",
    "scheduled_runs", "schedules", "documents", "queues",
)  # fmt: skip
SERVICES = [f"journeys.services.{module}.now" for module in MODULES]
TELLERS = [*SERVICES, "journeys.documents.reading.now"]


class Clock:
    """Stands still until it is set."""

    def __init__(self, monkeypatch):
        self.at = THURSDAY
        for teller in TELLERS:
            monkeypatch.setattr(teller, lambda: self.at)

    def set(self, at: datetime) -> None:
        self.at = at

    def wait(self, **time: float) -> None:
        self.at += timedelta(**time)
