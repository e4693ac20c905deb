import pytest
from django.urls import reverse

from journeys.models import LightOverride
from journeys.services.light import override_light
from tests.cast import each_gets

HTMX = {"HX-Request": "true"}
RED = {"light": "red", "reason": "The <b>carrier</b> withdrew."}


def set_light(client, journey, headers=None, **data):
    return client.post(reverse("light_override", args=[journey.pk]), data, headers=headers)


def overview(client, journey):
    return client.get(reverse("overview", args=[journey.pk])).text


@each_gets(302, 302, 403, 403, 404, 302)
def test_only_workers_set_it(client_of, journey, who, status):
    assert set_light(client_of(who), journey, **RED).status_code == status
    assert LightOverride.objects.exists() == (who in ("admin", "contributor"))


@each_gets(302, 302, 403, 403, 404, 302)
def test_only_workers_take_it_back(client_of, journey, who, status):
    override_light(journey=journey, by=journey.created_by, **RED)
    answer = client_of(who).post(reverse("light_restore", args=[journey.pk]))
    assert answer.status_code == status
    assert LightOverride.objects.exists() != (who in ("admin", "contributor"))


def test_the_overview_shows_what_was_set_beside_the_rule(client_of, journey):
    page = overview(client_of("viewer"), journey)
    assert 'class="card light is-green"' in page
    assert "Nothing is overdue, blocked, failed or behind the time gone." in page
    assert "Set it by hand" not in page
    set_light(client_of("contributor"), journey, **RED)
    page = overview(client_of("contributor"), journey)
    assert 'class="card light is-red"' in page
    assert "Set by contributor on " in page
    assert "The &lt;b&gt;carrier&lt;/b&gt; withdrew." in page
    assert "By the rule it is green: Nothing is overdue" in page
    assert "Follow the rule again" in page


def test_by_htmx_the_card_comes_back(client_of, journey):
    client = client_of("contributor")
    text = set_light(client, journey, headers=HTMX, **RED).text
    assert text.count("<section") == 1
    assert "is-red" in text
    text = client.post(reverse("light_restore", args=[journey.pk]), headers=HTMX).text
    assert "is-green" in text


@pytest.mark.parametrize(("data", "words"), [({"light": "red"}, "Say why"), ({**RED, "light": "blue"}, "blue")])
def test_what_is_wrong_is_said(client_of, journey, data, words):
    answer = set_light(client_of("contributor"), journey, **data)
    assert answer.status_code == 409
    assert words in answer.text
