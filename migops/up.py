"""`manage.py up`: prepares an installation, then turns into its supervisor."""

import argparse
import fcntl
import os
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from migops import supervisor

LOOPBACK = "localhost,127.0.0.1,[::1]"
ANY = {"0.0.0.0", "::"}  # noqa: S104 - compared, not bound


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
    parser.add_argument("--data", help="folder of database and files (MIGOPS_DATA, or data/)")
    parser.add_argument("--web-workers", type=int, default=1, help="number of web processes (1)")


def set_environment(arguments: Sequence[str]) -> None:
    """Turn --data, --host and --port into settings. Must run before Django reads its settings."""
    parser = argparse.ArgumentParser(add_help=False)
    add_arguments(parser)
    options, _ = parser.parse_known_args(arguments)
    if options.data:
        os.environ["MIGOPS_DATA"] = str(Path(options.data).resolve())
    if not os.environ.get("MIGOPS_URL"):
        name = socket.gethostname() if options.host in ANY else options.host
        os.environ["MIGOPS_URL"] = f"http://{f'[{name}]' if ':' in name else name}:{options.port}"
        allowed = os.environ.get("MIGOPS_ALLOWED_HOSTS", "")
        os.environ["MIGOPS_ALLOWED_HOSTS"] = ",".join(filter(None, [allowed, LOOPBACK]))


def run(
    options: dict[str, Any], prepare: Sequence[Callable[[], object]], invite: Callable[[str], str | None]
) -> NoReturn:
    """Lock the data folder, prepare the installation, and start web and worker."""
    lock = lock_data(settings.DATA)
    require_free_port(options["host"], options["port"])
    invitation = make_ready(prepare, invite)
    connections.close_all()
    greeting = f"MigOps runs at {settings.SITE_URL} (Ctrl-C ends it).\n{invitation}".strip()
    become_supervisor(options, lock, greeting)


def make_ready(prepare: Sequence[Callable[[], object]], invite: Callable[[str], str | None]) -> str:
    """Migrate, and call each of `prepare`.

    `invite` gets the address of the site; where it returns a link for the very first visitor, the answer presents it.
    """
    migrate()
    for step in prepare:
        step()
    link = invite(settings.SITE_URL)
    return f"Open this link once to make the first account:\n  {link}" if link else ""


def lock_data(folder: Path) -> int:
    """An exclusive lock on the data folder, held as long as this process lives."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        other = os.read(lock, 20).decode() or "unknown"
        raise CommandError(
            f"MigOps already runs on {folder} (process {other}). End it first, or choose another folder with --data."
        ) from None
    os.ftruncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())
    return lock


def require_free_port(host: str, port: int) -> None:
    try:
        family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, OverflowError) as error:
        raise CommandError(
            f"Cannot listen on {host}, port {port}: {error}. Choose another port with --port."
        ) from error


def migrate() -> None:
    """Bring the database up to date. Looking first is quicker than Django's command when nothing is missing."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def become_supervisor(options: dict[str, Any], lock: int, greeting: str) -> NoReturn:
    os.set_inheritable(lock, True)  # the lock outlives this program, but not the process
    os.environ[supervisor.GREETING] = greeting
    # -P: the file's own folder must not hide other modules, such as celery.
    command = [sys.executable, "-P", supervisor.__file__, "--host", options["host"], "--port", str(options["port"])]
    command += ["--web-workers", str(options["web_workers"])]
    os.execv(sys.executable, [*command, *(["--embedded"] if settings.EMBEDDED else [])])  # noqa: S606 - our own file
