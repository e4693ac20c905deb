"""Markdown that people wrote, as HTML that is safe to show."""

from collections.abc import Mapping
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

# Raw HTML is let through here and cleaned below: published playbooks hold fragments of it.
reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
TAGS = nh3.ALLOWED_TAGS - {"style", "form", "input"}


def to_html(text: str, pictures: Mapping[str, str] | None = None) -> Markup:
    """Headings start at h3, below those of the page; links say that they lead elsewhere.

    `pictures` are the addresses of files by their names: the text shows these, and names what is missing.
    """
    tokens = reader.parse(text)
    for token in tokens:
        if token.tag in {"h1", "h2", "h3", "h4"}:
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
        if pictures is not None:
            token.children = token.children and [found_picture(child, pictures) for child in token.children]
    html = reader.renderer.render(tokens, reader.options, {})
    # Clean, because nh3 leaves only known tags and attributes, and no script or style.
    return Markup(nh3.clean(html, tags=TAGS, link_rel="noopener noreferrer nofollow"))  # noqa: S704


def found_picture(token: Token, pictures: Mapping[str, str]) -> Token:
    """A picture at its address, or a text in its place. Anything else stays as it is."""
    if token.type != "image":
        return token
    name = unquote(str(token.attrs["src"]))
    if name not in pictures:
        return Token("text", "", 0, content=f"(The files of this journey hold no picture “{name}”.)")
    token.attrs["src"] = pictures[name]
    return token
