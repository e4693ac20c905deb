"""A document that shows the look of a space, and the trial of a new template."""

import io
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from importlib import import_module

from django.conf import settings
from django.utils.timezone import localtime, now

from journeys.documents.declaring import (
    Bar,
    Bullets,
    Callout,
    Chart,
    Column,
    Figures,
    Markdown,
    Paragraph,
    Picture,
    Report,
    Section,
    Sheet,
    Table,
    Tone,
    Workbook,
)
from journeys.documents.snapshot import House, Journey, Snapshot
from journeys.services.errors import Refusal


def nth(row: tuple, at: int):
    return row[at]


TONES = {"Completed": Tone.GOOD, "In progress": Tone.BUSY, "Blocked": Tone.WARN, "Overdue": Tone.BAD}
ROWS = (
    ("Record the existing solution", "Completed", "Ana Ruiz"),
    ("Choose the region", "In progress", "Ben Thal"),
    ("Port the numbers", "Blocked", "Carrier desk"),
    ("Train the agents", "Overdue", "Cy Moss"),
)
COLUMNS = (
    Column("Task", lambda row: row[0], width=48),
    Column("Status", lambda row: row[1], width=18, tones=TONES),
    Column("Owner", lambda row: row[2], width=24),
)
BY_PHASE = (
    Column("Phase", lambda row: row[0], width=40),
    *(Column(word, partial(nth, at=at), width=14, right=True) for at, word in enumerate(TONES, start=1)),
)
PHASES = (("Assess", 6, 1, 0, 1), ("Mobilize", 2, 4, 1, 0), ("Migrate or transform", 0, 2, 2, 0))
WORDS = """A **link** to [the site](https://example.org), `code`, and a list:

1. First
2. Second
   - with a sign

> Someone said so.
"""
REPORT = Report(
    kind="sample",
    title="Sample document",
    sections=(
        Section(
            "First heading",
            (
                Paragraph("This document shows what is taken from the template: styles, pages, header and footer."),
                Callout(lambda _: "Amber", lambda _: Tone.WARN, lambda _: ["One word in its colour.", "Its reason."]),
                Figures(lambda _: [("62 %", "in scope"), ("57 %", "of all"), ("2", "overdue")]),
                Paragraph("A note in small print.", is_note=True),
            ),
        ),
        Section("Second heading", (Bullets(lambda _: ["One line", "Another line"], empty=""),), level=2),
        Section("A table", (Table(lambda _: ROWS, COLUMNS),)),
        Section(
            "A picture",
            (Picture(lambda _: [Bar(row[0], row[1:], "") for row in PHASES], TONES, "Progress by phase"),),
        ),
        Section("What people wrote", (Markdown(WORDS, level=1),)),
    ),
)
WORKBOOK = Workbook(
    kind="sample",
    title="Sample workbook",
    sheets=(
        Sheet("Tasks", lambda _: ROWS, COLUMNS, note="Logo and colours are those of the space."),
        Sheet(
            "Progress", lambda _: PHASES, BY_PHASE, charts=(Chart("Progress by phase", label="Phase", series=TONES),)
        ),
    ),
)
SAMPLES = {"docx": REPORT, "xlsx": WORKBOOK}
NARROWEST = 4536  # 8 cm, in twentieths of a point


def sample(format: str, space: str, house: House) -> bytes:
    """A made-up document in the look of `house`; `format` is a key of SAMPLES."""
    renderer = import_module(f"journeys.documents.renderers.{format}")
    return renderer.render(SAMPLES[format], sample_snapshot(space, house), lambda percent: None)


def sample_snapshot(space: str, house: House) -> Snapshot:
    at = localtime(now())
    due: date = at.date() + timedelta(days=60)
    journey = Journey(0, "A sample journey", space, "", starts_on=at.date(), due_on=due, revision=1, house=house)
    return Snapshot(
        journey=journey, as_of=at, number=1, former=None, members=(), phases=(), modules=(), tasks=(), attachments=(),
        events=(),
    )  # fmt: skip


def try_out(template: bytes) -> None:
    """Makes documents with a Word template, short and long, and reads them back. Raises whatever that meets."""
    import docx

    from journeys.documents.renderers.docx import render
    from journeys.documents.renderers.docx_styles import text_width

    snapshot = sample_snapshot(settings.SITE_HOST, House(template=template))
    for report in (REPORT, replace(REPORT, is_long=True)):
        document = docx.Document(io.BytesIO(render(report, snapshot, lambda percent: None)))
    if text_width(document) < NARROWEST:
        raise Refusal("The template was not taken: its pages leave less than 8 cm for text. Make the margins smaller.")
