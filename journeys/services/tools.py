"""What helps with a task: adding, changing and removing its tools."""

from typing import Any

from journeys.models import Journey, Task, Tool, User
from journeys.playbooks.lists import is_url
from journeys.services.errors import Refusal
from journeys.services.history import changing, record
from journeys.services.kept import gather, take_away
from journeys.services.positions import room
from journeys.services.remembering import remember

LONGEST_NAME = 500
MOST_TOOLS = 100


def add_tool(*, task: Task, name: str, by: User, url: str = "") -> Tool:
    """A new tool behind the others of the task; without a name it is called as its address."""
    with changing(task.journey_id) as journey:
        task = journey.tasks.get(pk=task.pk)
        if task.tools.count() >= MOST_TOOLS:
            raise Refusal(f"A task has at most {MOST_TOOLS} tools.")
        tool = Tool.objects.create(task=task, position=room(task.tools.all()), **checked(name, url))
        record(journey, "tool.added", by=by, task=task, title=task.title, id=tool.pk, name=tool.name, url=tool.url)
    return tool


def checked(name: str, url: str) -> dict[str, str]:
    name, url = " ".join(name.split()), url.strip()
    if url and not is_url(url):
        raise Refusal("An address of a tool begins with https:// or http://, and has no spaces in it.")
    if not name and not url:
        raise Refusal("A tool needs a name or an address.")
    if len(name) > LONGEST_NAME:
        raise Refusal(f"The name of a tool has at most {LONGEST_NAME} characters.")
    return {"name": name or url[:LONGEST_NAME], "url": url}


def change_tool(*, tool: Tool, name: str, url: str, by: User) -> Tool:
    """Give the tool this name and address; an empty address means that it has none."""
    with changing(tool.task.journey_id) as journey:
        tool = locked(tool, journey)
        facts = checked(name, url)
        before = {field: getattr(tool, field) for field in facts}
        if before == facts:
            return tool
        tool.name, tool.url = facts["name"], facts["url"]
        tool.save(update_fields=["name", "url"])
        said: dict[str, Any] = {"title": tool.task.title, "id": tool.pk, "tool": before["name"]}
        record(journey, "tool.changed", by=by, task=tool.task, before=before, after=facts, **said)
    return tool


def remove_tool(*, tool: Tool, by: User) -> None:
    """Take a tool away from its task. Its person can undo it."""
    with changing(tool.task.journey_id) as journey:
        tool = locked(tool, journey)
        said: dict[str, Any] = {"title": tool.task.title, "id": tool.pk, "name": tool.name, "url": tool.url}
        event, kept = record(journey, "tool.removed", by=by, task=tool.task, **said), gather(Tool, [tool.pk])
        take_away(kept)
        remember(journey, event, by, kept=kept)


def locked(tool: Tool, journey: Journey) -> Tool:
    """As it is now, under the lock of its journey."""
    found = Tool.objects.select_related("task").filter(task__journey=journey, pk=tool.pk).first()
    if found is None:
        raise Refusal("This tool was removed meanwhile.")
    return found
