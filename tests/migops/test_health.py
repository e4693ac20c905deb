import time

import pytest
from django.core.cache import cache
from django.core.files.storage import InMemoryStorage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from migops import health

pytestmark = pytest.mark.django_db


@pytest.fixture
def beating():
    health.note_worker()


def failing(client) -> dict[str, str]:
    answer = client.get("/readyz", HTTP_HOST="10.0.0.9")
    found = {name: check["message"] for name, check in answer.json()["checks"].items() if not check["ok"]}
    assert answer.status_code == (503 if found else 200)
    return found


def test_ready_when_every_part_works(client, beating):
    assert failing(client) == {}


def test_both_answer_any_host_without_tls_and_sign_in(client, settings, beating):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["migops.example.org"]
    for path in ("/healthz", "/readyz"):
        assert client.get(path, HTTP_HOST="127.0.0.1:8000").status_code == 200


def test_healthz_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"


def test_a_worker_that_was_never_there(client):
    assert failing(client) == {"worker": "none was ever seen"}
    assert health.worker_seen_at() is None


def test_a_worker_that_fell_silent(client):
    cache.set(health.WORKER_KEY, time.time() - 65)
    assert failing(client)["worker"].startswith("silent for 6")
    assert not health.worker_alive()


def test_a_worker_that_is_there(beating):
    assert health.worker_alive()


def test_a_missing_migration(client, beating):
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    assert failing(client) == {"migrations": "1 not applied"}


def test_a_storage_that_refuses(client, beating, monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError("/secret/path: read-only file system")

    monkeypatch.setattr(InMemoryStorage, "_save", refuse)
    monkeypatch.setattr(health, "default_storage", InMemoryStorage())
    assert failing(client) == {"storage": "does not work"}


def test_a_broker_that_is_away(client, beating, monkeypatch):
    from migops.celery import app

    monkeypatch.setattr(app.conf, "broker_write_url", "redis://:secret@127.0.0.1:1/0")
    assert failing(client) == {"broker": "does not work"}
