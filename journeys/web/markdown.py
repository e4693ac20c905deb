"""Markdown that people wrote, as HTML that is safe to show."""

from collections.abc import Mapping, Sequence
from urllib.parse import unquote

import nh3
from django.urls import reverse
from django.utils.html import format_html
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from journeys.models import Comment, Journey
from journeys.queries.mentions import MENTION, READER, read_comment

# Raw HTML is let through here and cleaned below: published playbooks hold fragments of it.
reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
TAGS = nh3.ALLOWED_TAGS - {"style", "form", "input"}
CLASSES = {"a": {"mention"}, "span": {"mention"}}


def to_html(text: str, pictures: Mapping[str, str] | None = None) -> Markup:
    """Headings start at h3, below those of the page; links say that they lead elsewhere.

    `pictures` are the addresses of files by their names: the text shows these, and names what is missing.
    """
    tokens = reader.parse(text)
    for token in tokens:
        if pictures is not None:
            token.children = token.children and [found_picture(child, pictures) for child in token.children]
    return cleaned(reader.renderer.render(lowered(tokens), reader.options, {}))


def comment_html(comment: Comment, journey: Journey) -> Markup:
    """What a comment says. Whom it names leads to the people of its journey; HTML in it is text."""
    tokens = read_comment(comment.text, comment.mentioned.all())
    env = {"people": reverse("people", args=[journey.pk])}
    return cleaned(READER.renderer.render(lowered(tokens), READER.options, env))


def mention_html(renderer, tokens: Sequence[Token], at: int, options, env) -> str:
    token = tokens[at]
    if token.meta["is_in_link"]:
        return format_html('<span class="mention">{}</span>', token.content)
    return format_html(
        '<a class="mention" href="{}#member-{}">{}</a>', env["people"], token.meta["members"][0].pk, token.content
    )


READER.add_render_rule(MENTION, mention_html)


def lowered(tokens: list[Token]) -> list[Token]:
    for token in tokens:
        if token.tag in {"h1", "h2", "h3", "h4"}:
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
    return tokens


def cleaned(html: str) -> Markup:
    """Nothing but known tags and attributes, and no script or style."""
    return Markup(nh3.clean(html, tags=TAGS, link_rel="noopener noreferrer nofollow", allowed_classes=CLASSES))  # noqa: S704


def found_picture(token: Token, pictures: Mapping[str, str]) -> Token:
    """A picture at its address, or a text in its place. Anything else stays as it is."""
    if token.type != "image":
        return token
    name = unquote(str(token.attrs["src"]))
    if name not in pictures:
        return Token("text", "", 0, content=f"(The files of this journey hold no picture “{name}”.)")
    token.attrs["src"] = pictures[name]
    return token
