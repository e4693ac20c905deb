from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from journeys.models import Journey
from tests.makers import make_cast, make_journey


def pytest_collection_modifyitems(items):
    """Marks what asks a database, itself or by the server that it starts: on another one it may come out otherwise."""
    for item in items:
        asks = {"db", "transactional_db"} & {*item.fixturenames} or item.get_closest_marker("django_db")
        if asks or item.path.is_relative_to(Path(__file__).with_name("migops")):
            item.add_marker("database")


@pytest.fixture(autouse=True)
def empty_cache():
    """Rate limits and heartbeats of one test are not another's."""
    cache.clear()


@pytest.fixture
def journey(db):
    return make_journey()


@pytest.fixture
def cast(journey):
    return make_cast(journey)


@pytest.fixture
def client_of(cast):
    """A client signed in as one of the cast."""

    def client(name: str) -> Client:
        client = Client()
        if cast[name]:
            client.force_login(cast[name])
        return client

    return client


@pytest.fixture
def committing(transactional_db):
    """For tests in which transactions really commit (threads, on_commit). Lets the emptying of events pass."""
    yield
    Journey.objects.update(is_being_purged=True)


@pytest.fixture
def disk(settings, tmp_path):
    """An empty storage of the test's own: the folder in which uploads land."""
    options = {**settings.STORAGES["default"]["OPTIONS"], "location": tmp_path}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": options}}
    return tmp_path
