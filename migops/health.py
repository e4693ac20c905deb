"""Whether this installation lives (/healthz) and can do its work (/readyz).

The answers say which part fails, never how: no address, path or exception text leaves the server.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

logger = logging.getLogger(__name__)

BEAT_SECONDS = 5.0
SILENT_SECONDS = 20
WORKER_KEY = "migops.worker"


def note_worker() -> None:
    """Called by each worker every BEAT_SECONDS."""
    try:
        cache.set(WORKER_KEY, time.time(), timeout=None)
    except Exception:  # noqa: BLE001 - a cache that is away for a moment must not end the worker
        logger.warning("The worker could not note that it is there.")


def worker_seen_at() -> datetime | None:
    """When any worker last said that it is there; None if none ever did."""
    seen = cache.get(WORKER_KEY)
    return datetime.fromtimestamp(seen, UTC) if seen else None


def worker_alive() -> bool:
    """A worker was there within the last SILENT_SECONDS."""
    return not _worker()


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} not applied" if missing else ""


def _broker() -> str:
    from migops.celery import app  # celery.py needs this module

    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1)
        folder = broker.transport_options.get("data_folder_out")
    if folder:
        probe = Path(folder) / f"{uuid4()}.probe"
        probe.touch()
        probe.unlink()
    return ""


def _storage() -> str:
    default_storage.delete(default_storage.save(f"{uuid4()}.probe", ContentFile(b"probe")))
    return ""


def _worker() -> str:
    seen = worker_seen_at()
    if seen is None:
        return "none was ever seen"
    silent = int(time.time() - seen.timestamp())
    return f"silent for {silent} seconds" if silent > SILENT_SECONDS else ""


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "storage": _storage,
    "worker": _worker,
}


def problem_of(name: str) -> str:
    """What is wrong with one part, in a few words; empty when nothing is."""
    try:
        return CHECKS[name]()
    except Exception:  # whatever fails inside a check is the check's answer
        logger.warning("The readiness check of %s failed.", name, exc_info=True)
        return "does not work"


def readiness() -> dict[str, dict[str, bool | str]]:
    problems = {name: problem_of(name) for name in CHECKS}
    return {name: {"ok": not problem, "message": problem or "ok"} for name, problem in problems.items()}


class HealthChecks:
    """Answers both addresses before any rule on host, TLS or sign-in: a container asks 127.0.0.1 over plain HTTP."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})
        if request.path_info == "/readyz":
            checks = readiness()
            ready = all(check["ok"] for check in checks.values())
            answer = {"status": "ready" if ready else "not ready", "checks": checks}
            return JsonResponse(answer, status=200 if ready else 503, headers={"Cache-Control": "no-store"})
        return self.get_response(request)
