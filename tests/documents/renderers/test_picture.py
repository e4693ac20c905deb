import io

import pytest
from PIL import Image

from journeys.documents.declaring import Bar, Tone
from journeys.documents.renderers import picture
from journeys.documents.renderers.looks import SOLIDS

LEGEND = {"Completed": Tone.GOOD, "Planned": Tone.QUIET}


def drawn(*bars):
    with Image.open(io.BytesIO(picture.draw(list(bars), LEGEND))) as image:
        return image.convert("RGB")


def colour_at(image, share, row=0):
    """Of the bar of `row`, at that share of its width, near its upper edge, where no number is."""
    x = picture.BARS_FROM + (picture.BARS_TO - picture.BARS_FROM) * share
    y = picture.LEGEND + picture.ROW * row + picture.ROW // 2 - picture.BAR // 2 + 3
    return "{:02X}{:02X}{:02X}".format(*image.getpixel((round(x), y)))


def test_parts_are_as_wide_as_their_share():
    image = drawn(Bar("Assess", (1, 3), "25 %"))
    assert colour_at(image, 0.24) == SOLIDS[Tone.GOOD]
    assert colour_at(image, 0.26) == SOLIDS[Tone.QUIET]


def test_a_bar_of_nothing_is_an_empty_frame():
    assert colour_at(drawn(Bar("Assess", (0, 0), "")), 0.5) == "FFFFFF"


def test_the_picture_grows_with_its_bars():
    assert drawn(*[Bar("Phase", (1, 0), "")] * 9).height == picture.LEGEND + 9 * picture.ROW


@pytest.mark.parametrize("label", ["", "\x00", "x" * 500, "\U0001f680", "two\nlines", "Évaluer"])
def test_any_label_can_be_drawn(label):
    assert drawn(Bar(label, (1, 1), "")).width == picture.WIDTH


def test_a_label_without_letters_in_the_font_is_a_number(monkeypatch):
    monkeypatch.setattr(picture, "has_letters_for", str.isascii)
    assert picture.legible("Évaluer", 1) == "Evaluer"
    assert picture.legible("評価", 2) == "No. 2"


def test_a_long_label_is_cut():
    assert picture.fitting("x" * 500, 300).endswith("x…")
