"""Where the bench runs: an installation of its own, as environment variables. Nothing of it stays behind."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import psycopg2

from tests.bench.processes import free_port

DATABASE_URL = "postgres://postgres@127.0.0.1:5432/test"
REDIS_URL = "redis://127.0.0.1:6379/8"
Environment = dict[str, str]


@contextmanager
def sqlite() -> Iterator[Environment]:
    with tempfile.TemporaryDirectory(prefix="migops-bench-") as folder:
        yield installation(folder)


@contextmanager
def postgresql() -> Iterator[Environment]:
    """On the server that DATABASE_URL names, in a database made for this run."""
    server = os.environ.get("DATABASE_URL") or DATABASE_URL
    redis = os.environ.get("REDIS_URL") or REDIS_URL
    name = f"migops_bench_{os.getpid()}"
    administer(server, f"CREATE DATABASE {name}")
    try:
        with tempfile.TemporaryDirectory(prefix="migops-bench-") as folder:
            url = urlsplit(server)._replace(path=f"/{name}").geturl()
            yield installation(folder) | {"DATABASE_URL": url, "REDIS_URL": redis}
    finally:
        administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def administer(server: str, statement: str) -> None:
    with closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        connection.cursor().execute(statement)


def installation(folder: str) -> Environment:
    """The settings of a new installation. Any that the shell has for another one are left out."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("MIGOPS_") and name not in {"DATABASE_URL", "REDIS_URL"}
    }
    return inherited | {
        "DJANGO_SETTINGS_MODULE": "migops.settings",
        "MIGOPS_DATA": folder,
        "MIGOPS_URL": f"http://127.0.0.1:{free_port()}",
        "MIGOPS_SECRET_KEY": "only-for-the-bench",
        "MIGOPS_LOG_LEVEL": "ERROR",
    }


PLACES: dict[str, Callable] = {"postgresql": postgresql, "sqlite": sqlite}
