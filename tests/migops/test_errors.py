import logging

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path

from migops.errors import OneLine, RequestReference

RECORD = logging.LogRecord("name", logging.ERROR, "", 0, "first\nsecond", None, None)


def test_log_lines_of_a_request_carry_the_reference_of_its_answer(rf):
    formatter, lines = OneLine("[{reference}] {message}", style="{"), []

    def view(request):
        lines.append(formatter.format(RECORD))
        return HttpResponse()

    answer = RequestReference(view)(rf.get("/"))
    assert lines == [f"[{answer['X-Reference']}] first\\nsecond"]
    assert formatter.format(RECORD).startswith("[-] ")


def test_a_traceback_is_one_line():
    try:
        raise ValueError("typed\nby a person")
    except ValueError as error:
        record = logging.LogRecord(
            "name", logging.ERROR, "", 0, "It broke", None, (ValueError, error, error.__traceback__)
        )
    line = OneLine("{message}", style="{").format(record)
    assert "\n" not in line
    assert "ValueError: typed\\nby a person" in line


class Lines(logging.Handler):
    """Keeps what a console would show."""

    def __init__(self):
        super().__init__()
        self.setFormatter(OneLine("[{reference}] {message}", style="{"))
        self.lines: list[str] = []

    def emit(self, record):
        self.lines.append(self.format(record))


def broken(request):
    raise RuntimeError("broken on purpose")


urlpatterns = [path("broken/", login_not_required(broken))]
handler500 = "django.views.defaults.server_error"


@pytest.mark.urls("tests.migops.test_errors")
def test_djangos_traceback_carries_the_reference_that_the_visitor_sees(client):
    console = Lines()
    logging.getLogger("django.request").addHandler(console)
    client.raise_request_exception = False
    try:
        answer = client.get("/broken/")
    finally:
        logging.getLogger("django.request").removeHandler(console)
    assert answer.status_code == 500
    [line] = console.lines
    assert line.startswith(f"[{answer['X-Reference']}] Internal Server Error: /broken/")
    assert "RuntimeError: broken on purpose" in line
