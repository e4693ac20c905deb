"""`manage.py up` with real processes on a data folder of their own."""

import json
import signal
import socket
import sys

import pytest

from tests.migops.processes import Installation, free_port, is_running, manage, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="ends orphans by a means of Linux")


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One installation for the tests that leave it running."""
    installation = Installation(tmp_path_factory.mktemp("up"))
    yield installation
    installation.end()


@pytest.fixture
def installation(tmp_path):
    """An installation for a test that ends it."""
    installation = Installation(tmp_path)
    yield installation
    if installation.process.poll() is None:
        installation.end()


def test_everything_is_ready_and_the_first_visitor_is_invited(shared):
    wait_until(shared.is_ready, "it is ready")
    checks = json.loads(shared.get("/readyz")[1])["checks"]
    assert set(checks) == {"database", "migrations", "broker", "storage", "worker"}
    assert f"http://127.0.0.1:{shared.port}/welcome/" in shared.log.read_text()


def test_the_data_are_for_their_owner_alone(shared):
    assert shared.data.stat().st_mode & 0o777 == 0o700


def test_a_second_one_on_the_same_data_is_refused(shared):
    second = manage("up", "--port", str(free_port()), "--data", str(shared.data))
    assert second.returncode == 1
    assert f"already runs on {shared.data} (process {shared.process.pid})" in second.stderr


def test_a_port_that_is_taken_is_refused(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        second = manage("up", "--port", port, "--data", str(tmp_path))
    assert second.returncode == 1
    assert f"Cannot listen on 127.0.0.1, port {port}" in second.stderr


def test_a_killed_worker_is_started_again(shared):
    wait_until(lambda: shared.child("celery"), "the worker runs")
    killed = shared.child("celery")
    killed.kill()
    wait_until(lambda: shared.child("celery") not in (None, killed), "another worker runs")
    assert "Worker ended (killed by SIGKILL)" in shared.log.read_text()


def test_a_killed_web_server_is_started_again(shared):
    killed = shared.child("granian")
    left = killed.children()
    killed.kill()
    wait_until(lambda: shared.child("granian") not in (None, killed) and shared.answers(), "the web answers again")
    wait_until(lambda: not any(map(is_running, left)), "what it had started has ended")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_all(installation, number):
    wait_until(installation.is_ready, "it is ready")
    family = installation.family()
    installation.process.send_signal(number)
    assert installation.process.wait(30) == 0
    assert len(family) == 3  # web server, its process, worker
    wait_until(lambda: installation_is_gone(installation), "all have ended")


def test_nothing_stays_when_it_is_killed_together_with_the_web_server(installation):
    wait_until(installation.is_ready, "it is ready")
    installation.family()
    server = installation.child("granian")
    installation.process.kill()
    server.kill()
    installation.process.wait(30)
    wait_until(lambda: installation_is_gone(installation), "all have ended")


def installation_is_gone(installation) -> bool:
    return not any(map(is_running, installation.seen))
