"""Who is named in a comment: @ and the name of a person or a team of the journey, wherever a word can begin."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from journeys.models import Member

MENTION = "mention"
# Not the @ of an address or a path; and not the first half of a longer name.
BEGINS, BLANKS, ENDS = r"(?<![^\W_])(?<![@.+/-])@", r"\s+", r"(?!-?[^\W_])"


@dataclass(frozen=True, slots=True)
class Names:
    """What can follow the @: for each group of the pattern those who are called so."""

    pattern: re.Pattern[str]
    members: list[list[Member]]


def names_of(members: Iterable[Member]) -> Names | None:
    """None where nobody can be named."""
    called: dict[str, list[Member]] = {}
    for member in members:
        called.setdefault(" ".join(member.name.split()).casefold(), []).append(member)
    called.pop("", None)
    if not called:
        return None
    longest_first = sorted(called, key=len, reverse=True)
    groups = "|".join(f"({BLANKS.join(map(re.escape, name.split()))})" for name in longest_first)
    pattern = re.compile(f"{BEGINS}(?:{groups}){ENDS}", re.IGNORECASE)
    return Names(pattern, [called[name] for name in longest_first])


def read_mention(state: StateInline, silent: bool) -> bool:
    """A rule of Markdown's: it never sees code, and what it takes nothing else reads."""
    names = state.env.get("names")
    if names is None or state.src[state.pos] != "@":
        return False
    found = names.pattern.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push(MENTION, "", 0)
        token.content = found[0]
        token.meta = {"members": names.members[found.lastindex - 1], "is_in_link": state.linkLevel > 0}
    state.pos = found.end()
    return True


def comment_reader() -> MarkdownIt:
    """Markdown as comments have it: HTML in them is text."""
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    reader.inline.ruler.push(MENTION, read_mention)
    return reader


READER = comment_reader()


def read_comment(text: str, members: Iterable[Member]) -> list[Token]:
    """The text, with a token of the type MENTION for each time that one of `members` is named."""
    return READER.parse(text, {"names": names_of(members)})


def mentioned_in(text: str, members: Iterable[Member]) -> list[Member]:
    """Those of `members` whom the text names, once each. Who share a name are all meant."""
    if "@" not in text:
        return []
    found = (member for token in inline(read_comment(text, members)) for member in token.meta.get("members", ()))
    return list({member.pk: member for member in found}.values())


def inline(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()
