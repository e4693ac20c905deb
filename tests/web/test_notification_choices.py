"""What comes by mail, and the pages behind the links in mails."""

import pytest
from django.test import Client
from django.urls import reverse

from journeys.models import Notification, NotificationChoice
from journeys.queries.notifications import DEFAULTS, choices_of
from journeys.services.notification_choices import DIGESTS, unsubscribe_token
from tests.makers import make_user

Kind, How = Notification.Kind, NotificationChoice.How
PAGE = "/account/notifications/"


@pytest.fixture
def ana(db):
    return make_user("Ana")


@pytest.fixture
def client(ana):
    client = Client()
    client.force_login(ana)
    return client


def link(user, what) -> str:
    return reverse("unsubscribe_page", args=[unsubscribe_token(user, what)])


def test_the_page_shows_what_is_chosen(client, ana):
    html = client.get(PAGE).content.decode()
    assert html.count(" checked>") == len(Kind)
    assert 'name="document" value="never" checked>' in html
    assert "ana@example.com" in html


def test_a_plain_form_saves_it(client, ana):
    chosen = {**{kind.value: how.value for kind, how in DEFAULTS.items()}, "assigned": "weekly"}
    assert client.post(PAGE, {**chosen, "time_zone": "Europe/Berlin"}).url == PAGE
    assert choices_of(ana) == DEFAULTS | {Kind.ASSIGNED: How.WEEKLY}
    ana.refresh_from_db()
    assert ana.time_zone == "Europe/Berlin"


@pytest.mark.parametrize("wrong", [{"assigned": "hourly"}, {"time_zone": "Mars/Olympus"}, {"assigned": ""}])
def test_what_is_not_offered_saves_nothing(client, ana, wrong):
    chosen = {kind.value: "never" for kind in Kind} | {"time_zone": ""} | wrong
    assert client.post(PAGE, chosen).status_code == 400
    assert choices_of(ana) == DEFAULTS


def test_looking_at_the_link_in_a_mail_changes_nothing(ana):
    answer = Client().get(link(ana, Kind.ASSIGNED))
    assert "Something is assigned to me" in answer.content.decode()
    assert choices_of(ana) == DEFAULTS


@pytest.mark.parametrize(
    ("what", "posted", "ended"),
    [
        (Kind.ASSIGNED, {}, {Kind.ASSIGNED}),
        (Kind.ASSIGNED, {"List-Unsubscribe": "One-Click"}, {Kind.ASSIGNED}),
        (Kind.ASSIGNED, {"all": "yes"}, set(Kind)),
        (DIGESTS, {"List-Unsubscribe": "One-Click"}, {kind for kind, how in DEFAULTS.items() if how == How.DAILY}),
    ],
)
def test_its_button_ends_such_mails_without_signing_in(ana, what, posted, ended):
    answer = Client(enforce_csrf_checks=True).post(link(ana, what), posted)
    assert answer.status_code == 200
    assert "Done" in answer.content.decode()
    never = {kind for kind, how in choices_of(ana).items() if how == How.NEVER}
    assert never == ended | {Kind.DOCUMENT}


def test_a_link_that_is_not_ours_says_so_and_no_more(ana):
    for method in ("get", "post"):
        answer = getattr(Client(), method)(link(ana, Kind.ASSIGNED)[:-3] + "/")
        assert answer.status_code == 404
        assert "Ana" not in answer.content.decode()
    assert choices_of(ana) == DEFAULTS


def test_the_account_page_leads_there(client):
    assert PAGE in client.get(reverse("account")).content.decode()
