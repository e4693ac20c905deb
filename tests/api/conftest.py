import json

import pytest

from tests.world import things_in


@pytest.fixture
def api(client_of):
    """Sends JSON as one of the cast: `api("viewer", "GET", "spaces")`."""

    clients = {}

    def send(who: str, method: str, path: str, body=None, **extra):
        data = "" if body is None else json.dumps(body)
        if who not in clients:
            clients[who] = client_of(who)
        answer = clients[who].generic(method, f"/api/v1/{path}", data, content_type="application/json", **extra)
        if answer.streaming:  # a download: read it, or its file stays open
            answer.body = b"".join(answer.streaming_content)
            answer.close()
        return answer

    return send


@pytest.fixture
def inside(journey, cast) -> dict[str, object]:
    """One of each thing that the journey holds."""
    return things_in(journey, cast)


@pytest.fixture
def ids(inside) -> dict[str, int]:
    return {name: row.pk for name, row in inside.items()}
