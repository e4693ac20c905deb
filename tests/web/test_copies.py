import pytest
from django.urls import reverse

from journeys.models import Journey, Playbook, SpaceMember
from tests.cast import each_gets


@pytest.fixture
def in_space(journey, cast):
    """The admin of the journey is of its space, too."""
    SpaceMember.objects.create(space=journey.space, user=cast["admin"], role=SpaceMember.Role.CONTRIBUTOR)
    return journey


@pytest.fixture
def admin(client_of, in_space):
    return client_of("admin")


def address(name, journey) -> str:
    return reverse(name, args=[journey.pk])


COPY = {"title": "Again"}
SAVE = {"title": "Ours", "version": "1.0", "in_scope_only": "on", "items": "on"}


@each_gets(200, 403, 403, 403, 404, 302)
def test_only_admins_see_the_pages(client_of, in_space, who, status):
    for name in ("journey_copy", "journey_save"):
        assert client_of(who).get(address(name, in_space)).status_code == status


@pytest.mark.parametrize(("name", "posted"), [("journey_copy", COPY), ("journey_save", SAVE)])
@each_gets(302, 403, 403, 403, 404, 302)
def test_only_admins_copy_and_save(client_of, in_space, name, posted, who, status):
    before = Journey.objects.count() + Playbook.objects.count()
    answer = client_of(who).post(address(name, in_space), {**posted, "space": in_space.space_id})
    assert answer.status_code == status
    assert Journey.objects.count() + Playbook.objects.count() - before == (who == "admin")


def test_an_admin_of_no_space_is_told_so(client_of, journey):
    for name in ("journey_copy", "journey_save"):
        page = client_of("admin").get(address(name, journey)).content.decode()
        assert "You belong to no space" in page


def test_a_copy_leads_to_it(admin, in_space):
    answer = admin.post(address("journey_copy", in_space), {**COPY, "space": in_space.space_id})
    copy = Journey.objects.get(title="Again")
    assert (answer.url, copy.tasks.count()) == (address("overview", copy), 3)


def test_what_is_wrong_with_a_copy_is_said_beside_its_field(admin, in_space):
    posted = {**COPY, "space": in_space.space_id, "starts_on": "2027-02-01", "due_on": "2027-01-01"}
    page = admin.post(address("journey_copy", in_space), posted).content.decode()
    assert "The target date is before the start." in page.split('id="id_due_on_error"')[1]
    assert 'value="Again"' in page


def test_a_preview_counts_and_stores_nothing(admin, in_space):
    posted = {**SAVE, "space": in_space.space_id, "preview": "yes"}
    page = admin.post(address("journey_save", in_space), posted).content.decode()
    assert "The playbook would hold 1 phase, 1 module, 3 tasks, 6 checklist items." in page
    assert not Playbook.objects.filter(slug="ours").exists()


def test_saving_leads_to_the_playbook_and_twice_with_other_text_is_refused(admin, in_space):
    posted = {**SAVE, "space": in_space.space_id}
    answer = admin.post(address("journey_save", in_space), posted)
    assert answer.url == reverse("playbook", args=[Playbook.objects.get(slug="ours").pk])
    del posted["items"]
    page = admin.post(address("journey_save", in_space), posted).content.decode()
    assert "Raise the version." in page
    assert 'value="1.0"' in page
