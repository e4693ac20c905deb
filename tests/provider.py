"""An OpenID provider on this machine, as a process of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import requests

from tests.migops.processes import free_port


@dataclass(frozen=True)
class Provider:
    issuer: str

    def approve(self, asked: str, *, sub: str, **claims) -> str:
        """The person `sub`, of whom `claims` are known, says yes. Where that leads back to."""
        requests.put(f"{self.issuer}/users/{sub}", json=claims, timeout=5).raise_for_status()
        return requests.post(asked, data={"sub": sub}, allow_redirects=False, timeout=5).headers["Location"]


@contextmanager
def running_provider() -> Iterator[Provider]:
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        provider = Provider(f"http://localhost:{port}")
        wait_for(provider)
        yield provider
    finally:
        process.terminate()
        process.wait(30)


def wait_for(provider: Provider) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            requests.get(provider.issuer, timeout=5)
            return
        except requests.ConnectionError:
            assert time.monotonic() < deadline, "The OpenID provider does not answer."
            time.sleep(0.1)
