import signal
import sys
from types import SimpleNamespace

import psutil
import pytest

from migops import supervisor
from migops.supervisor import Child, commands, reachable, reason
from tests.migops.processes import is_running, wait_until


@pytest.fixture
def failing():
    child = Child("Web", [sys.executable, "-c", "raise SystemExit(3)"])
    yield child
    child.kill()


def run_once(child) -> float:
    """Let it run to its end now; the seconds until it is started again."""
    child.due = 0
    child.tend()
    child.process.wait()
    child.tend()
    assert child.process is None
    return child.due


def test_what_ends_at_once_is_started_again_later_each_time(failing, monkeypatch, capfd):
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: 0)
    assert [run_once(failing) for _ in range(8)] == [0, 1, 2, 4, 8, 16, 30, 30]
    assert capfd.readouterr().out.splitlines()[1] == "Web ended (exit code 3). Starting it again in 1 seconds."


def test_what_ran_for_long_is_started_again_at_once(failing):
    run_once(failing)
    run_once(failing)
    failing.due = 0
    failing.tend()
    failing.process.wait()
    failing.started -= supervisor.STEADY_SECONDS + 1
    failing.tend()
    assert failing.failures == 0


def test_killing_a_child_ends_what_it_started(tmp_path):
    script = "import subprocess; print(subprocess.Popen(['sleep', '600']).pid, flush=True); input()"
    child = Child("Web", ["sh", "-c", f'{sys.executable} -c "{script}" > {tmp_path}/pid; sleep 600'])
    child.start()
    wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text(), "it has started another")
    grandchild = psutil.Process(int((tmp_path / "pid").read_text()))
    child.kill()
    wait_until(lambda: not is_running(grandchild), "that has ended too")


def test_the_first_page_is_asked_for_where_the_server_can_be_reached():
    assert [reachable(host) for host in ("0.0.0.0", "::", "10.0.0.1")] == ["127.0.0.1", "::1", "10.0.0.1"]


def test_nothing_answers_on_a_closed_port():
    assert not supervisor.answers(("127.0.0.1", 1))


def test_an_end_is_put_in_words():
    assert (reason(2), reason(-signal.SIGKILL)) == ("exit code 2", "killed by SIGKILL")


@pytest.mark.parametrize(("embedded", "pool"), [(True, "--pool solo"), (False, "--concurrency 1")])
def test_the_worker_suits_the_way_to_run(embedded, pool):
    options = SimpleNamespace(host="127.0.0.1", port=8000, web_workers=2, embedded=embedded)
    assert " ".join(commands(options)["Worker"]).endswith(pool)
    assert "--workers 2" in " ".join(commands(options)["Web"])
