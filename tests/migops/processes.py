"""Real processes for tests: started with a clean environment, waited for with a deadline, always ended."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 120  # a first start runs every migration, and a busy machine takes its time over them


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(claim: Callable[[], object], what: str) -> None:
    end = time.monotonic() + DEADLINE
    while not claim():
        assert time.monotonic() < end, f"Waited {DEADLINE} seconds until {what}."
        time.sleep(0.05)


def environment(**settings: str) -> dict[str, str]:
    """The environment of this process without what it says about MigOps."""
    ours = ("MIGOPS_", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | settings


def manage(*arguments: str, **settings: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment(**settings), capture_output=True, text=True, timeout=DEADLINE, check=False
    )


class Started:
    """A process, and a file with what it says."""

    def __init__(self, command: list[str], log: Path, **settings: str):
        self.log = log
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=environment(**settings), stdout=output, stderr=output
            )
        self.seen: set[psutil.Process] = set()

    def says(self, text: str) -> bool:
        assert self.process.poll() is None, f"It ended: {self.log.read_text()}"
        return text in self.log.read_text()

    def family(self) -> list[psutil.Process]:
        """All processes that it started and that run."""
        self.seen.update(psutil.Process(self.process.pid).children(recursive=True))
        return [process for process in self.seen if is_running(process)]

    def child(self, word: str) -> psutil.Process | None:
        """The child whose command holds `word`, itself, not what it started."""
        children = psutil.Process(self.process.pid).children()
        return next((child for child in children if word in command_of(child)), None)

    def end(self) -> None:
        family = self.family() if self.process.poll() is None else []
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(DEADLINE)
        finally:
            for process in family:
                if is_running(process):
                    process.kill()


def command_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:  # it ended meanwhile, or waits to be asked about
        return []


class Installation(Started):
    """`manage.py up` on a free port and on the folder `data` inside `folder`."""

    def __init__(self, folder):
        self.data, self.port = folder / "data", free_port()
        super().__init__(["manage.py", "up", "--port", str(self.port), "--data", str(self.data)], folder / "log")
        wait_until(lambda: self.says("MigOps runs at"), "it says where it runs")

    def get(self, path: str) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def is_ready(self) -> bool:
        return self.get("/readyz")[0] == 200

    def answers(self) -> bool:
        try:
            return self.get("/healthz")[0] == 200
        except OSError:
            return False


def is_running(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
