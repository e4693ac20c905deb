"""How a space wants its documents to look. What is made from then on looks so; what was made before stays as it is."""

import logging
import re
from collections.abc import Callable

from django.core.files import File
from django.db import transaction
from django.utils.timezone import now

from journeys.models import HouseStyle, Space, User
from journeys.services.colours import PAPER, READABLE, contrast
from journeys.services.errors import Refusal
from journeys.services.file_names import safe_name
from journeys.services.house_files import logo_of, template_of

log = logging.getLogger(__name__)
BUILT_IN: dict[str, dict[str, str | bytes]] = {
    "template": {"template": b"", "template_name": ""},
    "logo": {"logo": b"", "logo_name": ""},
    "colours": {"accent": "", "header_fill": ""},
}
# Makes a document with the template; raises what it meets.
TryOut = Callable[[bytes], object]


def set_template(*, space: Space, upload: File, by: User, try_out: TryOut) -> HouseStyle:
    """Documents take styles, pages, header and footer from this Word document. A broken one is refused with the
    reason, and all stays as it was."""
    template = template_of(upload)
    try:
        try_out(template)
    except Refusal:
        raise
    except Exception as error:  # whatever a template can break, it must not break it later
        log.info("A template was refused.", exc_info=True)
        raise Refusal(
            f"“{upload.name}” was not taken: no document could be made with it ({type(error).__name__}). "
            "Open it in Word, save it again, and try that."
        ) from error
    return change(space, by, template=template, template_name=safe_name(upload.name or "template.docx"))


def set_logo(*, space: Space, upload: File, by: User) -> HouseStyle:
    """Workbooks show this picture beside their title."""
    return change(space, by, logo=logo_of(upload), logo_name=safe_name(upload.name or "logo"))


def set_colours(*, space: Space, accent: str, header_fill: str, by: User) -> HouseStyle:
    """Colours of titles and of table headings, as `#1B4F72`; nothing for the built-in ones.

    Titles must be readable on white paper. The words of table headings take white or black by themselves.
    """
    accent, header_fill = checked_colour(accent), checked_colour(header_fill)
    if accent and contrast(accent, PAPER) < READABLE:
        raise Refusal(
            f"#{accent} is too light for titles on white paper: its contrast is {contrast(accent, PAPER):.1f} to 1, "
            f"and {READABLE} to 1 is needed. Choose a darker one."
        )
    return change(space, by, accent=accent, header_fill=header_fill)


def checked_colour(colour: str) -> str:
    colour = colour.strip().removeprefix("#").upper()
    if colour and not re.fullmatch("[0-9A-F]{6}", colour):
        raise Refusal("Write a colour as # and six digits or letters from A to F, such as #1B4F72.")
    return colour


def take_back(*, space: Space, part: str, by: User) -> HouseStyle:
    """The built-in look again: of the template, the logo, the colours, or of "all"."""
    parts = BUILT_IN if part == "all" else {part: BUILT_IN[part]}
    return change(space, by, **{name: value for fields in parts.values() for name, value in fields.items()})


@transaction.atomic
def change(space: Space, by: User, **fields) -> HouseStyle:
    """Saying the same twice changes nothing."""
    space = Space.objects.select_for_update().get(pk=space.pk)
    style = HouseStyle.objects.filter(space=space).first() or HouseStyle(space=space)
    changed = {name: value for name, value in fields.items() if as_kept(getattr(style, name)) != value}
    if not changed:
        return style
    for name, value in changed.items():
        setattr(style, name, value)
    style.changed_by, style.changed_at = by, now()
    style.save()
    log.info("Space %s: %s changed the look of its documents: %s", space.pk, by.pk, ", ".join(changed))
    return style


def as_kept(value: str | bytes | memoryview) -> str | bytes:
    return value if isinstance(value, str) else bytes(value)
