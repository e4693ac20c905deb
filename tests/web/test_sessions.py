"""Where a person is signed in, as their Account page tells and ends it."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.makers import make_user

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
PAGE = "/account/sessions/"


@pytest.fixture
def ana(db):
    return make_user("Ana")


def browser(name: str = "ana", agent: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": agent})
    client.post("/accounts/login/", {"login": f"{name}@example.com", "password": "correct horse"})
    return client


def is_in(client) -> bool:
    return client.get(reverse("account")).status_code == 200


def test_each_browser_is_listed_and_one_is_signed_out(ana):
    here, phone = browser(), browser(agent="<b>Some</b> iPhone Safari/605")
    page = here.get(PAGE).text
    assert page.count('class="line"') == 2
    assert ("Firefox on Windows" in page, "Safari on iPhone" in page, page.count("This browser")) == (True, True, 1)
    other = UserSession.objects.get(session_key=phone.session.session_key)
    assert "That browser is signed out" in here.post(f"{PAGE}{other.pk}/end/", follow=True).text
    assert (is_in(here), is_in(phone)) == (True, False)
    assert here.post(f"{PAGE}{other.pk}/end/").url == PAGE


def test_everywhere_else_is_everywhere_else(ana):
    make_user("Ben")
    ben, here, others = browser("ben"), browser(), [browser(), browser()]
    unknown = Client()
    unknown.force_login(ana)
    assert "3 other browsers" in here.post(f"{PAGE}end/", follow=True).text
    assert [is_in(client) for client in (here, ben, *others, unknown)] == [True, True, False, False, False]
    assert UserSession.objects.filter(user=ana).count() == 1


def test_nobody_signs_others_out(ana):
    make_user("Ben")
    ben, here = browser("ben"), browser()
    theirs = UserSession.objects.get(user__name="Ben")
    here.post(f"{PAGE}{theirs.pk}/end/")
    here.post(f"{PAGE}end/")
    assert is_in(ben)
    assert here.get(PAGE).text.count('class="line"') == 1


def test_a_changed_password_signs_out_everywhere_else(ana):
    here, other = browser(), browser()
    new = {"oldpassword": "correct horse", "password1": "another horse now", "password2": "another horse now"}
    here.post(reverse("account_change_password"), new)
    assert (is_in(here), is_in(other)) == (True, False)
    assert here.get(PAGE).text.count('class="line"') == 1


def test_a_session_that_nothing_is_known_of_is_listed_once_it_asks(ana, client):
    client.force_login(ana)
    for _ in range(2):
        assert client.get(PAGE).text.count('class="line"') == 1


def test_sessions_that_ended_by_themselves_are_not_listed(ana):
    here, _ = browser(), browser()
    Session.objects.exclude(session_key=here.session.session_key).update(expire_date="2020-01-01T00:00Z")
    assert here.get(PAGE).text.count('class="line"') == 1


@pytest.mark.parametrize("others", [0, 2])
def test_the_list_costs_the_same_however_long_it_is(ana, others, django_assert_num_queries):
    here = browser()
    for _ in range(others):
        browser()
    with django_assert_num_queries(4):  # user, is this one known, those known, those that count
        here.get(PAGE)


def test_allauths_own_page_leads_here(ana, client):
    client.force_login(ana)
    assert client.get("/accounts/sessions/").url == PAGE
    assert client.post("/accounts/sessions/").url == PAGE
