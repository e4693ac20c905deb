"""The page around a document in HTML: its frame and its styles. Paper is paper: it stays light in a dark theme."""

from jinja2 import Environment

from journeys.documents.declaring import Tone
from journeys.documents.renderers.looks import (
    BOLD,
    FILLS,
    INK,
    INKS,
    INPUT_FILL,
    INPUT_INK,
    ITALIC,
    LINE,
    LINK,
    QUIET_INK,
    SOLIDS,
    STRONG_FILL,
    look_of,
)
from journeys.documents.snapshot import House

STYLE = f"""
:root {{ color-scheme: light; }}
body {{ font: 14px/1.45 Calibri, "Segoe UI", system-ui, sans-serif; color: #{INK}; background: #fff; margin: 2rem; }}
body.text {{ max-width: 60rem; margin: 2rem auto; padding: 0 2rem; }}
a {{ color: #{LINK}; }}
h1, h2, h3, h4, h5, h6 {{ color: var(--accent); margin: 1.25rem 0 .25rem; line-height: 1.25; overflow-wrap: anywhere; }}
h1 {{ margin-top: 0; }}
h2 {{ margin-top: 2rem; }}
p, ul, ol, pre {{ margin: .35rem 0; }}
.lines {{ white-space: pre-line; overflow-wrap: anywhere; }}
.source, .note, .cut {{ color: #{QUIET_INK}; }}
.source {{ margin: 0 0 1.5rem; }}
.notice {{ white-space: pre-line; border-left: .5rem solid #{INKS[Tone.BAD]}; background: #{FILLS[Tone.BAD]};
  color: #{INKS[Tone.BAD]}; padding: 1rem; font-weight: bold; overflow-wrap: anywhere; }}
.contents ol {{ list-style: none; padding: 0; columns: 2 20rem; }}
.contents .level-2 {{ padding-left: 1rem; }}
.contents .level-3 {{ padding-left: 2rem; }}
.wide {{ overflow-x: auto; margin: .5rem 0; }}
table {{ border-collapse: collapse; width: 100%; }}
th {{ background: var(--header-fill); color: var(--header-ink); text-align: left; }}
th, td {{ padding: .35rem .6rem; vertical-align: top; border-bottom: 1px solid #{LINE}; overflow-wrap: break-word; }}
td {{ white-space: pre-line; }}
.strong {{ font-weight: bold; background: #{STRONG_FILL}; }}
th.right, td.right {{ text-align: right; white-space: nowrap; }}
td.nowrap {{ white-space: nowrap; }}
.input {{ background: #{INPUT_FILL}; color: #{INPUT_INK}; }}
.logo {{ float: right; max-height: 4rem; max-width: 14rem; }}
.long {{ overflow-wrap: anywhere; min-width: 14rem; }}
.figures {{ display: flex; flex-wrap: wrap; gap: .75rem; padding: 0; margin: .75rem 0; }}
.figures div {{ flex: 1 1 9rem; background: #{STRONG_FILL}; padding: .75rem; text-align: center; }}
.figures dt {{ color: var(--accent); font-size: 1.7rem; font-weight: bold; }}
.figures dd {{ color: #{QUIET_INK}; margin: 0; }}
.callout {{ display: flex; gap: 1rem; padding: .75rem 1rem; margin: .75rem 0; align-items: center; }}
.callout b {{ font-size: 1.4rem; min-width: 5rem; }}
.amounts {{ display: grid; grid-template-columns: 12rem minmax(0, 1fr); gap: .5rem .75rem; }}
.amount {{ display: flex; gap: .5rem; align-items: center; font-size: .9em; }}
.amount i {{ height: .8rem; min-width: 1px; }}
figure {{ margin: 1rem 0; }}
figcaption {{ color: #{QUIET_INK}; font-style: italic; margin-top: .5rem; }}
.legend {{ display: flex; flex-wrap: wrap; gap: 0 1.25rem; padding: 0; list-style: none; }}
.legend i {{ display: inline-block; width: .8rem; height: .8rem; margin-right: .35rem; }}
.bar {{ display: grid; grid-template-columns: 12rem minmax(0, 1fr) 9rem; gap: .75rem; margin: .35rem 0; }}
.parts {{ display: flex; height: 1.4rem; border: 1px solid #{LINE}; }}
.parts i {{ font-style: normal; text-align: center; overflow: hidden; color: #fff; }}
{" ".join(f".solid-{tone} {{ background: #{SOLIDS[tone]}; }}" for tone in Tone)}
.parts .solid-{Tone.WARN}, .parts .solid-{Tone.QUIET} {{ color: #{INK}; }}
blockquote {{ border-left: .25rem solid #{LINE}; margin: .5rem 0; padding-left: 1rem; }}
pre, code {{ font-family: Consolas, ui-monospace, monospace; background: #{STRONG_FILL}; }}
pre {{ padding: .5rem; overflow-x: auto; }}
@media (max-width: 40rem) {{
  body, body.text {{ margin: 1rem; padding: 0; }}
  .bar, .amounts {{ grid-template-columns: minmax(0, 1fr); gap: 0; }}
}}
@media print {{ body {{ margin: 0; font-size: 9px; }} }}
""" + "\n".join(
    f".{tone} {{ background: #{FILLS[tone]}; color: #{INKS[tone]};"
    f" font-weight: {'bold' if tone in BOLD else 'normal'}; font-style: {'italic' if tone in ITALIC else 'normal'}; }}"
    for tone in Tone
)


def colours_of(house: House) -> str:
    look = look_of(house)
    return (
        f":root {{ --accent: #{look.accent}; --header-fill: #{look.header_fill}; --header-ink: #{look.header_ink}; }}"
    )


PAGE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
{% if is_framed %}
<base target="_blank">
{% endif %}
<title>{{ title }}: {{ journey }}</title>
<style>{{ style|safe }}</style>
</head>
<body{% if is_text %} class="text"{% endif %}>
{% if logo %}
<img class="logo" src="data:image/png;base64,{{ logo }}" alt="">
{% endif %}
<h1>{{ title }}: {{ journey }}</h1>
<p class="source">{{ source }}</p>
{% if notice %}
<p class="notice" role="alert">{{ notice }}</p>
{% endif %}
{% if contents %}
<nav class="contents" aria-label="Contents"><ol>
{% for at, level, heading in contents %}
<li class="level-{{ level }}"><a href="#part-{{ at }}" target="_self">{{ heading }}</a></li>
{% endfor %}
</ol></nav>
{% endif %}
{% for part in parts %}
{% set tag = "h%d" % [part.level + 1, 6]|min %}
<{{ tag }} id="part-{{ loop.index }}">{{ part.heading }}</{{ tag }}>
{% for block in part.blocks %}
{{ block }}
{% endfor %}
{% endfor %}
{% if cut %}
<p class="cut">{{ cut }}</p>
{% endif %}
</body>
</html>
""")
TABLE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""\
<div class="wide" tabindex="0" role="region" aria-label="{{ name }}">
<table>
<thead><tr>
{% for column in columns %}
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
""")
