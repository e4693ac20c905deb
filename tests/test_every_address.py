"""Every address of the project, tried as each of the cast: what it declares is what it does.

Pages, files, API, sign-in and admin alike; an address that declares nothing fails, and so does one that this file has
no thing to try it with. The table itself is held against the agreed one in test_access.py.
"""

import re
from collections.abc import Iterator
from functools import partial
from itertools import product
from typing import NamedTuple

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

from journeys.access import ALLOWED, ANYBODY, SIGNED_IN, SPACE_ALLOWED
from journeys.models import Notification, SpaceMember
from journeys.playbooks.writer import write
from journeys.services.notifications import notify
from journeys.services.playbook_uploads import take_in
from journeys.services.playbooks import import_playbook
from tests.cast import EVERYONE
from tests.files import upload as text_file
from tests.makers import make_cast, make_journey, make_tree
from tests.world import things_in

JSON = {"data": "{}", "content_type": "application/json"}
METHODS = ("get", "post", "put", "patch", "delete")
# What an address calls a thing, where that is not the thing's own name.
OTHER_NAMES = {
    "line_id": "cost", "role_id": "raci", "row_id": "task", "link_id": "upload-link", "roles": "raci",
    "upgrades": "playbook", "copies": "journey",
}  # fmt: skip
WORDS = {
    "noun": "task", "kind": "status-report", "format": "docx", "token": "made-up", "place": "1", "number": "1",
    "name": "1.log",
    "sequence": "1", "session_id": "987654321",
}  # fmt: skip
# Where the thing decides too: who may the action is still told no when the thing is not theirs.
BY_OWNER = {
    "item_settle", "item-settle", "comment_delete", "comment-detail", "decision_approve", "decision_reject",
    "decision_supersede", "decision-approve", "decision-reject", "decision-supersede", "approval_answer",
    "approval_approve", "approval_send_back", "approval_withdraw", "approval-approve", "approval-send-back",
    "approval-withdraw",
}  # fmt: skip
# What belongs to no journey and no space, but not to everyone: what each of the cast but nobody gets.
PLAYBOOK, OWN, NOT_THERE = "ok ok 404 404 404", "ok 404 404 404 404", "404 404 404 404 404"
MAKES_SPACES = "ok 403 403 403 ok"
OWN_RULES = {
    "playbook": PLAYBOOK, "playbook_text": PLAYBOOK, "playbook_compare": PLAYBOOK, "playbook-text": PLAYBOOK,
    "playbook-detail": PLAYBOOK, "playbook-detail delete": "ok 403 404 404 404",
    "playbook_delete": "ok 403 404 404 404", "playbook_upload": "ok ok 403 403 ok",
    "playbook_preview": OWN, "playbook_found": OWN, "playbook_reading": OWN, "playbook_import": OWN,
    "playbook_read_again": OWN, "playbook_discard": OWN, "notification_open": OWN, "notification_read": OWN,
    "space_new": MAKES_SPACES, "space-list post": MAKES_SPACES, "journey_new": "ok ok 403 403 ok",
    "journey_bring_back": NOT_THERE, "demo_load": NOT_THERE, "demo_remove": NOT_THERE, "operator_mails": NOT_THERE,
    "operator_mail": NOT_THERE, "operator_mail_retry": NOT_THERE, "written_mails": NOT_THERE, "written_mail": NOT_THERE,
    "written_mail_html": NOT_THERE, "invitation_answer": NOT_THERE,
    "my-invitation-accept": NOT_THERE, "my-invitation-decline": NOT_THERE, "transfer_answer": "ok 404 ok 404 404",
    "transfer-decline": "404 404 ok 404 404", "transfer-withdraw": OWN,
}  # fmt: skip
# Whose sign-in pages are open, allauth decides; these are the ones that open for people without an account.
OPEN_SIGN_IN = {
    "account_login", "account_logout", "account_inactive", "account_signup", "account_email_verification_sent",
    "account_reset_password", "account_reset_password_done", "account_confirm_login_code", "account_confirm_email",
    "account_reset_password_from_key", "account_reset_password_from_key_done", "socialaccount_login_cancelled",
    "openid_connect_login", "openid_connect_callback",
}  # fmt: skip


class Address(NamedTuple):
    route: str
    pattern: URLPattern

    @property
    def name(self) -> str:
        return self.pattern.name or self.route

    @property
    def arguments(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.route)

    def path(self, things: dict[str, object]) -> str:
        """With one of the things for each of its arguments."""
        parts = re.sub(
            r"\^|\$|\\Z|/\?(?=\\Z|\$)", "", re.sub(r"\(\?P<(\w+)>[^)]*\)|<\w+:(\w+)>", r"<\1\2>", self.route)
        )
        filled: list[str] = []
        for part in parts.split("/"):
            filled.append(value_of(part.strip("<>"), filled, things) if part.startswith("<") else part)
        return "/" + "/".join(filled)


def value_of(argument: str, before: list[str], things: dict[str, object]) -> str:
    """For the argument `pk` of the API the word before it says what it is about."""
    if argument in WORDS:
        return WORDS[argument]
    noun = before[-1] if argument == "pk" else argument
    return str(things[OTHER_NAMES.get(noun) or noun.removesuffix("_id").removesuffix("s")].pk)


def addresses(patterns: list, before: str = "") -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield Address(route, pattern)


EVERY = list(addresses(get_resolver().url_patterns))
PAGES = [each for each in EVERY if each.pattern.callback.__module__.startswith("journeys.web.")]
API = [each for each in EVERY if each.route.startswith("api/v1/") and each.name != "nothing"]
SIGN_IN = [each for each in EVERY if each.route.startswith("accounts/")]
ADMIN = [each for each in EVERY if each.route.startswith("admin/")]
by_name = partial(pytest.mark.parametrize, "address", ids=lambda address: address.name)


def test_nothing_is_left_out():
    rest = {each.route for each in EVERY} - {each.route for each in [*PAGES, *API, *SIGN_IN, *ADMIN]}
    assert rest == {"api/v1/"}  # which answers that there is nothing


class World(NamedTuple):
    things: dict[str, object]
    clients: dict[str, Client]

    def ask(self, who: str, method: str, path: str, **sent):
        """The answer; whatever it changed is taken back. Its file, if it is one, is closed."""
        cache.clear()
        with transaction.atomic():
            answer = getattr(self.clients[who], method)(path, **(sent if method != "get" else {}))
            if answer.streaming:  # a download: read it, or its file stays open
                list(answer.streaming_content)
            transaction.set_rollback(True)
        return answer

    def numbers(self) -> tuple[int, int]:
        """What a change of the journey moves."""
        journey = self.things["journey"]
        journey.refresh_from_db()
        return journey.revision, journey.event_count


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once, for it changes nothing: one of each thing, and the cast around it.

    Their admin runs the space of the journey too, and their contributor belongs to it.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        journey = make_journey()
        cast = make_cast(journey)
        for name in ("admin", "contributor"):
            SpaceMember.objects.create(space=journey.space, user=cast[name], role=name)
        yield World(things_around(journey, cast), {name: client_for(cast[name]) for name in EVERYONE})
        transaction.set_rollback(True)


def things_around(journey, cast) -> dict[str, object]:
    sent = text_file("small.md", write(make_tree()).encode())
    return things_in(journey, cast) | {
        "space": journey.space,
        "user": cast["viewer"],
        "notification": notify(Notification.Kind.ASSIGNED, [cast["admin"]], "Yours.", by=None, journey=journey)[0],
        "playbook": import_playbook(tree=make_tree(), space=journey.space, by=cast["admin"]).playbook,
        "upload": take_in(space=journey.space, upload=sent, by=cast["admin"]),
    }


def client_for(user) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def due_to(who: str, name: str, action: str) -> str:
    """What the table gives one of the cast: "ok", or a status. The admin runs the space, the contributor is in it."""
    if action == ANYBODY:
        return "ok"
    if who == "nobody":
        return "sign in"
    if action == SIGNED_IN:
        own = OWN_RULES.get(name) or OWN_RULES.get(name.split()[0])
        return own.split()[EVERYONE.index(who)] if own else "ok"
    outsiders = {"stranger"} if action in ALLOWED else {"stakeholder", "viewer", "stranger"}
    if who in outsiders:
        return "404"
    allowed = ALLOWED.get(action) or SPACE_ALLOWED.get(action) or ()
    return "ok" if who in {role.value for role in allowed} else "403"


@by_name(argvalues=PAGES)
def test_a_page_does_what_it_declares(db, world, address):
    action, path, before = address.pattern.callback.action, address.path(world.things), world.numbers()
    for who in EVERYONE:
        answers = [world.ask(who, method, path) for method in ("get", "post")]
        statuses = {answer.status_code for answer in answers} - {405}
        due = due_to(who, address.name, action)
        assert statuses, "it answers neither GET nor POST"
        if due == "sign in":
            assert all(is_to_sign_in(answer) for answer in answers)
        elif due == "ok":
            assert statuses & {401, 403} <= ({403} if address.name in BY_OWNER else set()), who
            assert max(statuses) < 500, who
            assert action == ANYBODY or not any(is_to_sign_in(answer) for answer in answers), who
        else:
            assert statuses == {int(due)}, who
    assert world.numbers() == before


def is_to_sign_in(answer) -> bool:
    return answer.status_code == 302 and answer.url.startswith("/accounts/login/")


@by_name(argvalues=API)
def test_the_api_does_what_it_declares(db, world, address):
    path, expected_of_nobody = address.path(world.things), 302 if address.name == "docs" else 401
    for who, (method, action) in product(EVERYONE, needs_of(address).items()):
        status = world.ask(who, method, path, **JSON).status_code
        due = due_to(who, f"{address.name} {method}", action)
        if due == "sign in":
            assert status == expected_of_nobody, method
        elif due == "ok":
            assert status < 500, (who, method)
            assert status not in ({401, 405} if address.name in BY_OWNER else {401, 403, 405}), (who, method)
        else:
            assert status == int(due), (who, method)


def needs_of(address: Address) -> dict[str, str]:
    """The action that each of its methods declares."""
    view = address.pattern.callback
    actions = getattr(view, "actions", None) or {"get": "get"}
    return {method: view.cls.needs[action] for method, action in actions.items() if method in METHODS}


@by_name(argvalues=[page for page in PAGES if "journey_id" in page.arguments])
def test_a_stranger_can_not_tell_a_journey_from_none(db, world, address):
    nothing = {**world.things, "journey": NoSuchRow}
    for method in ("get", "post"):
        there, not_there = (world.ask("stranger", method, address.path(things)) for things in (world.things, nothing))
        assert (there.status_code, without_token(there)) == (not_there.status_code, without_token(not_there))


class NoSuchRow:
    pk = 987_654_321


def without_token(answer) -> str:
    return re.sub(r'("X-CSRFToken": |csrfmiddlewaretoken" value=)"\w+"', "", answer.content.decode())


@by_name(argvalues=SIGN_IN)
def test_a_page_of_the_sign_in_is_open_only_when_it_is_listed(db, world, address):
    path = re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]*>", "1", address.route)
    answer = world.ask("nobody", "get", "/" + re.sub(r"[\^$]", "", path))
    if address.name in OPEN_SIGN_IN:
        assert answer.status_code < 500
    else:
        assert is_to_sign_in(answer)


@by_name(argvalues=[page for page in ADMIN if not page.arguments])
def test_the_admin_is_for_operators(db, world, address):
    for who in ("admin", "nobody"):
        assert world.ask(who, "get", address.path(world.things)).status_code in (302, 403, 404), who
