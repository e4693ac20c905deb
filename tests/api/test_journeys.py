import pytest

from journeys.models import Journey, Playbook
from journeys.services.journeys import archive_journey, delete_journey, lock_journey
from journeys.services.playbooks import import_playbook
from journeys.services.tasks import set_status
from tests.makers import make_journey, make_space, make_tree, make_user


def titles(answer) -> list[str]:
    return [journey["title"] for journey in answer.json()["results"]]


def test_a_journey_has_your_role_and_two_progress_figures(api, journey):
    first, second, _ = journey.tasks.in_order()
    set_status(task=first, status="completed", by=journey.created_by, confirmed=True)
    set_status(task=second, status="out_of_scope", reason="Later", by=journey.created_by)
    said = api("stakeholder", "GET", f"journeys/{journey.pk}").json()
    assert (said["title"], said["role"], said["space"]["name"]) == ("Acme to Amazon Connect", "stakeholder", "Space")
    assert (said["figures"]["percent_in_scope"], said["figures"]["percent_of_all"]) == (50, 33)


def test_the_list_has_what_you_may_see_in_order_of_title(api, journey):
    other = make_journey(title="Aardvark", by=make_user("Someone"))
    assert titles(api("viewer", "GET", "journeys")) == ["Acme to Amazon Connect"]
    assert titles(api("stranger", "GET", "journeys")) == ["Another journey"]
    assert api("viewer", "GET", f"journeys/{other.pk}").status_code == 404
    delete_journey(journey=journey, by=journey.created_by)
    assert titles(api("viewer", "GET", "journeys")) == []
    assert api("viewer", "GET", f"journeys/{journey.pk}").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("text=beta", ["Beta"]),
        ("state=open", ["Acme to Amazon Connect"]),
        ("state=locked", ["Beta"]),
        ("state=archived", ["Gamma"]),
        ("space=999", []),
        ("page_size=1&page=2", ["Beta"]),
    ],
)
def test_filters_and_pages(api, journey, cast, query, found):
    by = cast["admin"]
    lock_journey(journey=make_journey(title="Beta", by=by), reason="Cutover", by=by)
    archive_journey(journey=make_journey(title="Gamma", by=by), by=by)
    assert titles(api("admin", "GET", f"journeys?{query}")) == found


@pytest.mark.parametrize("more", [0, 3])
def test_the_list_costs_the_same_however_many(api, journey, cast, more, django_assert_num_queries):
    for number in range(more):
        make_journey(title=f"Journey {number}", by=cast["admin"])
    api("admin", "GET", "spaces")  # signs in
    with django_assert_num_queries(4):  # user, count, journeys, figures
        assert len(titles(api("admin", "GET", "journeys"))) == more + 1


@pytest.fixture
def playbook(db) -> Playbook:
    return import_playbook(tree=make_tree(2, subtasks=1)).playbook


def test_starting_one_copies_the_playbook(api, cast, playbook):
    space = make_space("Elsewhere")
    body = {"title": "Beta", "space": space.pk, "playbook": playbook.pk, "due_on": "2030-12-31"}
    answer = api("stranger", "POST", "journeys", body)
    said = answer.json()
    assert (answer.status_code, said["role"], said["figures"]["total"]) == (201, "admin", 4)
    assert (said["playbook"]["version"], said["due_on"], said["starts_on"]) == ("1.0", "2030-12-31", None)
    assert Journey.objects.get(pk=said["id"]).created_by == cast["stranger"]


@pytest.mark.parametrize("who", ["admin", "contributor", "viewer"])
def test_only_people_of_the_space_start_one(api, journey, who):
    answer = api(who, "POST", "journeys", {"title": "Beta", "space": journey.space_id})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "space")
    assert api("nobody", "POST", "journeys", {"title": "Beta", "space": journey.space_id}).status_code == 401


def test_a_rule_of_the_service_is_a_409(api, cast):
    body = {"title": "B", "space": make_space("Elsewhere").pk, "starts_on": "2030-02-01", "due_on": "2030-01-01"}
    answer = api("stranger", "POST", "journeys", body)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:migops:refused")
    assert answer.json()["detail"] == "The target date is before the start. Move one of them."
