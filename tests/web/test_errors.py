"""What people see when something goes wrong."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from journeys.models import Space
from journeys.web import work
from tests.makers import make_user


@pytest.fixture
def ana(db):
    return make_user("Ana")


def test_a_missing_page_says_so_to_anyone(client, ana):
    for _ in range(2):
        answer = client.get("/no/such/page/")
        assert (answer.status_code, "There is nothing here" in answer.content.decode()) == (404, True)
        client.force_login(ana)


def test_a_missing_right_names_the_role(client_of, journey):
    answer = client_of("viewer").get(reverse("settings", args=[journey.pk]))
    assert answer.status_code == 403
    assert "Your role in this journey is viewer" in answer.content.decode()


def test_a_space_that_demands_a_second_factor_leads_to_setting_it_up(client_of, journey):
    Space.objects.update(requires_two_factor=True)
    answer = client_of("admin").get(reverse("overview", args=[journey.pk]))
    page = answer.content.decode()
    assert (answer.status_code, "asks for two-factor sign-in" in page, reverse("mfa_index") in page) == (
        403,
        True,
        True,
    )
    assert client_of("stranger").get(reverse("overview", args=[journey.pk])).status_code == 404


def test_a_form_without_its_token_says_what_to_do(ana):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    answer = client.post(reverse("account_token_revoke"))
    assert (answer.status_code, "reload the page, and send it again" in answer.content.decode()) == (403, True)


def break_my_work(monkeypatch):
    def fail(user):
        raise RuntimeError("the very detail that nobody outside may read")

    monkeypatch.setattr(work, "visible_journeys", fail)


def test_a_broken_page_gives_the_reference_that_the_log_has(client, ana, monkeypatch, caplog):
    break_my_work(monkeypatch)
    client.force_login(ana)
    client.raise_request_exception = False
    with caplog.at_level(logging.ERROR):
        answer = client.get(reverse("my_work"))
    page = answer.content.decode()
    assert answer.status_code == 500
    assert answer["X-Reference"] in page
    assert "the very detail" not in page
    assert "the very detail" in caplog.text


def test_the_page_for_it_needs_neither_templates_nor_the_database(
    client, ana, monkeypatch, settings, django_assert_max_num_queries
):
    client.force_login(ana)
    client.raise_request_exception = False
    break_my_work(monkeypatch)
    settings.TEMPLATES = []
    with django_assert_max_num_queries(2):  # the session and the user, before anything broke
        answer = client.get(reverse("my_work"))
    assert (answer.status_code, "Something went wrong" in answer.content.decode()) == (500, True)


def test_too_many_tries_have_a_page(rf, db):
    from allauth.core.ratelimit import respond_429
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user = AnonymousUser()
    request.resolver_match = None
    request._messages = []
    answer = respond_429(request)
    assert (answer.status_code, "Try again in a few minutes" in answer.content.decode()) == (429, True)
