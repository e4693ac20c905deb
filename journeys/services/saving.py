"""What a team made of its journey becomes a playbook."""

import re
from dataclasses import replace

from journeys.models import Journey, Playbook, Space, User
from journeys.playbooks.slugs import slug_of
from journeys.playbooks.tree import Tree
from journeys.queries.journey_trees import Parts, tree_of_journey
from journeys.services.errors import Refusal
from journeys.services.history import changing, record
from journeys.services.playbooks import import_playbook

LONGEST_TITLE, LONGEST_VERSION = 300, 32
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_-]*")


def playbook_tree(
    *, journey: Journey, title: str, version: str, summary: str = "", parts: Parts | None = None, is_new: bool = False
) -> Tree:  # fmt: skip
    """What `save_playbook` would store. It has the name of the journey's playbook, unless `is_new`."""
    title, version = checked(title, "title", LONGEST_TITLE), checked(version, "version", LONGEST_VERSION)
    if not VERSION.fullmatch(version):
        raise Refusal("A version is made of letters, digits, dots and hyphens: 1.2, or 2027-03.")
    tree = tree_of_journey(journey, parts or Parts(), title=title, version=version, summary=summary)
    if not tree.phases:
        raise Refusal("There is nothing in scope to save. Choose to keep what is out of scope too, or add phases.")
    name = journey.playbook.slug if journey.playbook and not is_new else ""
    return replace(tree, given_slug=name) if name and slug_of(title) != name else tree


def checked(text: str, what: str, longest: int) -> str:
    text = " ".join(text.split())
    if not text:
        raise Refusal(f"A playbook needs a {what}.")
    if len(text) > longest:
        raise Refusal(f"The {what} of a playbook has at most {longest} characters.")
    return text


def save_playbook(
    *,
    journey: Journey,
    space: Space,
    title: str,
    version: str,
    by: User,
    summary: str = "",
    parts: Parts | None = None,
    is_new: bool = False,
) -> Playbook:
    """Store the journey as a playbook of `space`: a version of the one that it follows, or a new one.

    The same again changes nothing. Refuses a version that is there with other text, and a new playbook under the name
    of another. A shipped playbook stays as it is: the space gets its own under the same name.
    """
    tree = playbook_tree(
        journey=journey, title=title, version=version, summary=summary, parts=parts, is_new=is_new
    )  # fmt: skip
    with changing(journey.pk, even_locked=True) as journey:
        there = Playbook.objects.filter(space=space, slug=tree.slug).exclude(version=tree.version).first()
        if is_new and there:
            raise Refusal(f"There is a playbook “{there.title}” in {space.name} already. Choose another title.")
        done = import_playbook(tree=tree, space=space, by=by)
        if done.is_new:
            record(
                journey, "journey.saved", by=by, counts=False,
                title=tree.title, version=tree.version, space=space.name, playbook=done.playbook.pk,
            )  # fmt: skip
    return done.playbook


def next_version(version: str) -> str:
    """The last number in it raised by one: 1.10 after 1.9."""
    return re.sub(r"\d+(?=\D*$)", lambda found: str(int(found[0]) + 1), version)
