"""Bytes to lines of text, whatever editor or export they went through."""

import codecs
import re

import ftfy.bad_codecs  # noqa: F401 - makes sloppy-windows-1252 known
from ftfy import TextFixerConfig, fix_encoding

from journeys.playbooks.findings import Findings
from journeys.playbooks.prose import INVISIBLE, LINE_END, ODD_SPACES, tame

SIZE_LIMIT = 16 * 1024 * 1024
LINES_LIMIT = 100_000  # some 5,000 tasks; the largest published playbook has 521

_WIDE = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_CONTROLS = bytes({*range(1, 32)} - set(b"\t\n\x0b\x0c\r\x1a"))
# Whatever was decoded wrongly has letters or signs beyond these, which may stand alone in sound text.
_SUSPECT = re.compile("[^\x00-\x7f\xa0•–—‘’“”…]")
_HIGH = bytes(range(128, 256))
_TAMED = (
    (re.compile("\t"), "Tabs became spaces"),
    (ODD_SPACES, "Non-breaking and other odd spaces became plain ones"),
    (INVISIBLE, "Invisible characters were removed"),
)
# All of ftfy's other repairs change text that was never broken, such as curly quotes.
_ONLY_ENCODING = TextFixerConfig(explain=False)


def lines_of(data: bytes, findings: Findings) -> list[str]:
    """The lines of a file, mended; nothing, and an error, when it is no text."""
    refusal = _refusal(data)
    if refusal:
        findings.error(0, refusal)
        return []
    text = _decoded(data, findings)
    if text is None:
        return []
    if text.count("\n") >= LINES_LIMIT or text.count("\r") >= LINES_LIMIT:
        findings.error(0, f"This file has too many lines; the limit is {LINES_LIMIT:,}.")
        return []
    return _mended(text, findings)


def _refusal(data: bytes) -> str:
    if len(data) > SIZE_LIMIT:
        return f"A playbook is text; this file is {_megabytes(len(data))} MB; the limit is {_megabytes(SIZE_LIMIT)} MB."
    for mark, name in _WIDE.items():
        if data.startswith(mark):
            return f"This file is {name}. Save it as UTF-8 and import it again."
    if b"\0" in data or _count(data, _CONTROLS) > max(8, len(data) // 50):
        return "This is a binary file. A playbook is a text file in Markdown."
    if not data.removeprefix(codecs.BOM_UTF8).strip():
        return "This file is empty."
    return ""


def _megabytes(size: int) -> int:
    return -(-size // (1024 * 1024))


def _count(data: bytes, characters: bytes) -> int:
    return len(data) - len(data.translate(None, characters))


def _decoded(data: bytes, findings: Findings) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if _count(data, _HIGH) > len(data) * 0.4:
            findings.error(line, "This file is neither UTF-8 nor Windows-1252. Save it as UTF-8 and import it again.")
            return None
        findings.warn(line, "The file is not UTF-8; it was read as Windows-1252")
        # ftfy's form of the codec knows all 256 bytes.
        return data.removeprefix(codecs.BOM_UTF8).decode("sloppy-windows-1252")


def _mended(text: str, findings: Findings) -> list[str]:
    if "\r" in text:
        findings.warn(1, "Windows line ends became plain ones")
        text = LINE_END.sub("\n", text)
    if not text.isascii():
        lines = enumerate(text.split("\n"), start=1)
        text = "\n".join(_without_mojibake(number, line, findings) for number, line in lines)
    characters = "".join(set(text))  # far quicker to look through than the text
    for pattern, said in _TAMED:
        if pattern.search(characters) and (found := pattern.search(text)):
            findings.warn(text.count("\n", 0, found.start()) + 1, said, times=len(pattern.findall(text)))
    return tame(text).split("\n")


def _without_mojibake(number: int, line: str, findings: Findings) -> str:
    if line.isascii() or not _SUSPECT.search(line):
        return line
    mended = fix_encoding(line, _ONLY_ENCODING)
    # Taming may lay open more of the kind. Mend that too, or what is written would not be read back equal.
    while _SUSPECT.search(mended) and (again := fix_encoding(tame(mended), _ONLY_ENCODING)) != tame(mended):
        mended = again
    if mended == line:
        return line
    findings.warn(number, "Text that was decoded wrongly once before (such as “â€¢” for “•”) was mended")
    return mended.replace("\r", " ").replace("\n", " ")
