"""Stacked bars as an image, for documents that hold no charts of their own."""

import io
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from journeys.documents.declaring import Bar, Tone
from journeys.documents.renderers.looks import INK, INKS, QUIET_INK, SOLIDS
from journeys.documents.text import clean

# In pixels: shown 17 cm wide, that is 240 to the inch.
WIDTH, ROW, BAR = 1600, 76, 44
BARS_FROM, BARS_TO = 470, 1230
LEGEND = 64
# Covers more scripts than the one that comes with Pillow, where it is installed.
PREFERRED_FONT = "DejaVuSans.ttf"


def draw(bars: list[Bar], legend: Mapping[str, Tone]) -> bytes:
    """A PNG: a bar a row, full width for all of it, with its label before and its note behind."""
    image = Image.new("RGB", (WIDTH, LEGEND + ROW * len(bars)), "white")
    canvas = ImageDraw.Draw(image)
    draw_legend(canvas, legend, BARS_FROM)
    for at, bar in enumerate(bars):
        middle = LEGEND + ROW * at + ROW // 2
        canvas.text((0, middle), fitting(legible(bar.label, at + 1), BARS_FROM - 24), hex_of(INK), font(28), "lm")
        draw_bar(canvas, bar, tuple(legend.values()), middle)
        canvas.text((BARS_TO + 24, middle), bar.note, hex_of(QUIET_INK), font(26), "lm")
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=3)
    return file.getvalue()


def draw_legend(canvas: ImageDraw.ImageDraw, legend: Mapping[str, Tone], x: int) -> None:
    for word, tone in legend.items():
        canvas.rectangle((x, 14, x + 26, 40), hex_of(SOLIDS[tone]))
        canvas.text((x + 38, 27), word, hex_of(QUIET_INK), font(24), "lm")
        x += 38 + round(font(24).getlength(word)) + 36


def draw_bar(canvas: ImageDraw.ImageDraw, bar: Bar, tones: tuple[Tone, ...], middle: int) -> None:
    """Its parts, each with its number where that fits: who sees no colours reads them in the legend's order."""
    top, bottom, total, x = middle - BAR // 2, middle + BAR // 2, sum(bar.parts), float(BARS_FROM)
    if not total:
        canvas.rectangle((BARS_FROM, top, BARS_TO, bottom), outline=hex_of(SOLIDS[Tone.QUIET]), width=2)
    for part, tone in zip(bar.parts, tones, strict=True):
        if not part:
            continue
        end = x + (BARS_TO - BARS_FROM) * part / total
        canvas.rectangle((round(x), top, round(end) - 2, bottom), hex_of(SOLIDS[tone]))
        if end - x > font(24).getlength(str(part)) + 12:
            ink = "white" if tone in (Tone.GOOD, Tone.BUSY, Tone.BAD) else hex_of(INKS[Tone.WARN])
            canvas.text(((x + end) / 2, middle), str(part), ink, font(24), "mm")
        x = end


@lru_cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        return ImageFont.truetype(PREFERRED_FONT, size)
    except OSError:
        return ImageFont.load_default(size)


def legible(text: str, number: int) -> str:
    """The text, else the text without its accents, else only its number: whatever the font has letters for."""
    text = " ".join(clean(text).split())
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return next((each for each in (text, plain) if has_letters_for(each)), f"No. {number}")


def has_letters_for(text: str) -> bool:
    missing = bytes(font(28).getmask("\uffff"))
    return all(bytes(font(28).getmask(letter)) != missing for letter in text if not letter.isspace())


def fitting(text: str, width: int) -> str:
    if font(28).getlength(text) <= width:
        return text
    while text and font(28).getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def hex_of(colour: str) -> str:
    return f"#{colour}"
