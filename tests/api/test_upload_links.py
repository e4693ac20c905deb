"""Upload links over the API."""

import pytest

from journeys.services.members import add_contact
from journeys.services.upload_links import make_link, url_of
from tests.makers import make_visitor


@pytest.fixture
def path(journey):
    return f"journeys/{journey.pk}/upload-links"


@pytest.mark.parametrize(
    ("who", "status"), [("admin", 200), ("contributor", 403), ("viewer", 403), ("stranger", 404), ("nobody", 401)]
)
def test_only_admins_list_them(api, journey, path, who, status):
    link = make_visitor(journey).link
    answer = api(who, "GET", path)
    assert answer.status_code == status
    assert (url_of(link) in answer.content.decode()) == (status == 200)


def test_a_link_is_made_and_revoked(api, journey, path):
    uma = add_contact(journey=journey, name="Uma Lind", email="uma@carrier.example", by=journey.created_by)
    made = api("admin", "POST", path, {"member": uma.pk, "days": 7}).json()
    link = uma.upload_links.get()
    assert (made["url"], made["files"], bool(made["asked_at"])) == (url_of(link), 0, True)
    assert api("admin", "POST", f"{path}/{link.pk}/revoke").json()["url"] is None


def test_what_cannot_be_made_says_why(api, journey, path):
    member = journey.members.first()
    assert "Links are for contacts" in api("admin", "POST", path, {"member": member.pk}).json()["detail"]
    assert api("admin", "POST", path, {"member": member.pk, "days": 366}).status_code == 400


@pytest.mark.parametrize("links", [1, 5])
def test_the_list_costs_the_same_however_many(api, journey, path, links, django_assert_num_queries):
    for number in range(links):
        member = add_contact(journey=journey, name=f"Contact {number}", by=journey.created_by)
        make_link(member=member, by=journey.created_by)
    api("admin", "GET", path)
    with django_assert_num_queries(4):  # user, journey, count, links
        assert api("admin", "GET", path).json()["count"] == links
