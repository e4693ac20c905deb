"""The light of a journey, where a person says otherwise than the rule: always with a reason, until it is taken back."""

from django.utils.timezone import now

from journeys.models import Journey, Level, LightOverride, User
from journeys.services.errors import Refusal
from journeys.services.history import changing, record

LONGEST_REASON = 500


def override_light(*, journey: Journey, light: str, reason: str, by: User) -> LightOverride:
    """Set the status by hand. Saying the same twice changes nothing."""
    reason = reason.strip()
    if not reason:
        raise Refusal("Say why the status is other than by the rule: the reason is printed beside it.")
    if len(reason) > LONGEST_REASON:
        raise Refusal(f"A reason has at most {LONGEST_REASON} characters.")
    with changing(journey.pk) as journey:
        before = LightOverride.objects.filter(journey=journey).first()
        said = {"light": Level(light), "reason": reason}
        if before and (before.light, before.reason) == (light, reason):
            return before
        override, _ = LightOverride.objects.update_or_create(journey=journey, defaults={**said, "by": by, "at": now()})
        record(journey, "light.overridden", by=by, before=before.light if before else None, after=light, reason=reason)
    return override


def restore_light(*, journey: Journey, by: User) -> None:
    """Let the status follow its rule again."""
    with changing(journey.pk) as journey:
        override = LightOverride.objects.filter(journey=journey).first()
        if override:
            override.delete()
            record(journey, "light.restored", by=by, before=override.light, after=None)
