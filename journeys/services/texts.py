"""What titles and texts of the tree may be."""

from journeys.services.errors import Refusal

LONGEST_TITLE = 300
LONGEST_TEXT = 100_000


def checked_title(title: str, noun: str = "task") -> str:
    title = " ".join(title.split())
    if not title:
        raise Refusal(f"A {noun} needs a title.")
    if len(title) > LONGEST_TITLE:
        raise Refusal(f"A title has at most {LONGEST_TITLE} characters.")
    return title


def checked_text(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_TEXT:
        raise Refusal(f"A text has at most {LONGEST_TEXT:,} characters.")
    return text
