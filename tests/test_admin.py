import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from journeys.models import Event, Playbook, Space, SpaceMember, User
from journeys.services.documents import request_document
from journeys.services.playbooks import load_shipped
from tests.makers import give_second_factor, make_space, make_user
from tests.postbox import deliver

READ_ONLY = ["journey", "playbook", "document", "event"]


@pytest.fixture
def operator(db):
    client = Client()
    client.force_login(make_user("Operator", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def rows(journey):
    """One row of each kind that is only looked at."""
    load_shipped()
    document = request_document(journey=journey, kind="roadmap", format="csv", by=journey.created_by)
    return {
        "journey": journey,
        "playbook": Playbook.objects.first(),
        "document": document,
        "event": Event.objects.first(),
    }


def page(name: str, *args) -> str:
    return reverse(f"admin:{name}", args=args)


@pytest.mark.parametrize("who", ["admin", "contributor", "stakeholder", "viewer", "stranger", "nobody"])
def test_only_operators_get_in(client_of, who):
    answer = client_of(who).get(page("index"))
    assert answer.status_code == 302
    assert "login" in answer.url


@pytest.mark.parametrize("model", ["user", "space", *READ_ONLY])
def test_lists_and_rows_open(operator, rows, model):
    assert operator.get(page(f"journeys_{model}_changelist"), {"q": "a"}).status_code == 200
    row = rows.get(model) or {"user": User, "space": Space}[model].objects.first()
    assert operator.get(page(f"journeys_{model}_change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", READ_ONLY)
def test_what_services_write_is_never_written_here(operator, rows, model):
    pk = rows[model].pk
    assert operator.post(page(f"journeys_{model}_add"), {"title": "New"}).status_code == 403
    assert operator.post(page(f"journeys_{model}_change", pk), {"title": "New"}).status_code == 403
    assert operator.post(page(f"journeys_{model}_delete", pk), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}
    operator.post(page(f"journeys_{model}_changelist"), chosen)
    assert type(rows[model]).objects.filter(pk=pk).exists()


def test_every_other_model_stays_out():
    shown = {model.__name__ for model in admin.site._registry}
    assert shown == {"User", "Space", "Journey", "Playbook", "Document", "Event"}


def test_a_document_shows_no_link_to_its_file(operator, rows):
    assert "field-file" not in operator.get(page("journeys_document_change", rows["document"].pk)).text


def test_create_an_account(operator):
    fields = {"email": "Eve@Example.com", "name": "Eve", "usable_password": "true"}
    passwords = {"password1": "correct horse battery", "password2": "correct horse battery"}
    assert operator.post(page("journeys_user_add"), {**fields, **passwords}).status_code == 302
    eve = User.objects.get(email="eve@example.com")
    assert eve.check_password("correct horse battery")
    assert not eve.is_staff
    again = operator.post(page("journeys_user_add"), {**fields, **passwords})
    assert "already exists" in again.text


def test_an_address_counts_by_an_operators_word(operator):
    fields = {"email": "eve@example.com", "name": "Eve", "usable_password": "false"}
    operator.post(page("journeys_user_add"), fields)
    eve = User.objects.get(email="eve@example.com")
    assert [*eve.emailaddress_set.values_list("email", "verified")] == [("eve@example.com", True)]
    operator.post(page("journeys_user_change", eve.pk), {"email": "Eva@example.com", "name": "Eve"})
    assert [*eve.emailaddress_set.values_list("email", "verified")] == [("eva@example.com", True)]


def test_an_operator_who_changes_a_name_says_nothing_about_the_address(operator):
    eve = User.objects.create_user("eve@example.com", "Eve", is_verified=False)
    operator.post(page("journeys_user_change", eve.pk), {"email": eve.email, "name": "Eva"})
    assert [*eve.emailaddress_set.values_list("verified", flat=True)] == [False]


def test_who_lost_the_second_factor_gets_in_by_an_operator(operator, mailoutbox):
    eve, ben = give_second_factor(make_user("Eve")), make_user("Ben")
    chosen = {"action": "take_second_factors", "_selected_action": [eve.pk, ben.pk]}
    answer = operator.post(page("journeys_user_changelist"), chosen, follow=True)
    assert "Without a second factor now: Eve." in answer.text
    assert not eve.authenticator_set.exists()
    deliver()
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["eve@example.com"], "MigOps: your second factor was taken away")
    ]


def test_weak_passwords_are_refused(operator):
    fields = {"email": "eve@example.com", "name": "Eve", "usable_password": "true"}
    answer = operator.post(page("journeys_user_add"), {**fields, "password1": "12345", "password2": "12345"})
    assert "too short" in answer.text
    assert not User.objects.filter(name="Eve").exists()


def test_deactivate_an_account_and_keep_its_password(operator):
    eve = make_user("Eve")
    answer = operator.post(page("journeys_user_change", eve.pk), {"email": "EVE@example.com", "name": "Eva"})
    assert answer.status_code == 302
    before, eve = eve, User.objects.get(pk=eve.pk)
    assert (eve.name, eve.email, eve.is_active, eve.password) == ("Eva", "eve@example.com", False, before.password)


def test_a_hash_is_neither_shown_nor_taken(operator):
    eve = make_user("Eve")
    url = page("journeys_user_change", eve.pk)
    assert eve.password not in operator.get(url).text
    operator.post(url, {"email": eve.email, "name": "Eve", "is_active": "on", "password": "md5$x$y"})
    eve.refresh_from_db()
    assert eve.check_password("correct horse")


def test_set_a_password(operator):
    eve = make_user("Eve")
    passwords = {"password1": "another long one", "password2": "another long one", "usable_password": "true"}
    assert operator.post(page("auth_user_password_change", eve.pk), passwords).status_code == 302
    eve.refresh_from_db()
    assert eve.check_password("another long one")


def test_accounts_and_spaces_are_not_deleted(operator):
    eve, space = make_user("Eve"), make_space()
    assert operator.post(page("journeys_user_delete", eve.pk), {"post": "yes"}).status_code == 403
    assert operator.post(page("journeys_space_delete", space.pk), {"post": "yes"}).status_code == 403


def test_a_space_with_its_people(operator):
    eve = make_user("Eve")
    inline = {"members-TOTAL_FORMS": 1, "members-INITIAL_FORMS": 0, "members-0-user": eve.pk, "members-0-role": "admin"}
    assert operator.post(page("journeys_space_add"), {"name": "Europe", **inline}).status_code == 302
    assert SpaceMember.objects.get(space__name="Europe", user=eve).role == "admin"
