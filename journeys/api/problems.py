"""Every error of the API as problem details (RFC 9457)."""

from collections.abc import Iterator
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

from journeys.services.errors import Confirm, Conflict, Refusal, RowsInTheWay

MEDIA_TYPE = "application/problem+json"
INVALID = "urn:migops:invalid"
REFUSED = "urn:migops:refused"
CONFIRM = "urn:migops:confirm"
CONFLICT = "urn:migops:conflict"


class TooLarge(APIException):
    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = "This request is larger than the server takes."


def handler(exc: Exception, context: dict) -> Response | None:
    """The answer to an error; None, and so a 500, for what nobody expected."""
    if isinstance(exc, Refusal):
        return refused(exc)
    if isinstance(exc, RequestDataTooBig):
        exc = TooLarge()
    elif isinstance(exc, SuspiciousOperation):
        exc = ValidationError("This request can't be read.")
    response = exception_handler(exc, context)
    if response is None:
        return None
    if isinstance(exc, ValidationError):
        facts = {"detail": "Some of what was sent is not right.", "errors": list(errors_in(exc.detail))}
        response.data = problem(response.status_code, INVALID, "Not valid", **facts)
    else:
        response.data = problem(response.status_code, detail=str(response.data["detail"]))
    response.content_type = MEDIA_TYPE
    return response


def refused(refusal: Refusal) -> Response:
    """A rule said no (409): for good, until confirmed, or because someone else was first."""
    facts: dict[str, Any] = {"detail": str(refusal)}
    if isinstance(refusal, RowsInTheWay):
        facts["rows"] = [asdict(row) for row in refusal.rows]
    match refusal:
        case Confirm():
            data = problem(HTTPStatus.CONFLICT, CONFIRM, "Please confirm", **facts, confirm=True)
        case Conflict(theirs=theirs, yours=yours):
            data = problem(HTTPStatus.CONFLICT, CONFLICT, "Changed meanwhile", **facts, theirs=theirs, yours=yours)
        case _:
            data = problem(HTTPStatus.CONFLICT, REFUSED, "Refused", **facts)
    return Response(data, status=HTTPStatus.CONFLICT, content_type=MEDIA_TYPE)


def problem(status: int, type: str = "about:blank", title: str = "", **facts) -> dict:
    return {"type": type, "title": title or HTTPStatus(status).phrase, "status": int(status), **facts}


def errors_in(detail, path: str = "") -> Iterator[dict[str, str]]:
    """Each message with the path of the field that it is about, such as `items.0.outcome`; "" is the whole body."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from errors_in(inner, path if name == api_settings.NON_FIELD_ERRORS_KEY else below(path, name))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            yield from errors_in(inner, below(path, index) if isinstance(inner, dict | list) else path)
    else:
        yield {"field": writable(path), "message": writable(str(detail))}


def writable(text: str) -> str:
    """Messages and paths repeat what was sent, which may hold halves of characters that no answer can."""
    return text.encode(errors="replace").decode()


def below(path: str, name: str | int) -> str:
    return f"{path}.{name}" if path else str(name)


class FieldErrorSerializer(serializers.Serializer):
    field = serializers.CharField(help_text="Path of the field, such as items.0.outcome; empty for the whole body")
    message = serializers.CharField()


class RowInTheWaySerializer(serializers.Serializer):
    id = serializers.IntegerField(help_text="Of the task")
    title = serializers.CharField()
    reason = serializers.CharField()


class ProblemSerializer(serializers.Serializer):
    """Problem details (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = FieldErrorSerializer(many=True, required=False)
    confirm = serializers.BooleanField(required=False, help_text="True: the same again with `confirmed` does it")
    rows = RowInTheWaySerializer(many=True, required=False, help_text="On a change of many: those in its way")
    theirs = serializers.CharField(required=False, help_text="On an edit conflict: the text as it is now")
    yours = serializers.CharField(required=False, help_text="On an edit conflict: the text that you sent")
