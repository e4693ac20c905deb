import pytest
from django.test import Client
from django.urls import reverse

from journeys.models import Space
from journeys.services import demo
from tests.makers import make_user

pytestmark = pytest.mark.usefixtures("disk")


@pytest.fixture
def operator(db):
    client = Client()
    client.force_login(make_user("Operator", is_superuser=True))
    return client


@pytest.mark.parametrize(
    ("who", "status"),
    [("admin", 404), ("contributor", 404), ("stakeholder", 404), ("viewer", 404), ("stranger", 404), ("nobody", 302)],
)
@pytest.mark.parametrize("name", ["demo_load", "demo_remove"])
def test_only_operators(client_of, who, status, name):
    assert client_of(who).post(reverse(name)).status_code == status
    assert not demo.is_there()


def test_load_and_remove(operator):
    loaded = operator.post(reverse("demo_load"), follow=True)
    assert loaded.redirect_chain == [(reverse("journeys"), 302)]
    assert "Acme to Amazon Connect" in loaded.text
    removed = operator.post(reverse("demo_remove"), follow=True)
    assert removed.redirect_chain == [(reverse("my_work"), 302)]
    assert "The demo data is gone." in removed.text
    assert not demo.is_there()


def test_refusals_say_why(operator):
    answer = operator.post(reverse("demo_remove"))
    assert answer.status_code == 409
    assert "There is no demo data here." in answer.text
    Space.objects.create(name="Demo")
    answer = operator.post(reverse("demo_load"))
    assert answer.status_code == 409
    assert "There is a space named Demo already." in answer.text


@pytest.mark.parametrize("name", ["demo_load", "demo_remove"])
def test_only_by_post(operator, name):
    assert operator.get(reverse(name)).status_code == 405
