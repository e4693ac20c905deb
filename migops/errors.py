"""Gives each request a reference that its log lines and its error page share."""

import logging
import secrets
from contextvars import ContextVar

current: ContextVar[str] = ContextVar("reference", default="-")


class RequestReference:
    """Sets `request.reference`, answers with it as X-Reference, and puts it into each log line of the request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.reference = secrets.token_hex(4)
        before = current.set(request.reference)
        try:
            response = self.get_response(request)
        finally:
            current.reset(before)
        response["X-Reference"] = request.reference
        return response


class OneLine(logging.Formatter):
    """One line an entry, a traceback included: nothing that a person typed can start a line that looks like ours."""

    def format(self, record: logging.LogRecord) -> str:
        record.reference = current.get()
        return super().format(record).replace("\r", "\\r").replace("\n", "\\n")
