"""A space with people of every kind around it, for the tests of its pages and of its API."""

import pytest
from django.test import Client
from django.urls import reverse

from journeys.models import Journey, Space, SpaceMember, User
from journeys.services.spaces import add_to_space, create_space
from journeys.services.teams import add_to_team, create_team
from tests.makers import make_journey, make_user

WHO = ("space admin", "space contributor", "team member", "journey member", "stranger", "nobody")
Roles = SpaceMember.Role


def each_gets(*statuses: int):
    """Runs a test once for each of `WHO`, with the status that they get."""
    return pytest.mark.parametrize(("who", "status"), list(zip(WHO, statuses, strict=True)))


def make_europe(root: User) -> Space:
    """A space with an admin, a contributor, and a team without a role that one person is in."""
    space = create_space(name="Europe", by=root)
    space.members.all().delete()
    for name in WHO[:-1]:
        make_user(name)
    for who in WHO[:2]:
        add_to_space(space=space, email=email(who), role=who.removeprefix("space "), by=root)
    add_to_team(team=create_team(space=space, name="Network", by=root), email=email("team member"), by=root)
    return space


def email(who: str) -> str:
    return f"{who.replace(' ', '.')}@example.com"


def user(who: str) -> User:
    return User.objects.get(email=email(who))


def client_of(who: str | User) -> Client:
    client = Client()
    if who != "nobody":
        client.force_login(user(who) if isinstance(who, str) else who)
    return client


def journey_in(space: Space, title: str = "Acme to Amazon Connect", by: User | None = None) -> Journey:
    journey = make_journey(title=title, by=by)
    journey.space = space
    journey.save(update_fields=["space"])
    return journey


def post(who: str | User, page: str, /, *args, headers=None, **data):
    return client_of(who).post(reverse(page, args=args), data, headers=headers)
