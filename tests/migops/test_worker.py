"""A real worker process, on SQLite and the folder of messages, or on PostgreSQL and Redis, as the environment says."""

import os
import signal
import subprocess
import sys
import uuid

import psycopg2
import pytest
from celery.exceptions import SoftTimeLimitExceeded

from migops import worker as steps
from migops.celery import app
from tests.migops.processes import DEADLINE, ROOT, Started, environment, manage, wait_until

DATABASE_URL = os.environ.get("DATABASE_URL")

ASK = f"""
import time
import django
django.setup()
from journeys.services.documents import request_document
from tests.makers import make_journey
document = request_document(journey=make_journey(), kind="roadmap", format="csv", by=None)
end = time.monotonic() + {DEADLINE}
while document.status not in ("ready", "failed") and time.monotonic() < end:
    time.sleep(0.05)
    document.refresh_from_db()
print(document.status, document.reason if document.status == "failed" else "", end="")
"""


@pytest.fixture
def settings_of_worker(tmp_path):
    """A place of its own: the data folder, and on PostgreSQL an empty database and another database of Redis."""
    settings = {"MIGOPS_DATA": str(tmp_path / "data"), "MIGOPS_URL": "http://127.0.0.1"}
    if not DATABASE_URL:
        yield settings
        return
    name = f"worker_{uuid.uuid4().hex}"
    server = psycopg2.connect(DATABASE_URL)
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield settings | {
        "DATABASE_URL": DATABASE_URL.rpartition("/")[0] + f"/{name}",
        "REDIS_URL": os.environ.get("REDIS_URL", "redis://127.0.0.1:6379").removesuffix("/9") + "/10",
        "MIGOPS_SECRET_KEY": "only-for-tests",
    }
    with server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


def test_a_worker_renders_what_a_page_asked_for(settings_of_worker, tmp_path):
    assert manage("migrate", "-v0", **settings_of_worker).returncode == 0
    pool = ["--concurrency", "1"] if DATABASE_URL else ["--pool", "solo"]
    worker = Started(["-m", "celery", "-A", "migops", "worker", *pool], tmp_path / "log", **settings_of_worker)
    try:
        wait_until(lambda: worker.says("ready."), "the worker is ready")
        environ = environment(DJANGO_SETTINGS_MODULE="migops.settings", **settings_of_worker)
        asked = subprocess.run(
            [sys.executable, "-c", ASK], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
        )
        assert asked.stdout == "ready ", asked.stderr + worker.log.read_text()
    finally:
        worker.end()


def test_a_task_of_the_solo_pool_ends_at_its_time_limit(monkeypatch):
    before = signal.signal(signal.SIGALRM, steps.out_of_time)
    task = app.tasks["journeys.sweep"]
    monkeypatch.setattr(task, "soft_time_limit", 0.01, raising=False)
    try:
        with pytest.raises(SoftTimeLimitExceeded):  # noqa: PT012 - the alarm may ring before the pause
            steps.start_clock(task=task)
            signal.pause()
    finally:
        steps.stop_clock()
        signal.signal(signal.SIGALRM, before)


def test_what_is_scheduled_is_a_task_that_exists():
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)
