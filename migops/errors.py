"""Gives each request a reference that its log lines and its error page share."""

import logging
import secrets

logger = logging.getLogger("migops.errors")


class RequestReference:
    """Sets `request.reference`, answers with it as X-Reference, and logs it with an unexpected error."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.reference = secrets.token_hex(4)
        response = self.get_response(request)
        response["X-Reference"] = request.reference
        return response

    def process_exception(self, request, exception):
        # The name and place only: an exception's text may hold what a person typed.
        logger.error("reference %s: %s at %s", request.reference, type(exception).__name__, request.path)
