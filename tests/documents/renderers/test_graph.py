import io

import pytest
from PIL import Image

from journeys.documents.declaring import Point, Shape, Tone
from journeys.documents.renderers import graph
from journeys.documents.renderers.looks import SOLIDS
from journeys.documents.renderers.picture import WIDTH

LEGEND = {"Today": Tone.QUIET, "Target": Tone.BUSY}
POINTS = [Point("2027", (100, 150)), Point("2028", (100, -50))]


def drawn(points, shape, legend=LEGEND):
    with Image.open(io.BytesIO(graph.draw(points, legend, shape))) as image:
        return image.convert("RGB")


def colour_at(image, x, y):
    return "{:02X}{:02X}{:02X}".format(*image.getpixel((round(x), round(y))))


def test_columns_reach_from_zero_to_their_value():
    image, scale = drawn(POINTS, Shape.COLUMNS), graph.scale_of(POINTS, graph.HEIGHT - graph.LABELS, graph.LEGEND + 30)
    quarter = (WIDTH - graph.LEFT - graph.RIGHT) / 4
    first, second = graph.LEFT + quarter + 40, graph.LEFT + 3 * quarter + 40
    assert colour_at(image, first, scale.at(145)) == SOLIDS[Tone.BUSY]
    assert colour_at(image, first, scale.at(-5)) != SOLIDS[Tone.BUSY]
    assert colour_at(image, second, scale.at(-45)) == SOLIDS[Tone.BUSY]
    assert colour_at(image, first - 80, scale.at(95)) == SOLIDS[Tone.QUIET]


def test_a_line_goes_through_its_points():
    points = [Point("2027", (-40,)), Point("", (10,)), Point("2028", (60,))]
    image = drawn(points, Shape.LINE, {"Saving": Tone.GOOD})
    scale = graph.scale_of(points, graph.HEIGHT - graph.LABELS, graph.LEGEND + 30)
    middle = graph.LEFT + (WIDTH - graph.LEFT - graph.END) / 2
    assert colour_at(image, middle, scale.at(10)) == SOLIDS[Tone.GOOD]


def test_bars_are_as_long_as_their_values():
    image = drawn([Point("Licences", (100, 50))], Shape.BARS)
    scale = graph.scale_of([Point("", (100, 50))], graph.BARS_FROM, WIDTH - graph.VALUE)
    first, second = (graph.LEGEND + graph.GAP // 2 + graph.BAR * (at + 0.5) for at in (0, 1))
    assert colour_at(image, scale.at(98), first) == SOLIDS[Tone.QUIET]
    assert colour_at(image, scale.at(48), second) == SOLIDS[Tone.BUSY]
    assert colour_at(image, scale.at(98), second) == "FFFFFF"


@pytest.mark.parametrize("shape", [Shape.COLUMNS, Shape.LINE, Shape.BARS])
@pytest.mark.parametrize("values", [(0, 0), (-5, -1), (0.001, 10**14), (7, 7)])
def test_any_amounts_can_be_drawn(shape, values):
    assert drawn([Point("\U0001f680" * 50, values), Point("", values)], shape).width == WIDTH


@pytest.mark.parametrize(("least", "step"), [(0.3, 0.5), (1, 1), (21, 25), (26, 50), (6000, 10_000)])
def test_steps_of_the_scale_are_round(least, step):
    assert graph.round_step(least) == pytest.approx(step)
