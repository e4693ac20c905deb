"""The tools of a task, changed on its page."""

import pytest
from django.urls import reverse

from journeys.models import Tool
from tests.cast import each_gets

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def tool(journey):
    return Tool.objects.filter(task__journey=journey).first()


def post(client, view, journey, pk, **posted):
    return client.post(reverse(view, args=[journey.pk, pk]), posted, **HTMX)


@each_gets(200, 200, 403, 403, 404, 302)
def test_only_workers_add_a_tool(client_of, journey, tool, who, status):
    answer = post(client_of(who), "tool_add", journey, tool.task_id, name="Sheet", url="https://example.com/sheet")
    assert answer.status_code == status
    assert (b'<a href="https://example.com/sheet"' in answer.content) == (status == 200)


@each_gets(200, 200, 403, 403, 404, 302)
def test_only_workers_change_a_tool(client_of, journey, tool, who, status):
    answer = post(client_of(who), "tool_change", journey, tool.pk, name="Abacus", url="")
    tool.refresh_from_db()
    assert (answer.status_code, tool.name == "Abacus") == (status, status == 200)


@each_gets(200, 200, 403, 403, 404, 302)
def test_only_workers_remove_a_tool(client_of, journey, tool, who, status):
    answer = post(client_of(who), "tool_remove", journey, tool.pk)
    assert (answer.status_code, Tool.objects.filter(pk=tool.pk).exists()) == (status, status != 200)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.com", "no address"])
def test_an_address_that_is_none_is_refused(client_of, journey, tool, url):
    answer = post(client_of("contributor"), "tool_add", journey, tool.task_id, name="x", url=url)
    assert (answer.status_code, b"begins with https://" in answer.content) == (409, True)
