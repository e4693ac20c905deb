import logging

from django.http import HttpResponse

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
