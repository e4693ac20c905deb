"""Text as searches compare it: small letters without accents, and single spaces in place of all else."""

import re
from unicodedata import normalize

LONGEST = 100_000  # Characters from there on are not searched: PostgreSQL keeps no more than 1 MB of words of a text.
ACCENTS = re.compile("[\u0300-\u036f]+")
# Signs that some scripts write words with, and that Python counts neither as letters nor as digits.
SIGNS = (
    "\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u109f\u1780-\u17d3\u3099\u309a"
)
WORD = re.compile(rf"(?:[^\W_]|[{SIGNS}])+")
ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}


def fold(text: str) -> str:
    """The words of `text` with one space between each two. The databases' function `migops_fold` does the same."""
    text = text[:LONGEST]
    if text.isascii():  # many times as fast, which counts where a database calls it for every row
        return " ".join(text.translate(ASCII).split())
    return " ".join(WORD.findall(ACCENTS.sub("", normalize("NFKD", text)).lower()))
