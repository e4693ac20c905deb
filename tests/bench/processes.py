"""Servers that the bench starts, and that end with it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from migops.supervisor import ROOT, answers, end_with

START_SECONDS = 30
END_SECONDS = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(*command: str, env: Mapping[str, str] | None = None, **options) -> Iterator[subprocess.Popen]:
    """A Python program in a session of its own, ended at the end, with all of its session if it has to be killed."""
    parent = os.getpid()
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: end_with(parent),
        **options,
    )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def serving(application: str, port: int) -> Iterator[None]:
    """`application` on `port`, served as in production, by two processes."""
    command = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    command += ["--blocking-threads", "8", "--no-ws", "--log-level", "error", application]
    with running(*command) as process:
        wait_until_it_answers(process, port)
        yield


def wait_until_it_answers(process: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers(("127.0.0.1", port)):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{' '.join(process.args)} does not answer.")
        time.sleep(0.05)
