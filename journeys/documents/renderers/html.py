"""A workbook as one page that needs nothing else: no script, and nothing loaded from anywhere."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from jinja2 import Environment

from journeys.documents.declaring import Column, Sheet, Tone, Workbook, parts_of, text_of
from journeys.documents.renderers.looks import (
    BOLD,
    FILLS,
    INK,
    INKS,
    ITALIC,
    LINE,
    QUIET_INK,
    STRONG_FILL,
    look_of,
)
from journeys.documents.snapshot import House, Snapshot
from journeys.documents.text import numbered, source_line, words

STYLE = f"""
body {{ font: 14px/1.45 Calibri, "Segoe UI", system-ui, sans-serif; color: #{INK}; margin: 2rem; }}
h1, h2 {{ color: var(--accent); margin: 0 0 .25rem; }}
h2 {{ margin-top: 2rem; }}
.source {{ color: #{QUIET_INK}; margin: 0 0 1.5rem; }}
.notice {{ white-space: pre-line; border-left: .5rem solid #{INKS[Tone.BAD]}; background: #{FILLS[Tone.BAD]};
  color: #{INKS[Tone.BAD]}; padding: 1rem; font-weight: bold; overflow-wrap: anywhere; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; }}
th {{ background: var(--header-fill); color: var(--header-ink); text-align: left; }}
th, td {{ padding: .35rem .6rem; vertical-align: top; border-bottom: 1px solid #{LINE}; overflow-wrap: break-word; }}
.strong {{ font-weight: bold; background: #{STRONG_FILL}; }}
.right {{ text-align: right; white-space: nowrap; }}
.nowrap {{ white-space: nowrap; }}
.long {{ overflow-wrap: anywhere; min-width: 14rem; }}
@media print {{ body {{ margin: 0; font-size: 9px; }} }}
""" + "\n".join(
    f".{tone} {{ background: #{FILLS[tone]}; color: #{INKS[tone]};"
    f" font-weight: {'bold' if tone in BOLD else 'normal'}; font-style: {'italic' if tone in ITALIC else 'normal'}; }}"
    for tone in Tone
)
PAGE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ title }}: {{ journey }}</title>
<style>{{ style }}</style>
</head>
<body>
<h1>{{ title }}: {{ journey }}</h1>
<p class="source">{{ source }}</p>
{% if notice %}
<p class="notice" role="alert">{{ notice }}</p>
{% endif %}
{% for sheet, note, rows in sheets %}
<h2>{{ sheet.title }}</h2>
{% if note %}
<p>{{ note }}</p>
{% endif %}
{% if not rows %}
<p>{{ sheet.empty }}</p>
{% else %}
<div class="wide">
<table>
<thead><tr>
{% for column in sheet.columns %}
<th scope="col" style="min-width: {{ column.width // 3 }}ch"
{%- if column.right %} class="right"{% endif %}>{{ column.heading }}</th>
{% endfor %}
</tr></thead>
<tbody>
{% for is_strong, cells in rows %}
<tr{% if is_strong %} class="strong"{% endif %}>
{% for text, classes, link in cells %}
<td{% if classes %} class="{{ classes }}"{% endif %}>
{%- if link %}<a href="{{ link }}">{{ text }}</a>{% else %}{{ text }}{% endif %}</td>
{% endfor %}
</tr>
{% endfor %}
</tbody>
</table>
</div>
{% endif %}
{% endfor %}
</body>
</html>
""")
LONG_WORD = 30  # letters without a space, which would push the table wide


def render(workbook: Workbook, snapshot: Snapshot, notice: str = "") -> bytes:
    """`notice` stands above everything, as something one must read."""
    content = workbook.prepare(snapshot)
    page = PAGE.render(
        title=numbered(workbook.title, snapshot),
        journey=words(snapshot.journey.title),
        source=source_line(snapshot),
        style=colours_of(snapshot.journey.house) + STYLE,
        notice=words(notice),
        sheets=[
            (sheet, text_of(sheet.note, content), list(rows_of(sheet, content)))
            for sheet in parts_of(workbook.sheets, content)
        ],
    )
    return page.encode()


def colours_of(house: House) -> str:
    look = look_of(house)
    return (
        f":root {{ --accent: #{look.accent}; --header-fill: #{look.header_fill}; --header-ink: #{look.header_ink}; }}"
    )


def rows_of(sheet: Sheet, content: Any) -> Iterator[tuple[bool, list[tuple[str, str, str]]]]:
    """For each row whether it is a strong one, and its cells."""
    for row in sheet.rows(content):
        yield bool(sheet.strong and sheet.strong(row)), [cell_of(column, row) for column in sheet.columns]


def cell_of(column: Column, row: Any) -> tuple[str, str, str]:
    """Text, classes and link."""
    value = column.read(row)
    text = f"{value:,}" if isinstance(value, int) else words(value)
    classes = [column.tones.get(text, "")]
    if column.right:
        classes.append("right")
    if isinstance(value, date | datetime):
        classes.append("nowrap")
    if any(len(word) > LONG_WORD for word in text.split()):
        classes.append("long")
    return text, " ".join(filter(None, classes)), column.link(row) if column.link else ""
