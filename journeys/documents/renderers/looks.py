"""The one look of all Office documents: colours of tones and of frames, as hexadecimal RGB."""

from dataclasses import dataclass

from journeys.documents.declaring import Tone
from journeys.documents.snapshot import House
from journeys.services.colours import PAPER, ink_on

INK = "1F2933"
QUIET_INK = "52606D"
ACCENT = "1B4F72"
LINE = "CBD2D9"
LINK = "0B5CAD"
HEADER_FILL = "1B4F72"
STRONG_FILL = "EEF2F6"
# Blue on pale yellow: as models in finance mark what one may change.
INPUT_FILL = "FFF8DC"
INPUT_INK = "1A3FB0"
# Paper behind a word, and the word on it: all pairs are readable in print.
FILLS = {Tone.GOOD: "D5EFDF", Tone.BUSY: "D6E8FA", Tone.WARN: "FDEBC8", Tone.BAD: "FBD9D7", Tone.QUIET: "EDEFF2"}
INKS = {Tone.GOOD: "14532D", Tone.BUSY: "153E75", Tone.WARN: "7A4100", Tone.BAD: "8B1A14", Tone.QUIET: "52606D"}
# Areas in pictures and charts.
SOLIDS = {Tone.GOOD: "2E8B57", Tone.BUSY: "3B82C4", Tone.WARN: "E09F1F", Tone.BAD: "C0392B", Tone.QUIET: "C3CAD3"}
# What differs without colour: these words are bold, the others plain, and the quiet ones in italics.
BOLD = {Tone.WARN, Tone.BAD}
ITALIC = {Tone.QUIET}


@dataclass(frozen=True, slots=True)
class Look:
    """The colours that a house may choose."""

    accent: str = ACCENT
    header_fill: str = HEADER_FILL
    header_ink: str = PAPER  # of the words on that


def look_of(house: House) -> Look:
    fill = house.header_fill or HEADER_FILL
    return Look(house.accent or ACCENT, fill, ink_on(fill))
