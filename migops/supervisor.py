"""Starts web and worker, keeps them running, and ends them together.

`manage.py up` turns into this program once everything is prepared. It runs as a file of its own, with nothing but the
standard library: a supervisor that had loaded the application would hold as much memory as the web server.
"""

import argparse
import contextlib
import ctypes
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What is said once the web answers. Not an argument: others on the machine can read those.
GREETING = "MIGOPS_GREETING"
SUPERVISED = "MIGOPS_SUPERVISED"
END_SECONDS = 15
STEADY_SECONDS = 30
LONGEST_WAIT = 30
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with(parent: int) -> None:
    """Called by a child: should `parent` be killed, the kernel ends the child too (Linux only)."""
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)


class Child:
    """A program that is to run: started again when it ends, later each time if it does not last."""

    def __init__(self, name: str, command: list[str]):
        self.name, self.command = name, command
        self.process: subprocess.Popen | None = None
        self.started = self.due = time.monotonic()
        self.failures = 0

    def start(self) -> None:
        parent = os.getpid()
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - the commands below, no one's input
            self.command,
            cwd=ROOT,
            env=os.environ | {SUPERVISED: "true"},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # so that Ctrl-C reaches us alone, and its own children can be ended with it
            preexec_fn=lambda: end_with(parent),
        )

    def tend(self) -> None:
        """Start it when it is due; notice when it ended."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
        elif self.process.poll() is not None:
            self.failures = 0 if now - self.started > STEADY_SECONDS else self.failures + 1
            wait = min(LONGEST_WAIT, 2 ** (self.failures - 2)) if self.failures > 1 else 0
            say(f"{self.name} ended ({reason(self.process.returncode)}). Starting it again in {wait} seconds.")
            self.kill()
            self.due = now + wait

    def ask_to_end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def kill(self) -> None:
        """End it for good, and all that it started."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


class Supervisor:
    def __init__(self, children: list[Child], address: tuple[str, int], greeting: str):
        self.children, self.address, self.greeting = children, address, greeting
        self.asked_to_end = 0
        self.has_greeted = False
        # A signal writes a byte here, which wakes `pause`.
        self.bell, ring = socket.socketpair()
        self.bell.setblocking(False)
        ring.setblocking(False)
        self.ring = ring
        signal.set_wakeup_fd(ring.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.end_asked)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.bell, selectors.EVENT_READ)

    def end_asked(self, *_) -> None:
        self.asked_to_end += 1

    def pause(self, seconds: float) -> None:
        """Wait, but no longer than until the next signal."""
        if self.selector.select(seconds):
            self.bell.recv(1024)

    def run(self) -> int:
        while not self.asked_to_end:
            for child in self.children:
                child.tend()
            if not self.has_greeted:
                if any(child.failures > 2 for child in self.children):
                    say("MigOps does not start. The lines above say why.")
                    self.end()
                    return 1
                self.greet()
            self.pause(1 if self.has_greeted else 0.03)
        self.end()
        return 0

    def greet(self) -> None:
        if answers(self.address):
            say(self.greeting)
            self.has_greeted = True

    def end(self) -> None:
        """Ask all children to end; kill what is left after END_SECONDS, or at a second signal."""
        asked, deadline = self.asked_to_end, time.monotonic() + END_SECONDS
        for child in self.children:
            child.ask_to_end()
        while time.monotonic() < deadline and self.asked_to_end == asked:
            if all(child.has_ended() for child in self.children):
                break
            self.pause(0.2)
        for child in self.children:
            child.kill()


def answers(address: tuple[str, int]) -> bool:
    """The web server there answers /healthz."""
    try:
        with socket.create_connection(address, timeout=1) as web:
            web.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return web.recv(64).split(b" ")[1:2] == [b"200"]
    except OSError:
        return False


def reason(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def say(text: str) -> None:
    print(text, flush=True)


def reachable(host: str) -> str:
    """The address at which a server that listens on `host` answers to this machine."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound


def commands(options: argparse.Namespace) -> dict[str, list[str]]:
    web = ["granian", "--interface", "wsgi", "--host", options.host, "--port", str(options.port)]
    web += ["--workers", str(options.web_workers), "--blocking-threads", "8", "--no-ws", "--log-level", "error"]
    web += ["--respawn-failed-workers", "--workers-kill-timeout", "10", "migops.wsgi:application"]
    worker = ["-W", "ignore:You're running the worker with superuser", "-m", "celery", "--quiet", "-A", "migops"]
    worker += ["worker", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    # One task at a time inside the worker itself takes half the memory of a pool of processes.
    worker += ["--pool", "solo"] if options.embedded else ["--concurrency", "1"]
    return {"Web": [sys.executable, "-m", *web], "Worker": [sys.executable, *worker]}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--web-workers", type=int, required=True)
    parser.add_argument("--embedded", action="store_true")
    options = parser.parse_args()
    greeting = os.environ.pop(GREETING, "")
    children = [Child(name, command) for name, command in commands(options).items()]
    return Supervisor(children, (reachable(options.host), options.port), greeting).run()


if __name__ == "__main__":
    sys.exit(main())
