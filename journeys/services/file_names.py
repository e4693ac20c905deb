"""Names of uploaded files, made safe to show, to store and to download."""

import re
import unicodedata

LONGEST = 200
FORBIDDEN = re.compile(r'[<>:"|?*]')  # Windows can't save a file that has one of these
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # devices of Windows


def safe_name(raw: str, longest: int = LONGEST) -> str:
    """The name without folders, control and direction characters and what Windows refuses, `longest` letters at most.

    Letters of any script stay. A name too long is cut in front of its ending, so that the type stays known.
    """
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    name = "".join(letter for letter in " ".join(name.split()) if letter.isprintable())
    name = FORBIDDEN.sub("_", name).strip(". ")
    if RESERVED.match(name):
        name = f"_{name}"
    return shortened(name, longest) or "unnamed"


def shortened(name: str, longest: int) -> str:
    if len(name) <= longest:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[:longest].rstrip(". ")
    return f"{stem[: longest - 1 - len(extension)].rstrip()}.{extension}"
