"""Markdown that people wrote, as HTML that is safe to show."""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

# Raw HTML is let through here and cleaned below: published playbooks hold fragments of it.
reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
TAGS = nh3.ALLOWED_TAGS - {"style", "form", "input"}


def to_html(text: str) -> Markup:
    """Headings start at h3, below those of the page; links say that they lead elsewhere."""
    tokens = reader.parse(text)
    for token in tokens:
        if token.tag in {"h1", "h2", "h3", "h4"}:
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
    html = reader.renderer.render(tokens, reader.options, {})
    # Clean, because nh3 leaves only known tags and attributes, and no script or style.
    return Markup(nh3.clean(html, tags=TAGS, link_rel="noopener noreferrer nofollow"))  # noqa: S704
