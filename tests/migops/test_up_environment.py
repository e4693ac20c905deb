"""The arguments of `manage.py up` become settings before Django reads those."""

import os
import socket

import pytest

from migops.up import set_environment


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    for name in ("MIGOPS_URL", "MIGOPS_ALLOWED_HOSTS", "MIGOPS_DATA"):
        monkeypatch.setenv(name, "")  # so that what the test sets is taken back


@pytest.mark.parametrize(
    ("arguments", "url"),
    [
        ([], "http://127.0.0.1:8000"),
        (["--port", "9000"], "http://127.0.0.1:9000"),
        (["--host", "::1"], "http://[::1]:8000"),
        (["--host", "0.0.0.0"], f"http://{socket.gethostname()}:8000"),
        (["--verbosity", "2"], "http://127.0.0.1:8000"),
    ],
)
def test_the_address_follows_from_where_it_listens(arguments, url):
    set_environment(arguments)
    assert os.environ["MIGOPS_URL"] == url
    assert os.environ["MIGOPS_ALLOWED_HOSTS"] == "localhost,127.0.0.1,[::1]"


def test_an_address_that_is_set_stays(monkeypatch):
    monkeypatch.setenv("MIGOPS_URL", "https://migops.example.org")
    set_environment(["--port", "9000"])
    assert os.environ["MIGOPS_URL"] == "https://migops.example.org"
    assert os.environ["MIGOPS_ALLOWED_HOSTS"] == ""


def test_the_data_folder_is_taken_from_where_the_command_was_given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    set_environment(["--data", "here"])
    assert os.environ["MIGOPS_DATA"] == str(tmp_path / "here")
