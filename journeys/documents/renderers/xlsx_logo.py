"""The logo of the house in the title block of a sheet."""

import io
from collections.abc import Iterable

from xlsxwriter.worksheet import Worksheet

WIDTH, HEIGHT = 220, 44  # in pixels, at most
MARGIN = 4
SECOND_ROW = 15  # in points; a height that is not said is another in each program, and would squeeze the picture
LETTER, SMALL_LETTER = 11, 6  # about as wide as in the title and below it


def place_logo(sheet: Worksheet, logo: bytes, columns: Iterable[int], lines: tuple[str, str]) -> None:
    """Beside title and subtitle (`lines`), at the right end of the table, whose `columns` are so many digits wide."""
    width, height = (int.from_bytes(logo[at : at + 4]) for at in (16, 20))  # as every PNG begins
    scale = min(1, WIDTH / width, HEIGHT / height)
    table = sum(round(column * 7) + 5 for column in columns)
    title, subtitle = lines
    # It ends inside of the last column: at its very edge, wider columns of another font would stretch it.
    left = max(table - round(width * scale) - MARGIN, len(title) * LETTER, len(subtitle) * SMALL_LETTER)
    place = {"x_offset": left, "y_offset": MARGIN, "x_scale": scale, "y_scale": scale, "object_position": 3}
    sheet.set_row(1, SECOND_ROW)
    sheet.insert_image(0, 0, "logo.png", {**place, "image_data": io.BytesIO(logo), "description": "Logo"})
