"""The Jinja2 environment of our pages: what every template may call."""

from datetime import date, datetime
from functools import cache, lru_cache

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import json_script
from django.utils.timezone import localtime
from django_htmx.jinja import htmx_script
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from journeys.access import may
from journeys.models import ChecklistItem, Outcome, Priority, Role, Task
from journeys.queries.history import describe
from journeys.services.file_types import ACCEPTED, ACCEPTED_IN_WORDS, title_of
from journeys.web.markdown import comment_html, to_html
from journeys.web.rows import row_html


def environment(**options) -> Environment:
    options["undefined"] = StrictUndefined
    options.update(trim_blocks=True, lstrip_blocks=True)
    env = Environment(**options)  # noqa: S701 (Django's backend turns escaping on)
    env.globals.update(
        static=static,
        url=lambda name, *args: reverse(name, args=args),
        may=may,
        icon=icon,
        messages=get_messages,
        htmx_script=htmx_script,
        describe=describe,
        row_html=row_html,
        comment_html=comment_html,
        upload_limit=settings.MAX_UPLOAD_MIB,
        upload_endings=",".join(f".{ending}" for ending in ACCEPTED),
        upload_words=ACCEPTED_IN_WORDS,
        Status=Task.Status,
        Outcome=Outcome,
        Kind=ChecklistItem.Kind,
        Priority=Priority,
        Role=Role,
    )
    env.filters.update(day=day, moment=moment, markdown=to_html, size=size, plural=plural, file_title=title_of)
    env.filters["json_script"] = json_script
    return env


@cache
def icon(name: str) -> Markup:
    """One of the symbols in static/img/icons.svg, hidden from screen readers: give it a text or a label."""
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        static("img/icons.svg"), name
    )


@lru_cache(maxsize=4096)
def day(value: date | None) -> str:
    """14 Mar 2027"""
    return date_format(value, "j M Y") if value else ""


def moment(value: datetime | None) -> str:
    """14 Mar 2027, 07:30"""
    return date_format(localtime(value), "j M Y, H:i") if value else ""


def size(value: int) -> str:
    """Bytes as people read them: 1.4 MiB"""
    number, unit = float(value), "bytes"
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if number < 1024 or unit == "GiB":
            break
        number /= 1024
    return f"{number:.0f} {unit}" if unit == "bytes" else f"{number:.1f} {unit}"


def plural(count: int, noun: str, many: str = "") -> str:
    """3 tasks"""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"
