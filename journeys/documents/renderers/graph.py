"""Columns, lines and bars of amounts as an image, for documents that hold no charts of their own."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from PIL import Image, ImageDraw

from journeys.documents.declaring import Point, Shape, Tone
from journeys.documents.renderers.looks import INK, LINE, QUIET_INK, SOLIDS
from journeys.documents.renderers.picture import WIDTH, draw_legend, fitting, font, hex_of, legible
from journeys.documents.text import short

# In pixels, at the same scale as the other pictures.
LEGEND, LABELS, HEIGHT = 72, 60, 640
LEFT, RIGHT = 150, 20  # beside columns: the scale, and air
END = 80  # behind lines: half a label
BARS_FROM, BAR, GAP = 420, 30, 26  # of bars: where they start, how thick one is, air between rows
VALUE = 150  # behind or before a bar, for its value
TICKS = 5
DOT, STROKE = 8, 5


@dataclass(frozen=True, slots=True)
class Scale:
    """Turns values into pixels between `start` and `end`, with round numbers at both."""

    low: float
    high: float
    step: float
    start: int
    end: int

    def at(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self) -> list[float]:
        return [self.low + self.step * at for at in range(round((self.high - self.low) / self.step) + 1)]


def scale_of(points: Sequence[Point], start: int, end: int) -> Scale:
    """From 0, or the least value below it, to the greatest."""
    values = [float(value) for point in points for value in point.values]
    low, high = min(0.0, *values), max(0.0, *values)
    step = round_step((high - low) / TICKS or 1.0)
    return Scale(floor(low / step) * step, max(ceil(high / step), floor(low / step) + 1) * step, step, start, end)


def round_step(least: float) -> float:
    """The smallest 1, 2, 2.5 or 5 with zeros that is not less."""
    power = 10.0 ** floor(log10(least))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= least * 0.999_999)


def draw(points: Sequence[Point], legend: Mapping[str, Tone], shape: Shape) -> bytes:
    """A PNG. Values stand beside what is drawn, so that nobody needs to tell colours apart."""
    rows = GAP + BAR * len(legend)
    image = Image.new("RGB", (WIDTH, LEGEND + rows * len(points) if shape == Shape.BARS else HEIGHT), "white")
    canvas = ImageDraw.Draw(image)
    draw_legend(canvas, legend, BARS_FROM if shape == Shape.BARS else LEFT)
    colours = [hex_of(SOLIDS[tone]) for tone in legend.values()]
    if shape == Shape.BARS:
        draw_bars(canvas, points, colours)
    else:
        draw_upright(canvas, points, colours, shape)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=3)
    return file.getvalue()


def draw_bars(canvas: ImageDraw.ImageDraw, points: Sequence[Point], colours: list[str]) -> None:
    """Each point a row, with a bar for each value."""
    is_negative = any(value < 0 for point in points for value in point.values)
    scale = scale_of(points, BARS_FROM + VALUE * is_negative, WIDTH - VALUE)
    for at, point in enumerate(points):
        top = LEGEND + (GAP + BAR * len(colours)) * at + GAP // 2
        middle = top + BAR * len(colours) / 2
        canvas.text((0, middle), fitting(legible(point.label, at + 1), BARS_FROM - 24), hex_of(INK), font(28), "lm")
        for value, colour in zip(point.values, colours, strict=True):
            start, end = sorted((scale.at(0), scale.at(float(value))))
            canvas.rectangle((start, top + 2, max(end, start + 1), top + BAR - 3), colour)
            x, anchor = (start - 12, "rm") if value < 0 else (end + 12, "lm")
            canvas.text((x, top + BAR / 2), short(value), hex_of(QUIET_INK), font(22), anchor)
            top += BAR


def draw_upright(canvas: ImageDraw.ImageDraw, points: Sequence[Point], colours: list[str], shape: Shape) -> None:
    """Each point a place on the line below, with its columns above or below 0, or on the lines of all points."""
    scale = scale_of(points, HEIGHT - LABELS, LEGEND + 30)
    for tick in scale.ticks():
        y = round(scale.at(tick))
        canvas.line((LEFT, y, WIDTH - RIGHT, y), hex_of(QUIET_INK if tick == 0 else LINE), 2)
        canvas.text((LEFT - 16, y), short(tick), hex_of(QUIET_INK), font(24), "rm")
    whole = WIDTH - LEFT - (END if shape == Shape.LINE else RIGHT)
    width = whole / len(points)
    middles = [LEFT + width * (at + 0.5) for at in range(len(points))]
    room = round(whole / max(1, sum(bool(point.label) for point in points)))
    for at, (x, point) in enumerate(zip(middles, points, strict=True), start=1):
        text = fitting(legible(point.label, at), room)
        canvas.text((x, HEIGHT - LABELS / 2), text, hex_of(INK), font(26), "mm")
    if shape == Shape.LINE:
        draw_lines(canvas, points, colours, scale, middles)
    else:
        for x, point in zip(middles, points, strict=True):
            draw_columns(canvas, point, colours, scale, x, width * 0.7 / len(colours))


def draw_columns(
    canvas: ImageDraw.ImageDraw, point: Point, colours: list[str], scale: Scale, middle: float, width: float
) -> None:
    left = middle - width * len(colours) / 2
    for value, colour in zip(point.values, colours, strict=True):
        top, bottom = sorted((scale.at(0), scale.at(float(value))))
        canvas.rectangle((left + 2, top, left + width - 2, bottom), colour)
        if font(22).getlength(short(value)) <= width + 8:
            y, anchor = (bottom + 6, "mt") if value < 0 else (top - 6, "mb")
            canvas.text((left + width / 2, y), short(value), hex_of(INK), font(22), anchor)
        left += width


def draw_lines(
    canvas: ImageDraw.ImageDraw, points: Sequence[Point], colours: list[str], scale: Scale, middles: list[float]
) -> None:
    """Points without a label are on the way only."""
    for at, colour in enumerate(colours):
        places = [(x, scale.at(float(point.values[at]))) for x, point in zip(middles, points, strict=True)]
        canvas.line(places, colour, STROKE, "curve")
        for (x, y), point in zip(places, points, strict=True):
            if point.label:
                canvas.ellipse((x - DOT, y - DOT, x + DOT, y + DOT), colour)
                below = point.values[at] < 0
                canvas.text(
                    (x, y + (16 if below else -16)), short(point.values[at]), hex_of(INK), font(22),
                    "mt" if below else "mb", stroke_width=4, stroke_fill="white",
                )  # fmt: skip
