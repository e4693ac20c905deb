"""Rows of the outline as HTML. A row that looks the same is rendered once: what it shows is its key in the cache."""

from functools import lru_cache

from django.template import engines
from markupsafe import Markup

from journeys.queries.outline import Look, TaskRow

# Some 8 MB in each process: the rows of the journeys that people have open.
KEPT = 8192


def row_html(row: TaskRow, tasks_url: str, can_change: bool) -> Markup:
    """One row, with a tick that works for those who `can_change`; `tasks_url` is the address of the journey's tasks."""
    return rendered(row.look, tasks_url, can_change)


@lru_cache(maxsize=KEPT)
def rendered(row: Look, tasks_url: str, can_change: bool) -> Markup:
    template = engines["jinja2"].env.get_template("journeys/_row.html")
    return Markup(template.render(row=row, base=tasks_url, can_change=can_change))  # noqa: S704 (escaped by Jinja2)
