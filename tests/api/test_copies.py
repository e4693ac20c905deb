import pytest

from journeys.models import Journey, Playbook, SpaceMember


@pytest.fixture
def in_space(journey, cast):
    """The admin of the journey is of its space, too."""
    SpaceMember.objects.create(space=journey.space, user=cast["admin"], role=SpaceMember.Role.CONTRIBUTOR)
    return journey


def test_a_copy(api, in_space):
    body = {"title": "Again", "space": in_space.space_id, "owners": True}
    answer = api("admin", "POST", f"journeys/{in_space.pk}/copies", body)
    said = answer.json()
    assert (answer.status_code, said["title"], said["role"], said["figures"]["total"]) == (201, "Again", "admin", 3)
    assert Journey.objects.get(pk=said["id"]).members.count() == in_space.members.count()


def test_a_copy_goes_only_where_you_may_create_journeys(api, journey):
    answer = api("admin", "POST", f"journeys/{journey.pk}/copies", {"title": "Again", "space": journey.space_id})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "space")


def test_a_playbook_with_a_preview(api, in_space):
    body = {"title": "Ours", "version": "1", "space": in_space.space_id, "keep": {"items": False}}
    address = f"journeys/{in_space.pk}/saved-playbooks"
    answer = api("admin", "POST", address, {**body, "preview": True})
    assert (answer.status_code, answer.json()["counts"]["tasks"], answer.json()["counts"]["items"]) == (200, 3, 0)
    assert not Playbook.objects.filter(slug="ours").exists()
    answer = api("admin", "POST", address, body)
    assert (answer.status_code, answer.json()["playbook"]["title"]) == (201, "Ours")
    assert Playbook.objects.get(slug="ours").space == in_space.space
    assert api("admin", "POST", address, {**body, "keep": {}}).status_code == 409
