"""Colours as hexadecimal RGB, and whether words in one are readable on another (WCAG 2.2, 1.4.3)."""

READABLE = 4.5
PAPER, BLACK = "FFFFFF", "000000"


def contrast(one: str, other: str) -> float:
    """From 1, no difference, to 21, black on white."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = (linear(int(colour[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def ink_on(fill: str) -> str:
    """White where that is readable, else black: one of the two always is."""
    return PAPER if contrast(PAPER, fill) >= READABLE else BLACK
