"""Risks: raising, writing, rating and closing them."""

from typing import Any

from django.db.models import Max
from django.utils.timezone import localdate, now

from journeys.models import Event, Impact, Journey, Member, Probability, Risk, User
from journeys.services.errors import Conflict, Refusal
from journeys.services.history import changing, record
from journeys.services.telling import tell_risk_owner

Status, Strategy = Risk.Status, Risk.Strategy
TEXTS = ("title", "description", "response")
LONGEST_TITLE = 300
VERBS = {Status.OPEN: "risk.reopened", Status.OCCURRED: "risk.occurred", Status.CLOSED: "risk.closed"}


def raise_risk(
    *,
    journey: Journey,
    title: str,
    probability: int,
    impact: int,
    by: User,
    description: str = "",
    owner: Member | None = None,
    strategy: str = "",
    response: str = "",
) -> Risk:
    """A new open risk under the journey's next number. Probability and impact go from 1 to 5."""
    with changing(journey.pk) as journey:
        refuse_unrated(probability, impact)
        refuse_unknown_strategy(strategy)
        refuse_outsider(journey, owner)
        risk = Risk.objects.create(
            journey=journey,
            number=(Risk.objects.filter(journey=journey).aggregate(last=Max("number"))["last"] or 0) + 1,
            title=checked_title(title),
            description=description.strip(),
            probability=probability,
            impact=impact,
            owner=owner,
            strategy=strategy,
            response=response.strip(),
            raised_on=localdate(),
        )
        tell(journey, "risk.raised", risk, by, probability=probability, impact=impact)
        tell_risk_owner(journey, risk, by)
    return risk


def checked_title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Refusal("A risk needs a title.")
    if len(title) > LONGEST_TITLE:
        raise Refusal(f"A title has at most {LONGEST_TITLE} characters.")
    return title


def edit_text(*, risk: Risk, field: str, text: str, base_revision: int, by: User) -> Risk:
    """Change one of TEXTS, written from the journey's `base_revision`, while the risk is not closed.

    Raises Conflict, with both texts, when someone changed the same field since.
    """
    if field not in TEXTS:
        raise ValueError(field)
    with changing(risk.journey_id) as journey:
        risk = locked(risk)
        text = checked_title(text) if field == "title" else text.strip()
        before = getattr(risk, field)
        if text == before:
            return risk
        refuse_closed(risk)
        if text_changed_since(risk, base_revision, field):
            raise Conflict(theirs=before, yours=text)
        setattr(risk, field, text)
        risk.save(update_fields=[field])
        tell(journey, "risk.edited", risk, by, field=field, before=before, after=text)
    return risk


def text_changed_since(risk: Risk, revision: int, field: str) -> bool:
    later = Event.objects.filter(journey=risk.journey_id, revision__gt=revision, verb="risk.edited")
    return later.filter(data__risk=risk.pk, data__field=field).exists()


def rate_risk(*, risk: Risk, probability: int, impact: int, by: User) -> Risk:
    """Say how likely it is and what it would do, each from 1 to 5."""
    with changing(risk.journey_id) as journey:
        risk = locked(risk)
        refuse_unrated(probability, impact)
        after = {"probability": probability, "impact": impact}
        before = {name: getattr(risk, name) for name in after}
        if before == after:
            return risk
        refuse_closed(risk)
        risk.probability, risk.impact = probability, impact
        risk.save(update_fields=["probability", "impact"])
        tell(journey, "risk.rated", risk, by, before=before, after=after)
    return risk


def assign_risk(*, risk: Risk, owner: Member | None, by: User) -> Risk:
    """Make `owner`, a member of the journey, the one who watches it. None takes the owner away."""
    with changing(risk.journey_id) as journey:
        risk = locked(risk)
        refuse_outsider(journey, owner)
        if risk.owner == owner:
            return risk
        refuse_closed(risk)
        before, risk.owner = risk.owner, owner
        risk.save(update_fields=["owner"])
        tell(journey, "risk.assigned", risk, by, before=before and before.name, after=owner and owner.name)
        tell_risk_owner(journey, risk, by)
    return risk


def choose_strategy(*, risk: Risk, strategy: str, by: User) -> Risk:
    """How the risk is met: one of Risk.Strategy, or nothing while that is not chosen."""
    with changing(risk.journey_id) as journey:
        risk = locked(risk)
        refuse_unknown_strategy(strategy)
        if risk.strategy == strategy:
            return risk
        refuse_closed(risk)
        before, risk.strategy = risk.strategy, strategy
        risk.save(update_fields=["strategy"])
        tell(journey, "risk.met", risk, by, before=before, after=strategy)
    return risk


def set_risk_status(*, risk: Risk, status: str, by: User, note: str = "") -> Risk:
    """Say that the risk occurred, is closed, or is open again; the `note` goes into the history.

    Saying the same twice changes nothing.
    """
    if status not in Status.values:
        raise Refusal("A risk is open, occurred or closed.")
    with changing(risk.journey_id) as journey:
        risk = locked(risk)
        if risk.status == status:
            return risk
        before, risk.status = risk.status, status
        risk.closed_at = now() if status == Status.CLOSED else None
        risk.save(update_fields=["status", "closed_at"])
        tell(journey, VERBS[Status(status)], risk, by, before=before, note=note.strip())
    return risk


def refuse_unrated(probability: int, impact: int) -> None:
    if probability not in Probability.values or impact not in Impact.values:
        raise Refusal("Probability and impact are whole numbers from 1 to 5.")


def refuse_unknown_strategy(strategy: str) -> None:
    if strategy and strategy not in Strategy.values:
        raise Refusal(f"A response is one of: {', '.join(Strategy.values)}.")


def refuse_closed(risk: Risk) -> None:
    if risk.is_closed:
        raise Refusal(f"{risk}, is closed. Open it again first.")


def refuse_outsider(journey: Journey, member: Member | None) -> None:
    if member and member.journey_id != journey.pk:
        raise Refusal("This person is not a member of this journey. Add them on the People page first.")


def locked(risk: Risk) -> Risk:
    """As it is now, under the lock of its journey."""
    return Risk.objects.select_related("owner").get(pk=risk.pk)


def tell(journey: Journey, verb: str, risk: Risk, actor: User, **said: Any) -> None:
    record(journey, verb, by=actor, risk=risk.pk, number=risk.number, title=risk.title, **said)
