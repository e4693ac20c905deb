"""What a person can take back."""

from journeys.models import Journey, Undo, User


def last_change(journey: Journey, user: User) -> Undo | None:
    """The last change by `user` that can be undone. One query."""
    return journey.undos.filter(by=user, used_at=None).defer("data").first()
