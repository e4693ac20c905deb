from tests.cast import each_gets

PATH = "journeys/{}/light"


@each_gets(200, 200, 200, 200, 404, 401)
def test_members_read(api, journey, who, status):
    assert api(who, "GET", PATH.format(journey.pk)).status_code == status


def test_the_rule_and_what_was_set(api, journey):
    path = PATH.format(journey.pk)
    said = api("contributor", "GET", path).json()
    assert said == {
        "light": "green",
        "by_rule": "green",
        "findings": ["nothing is overdue, blocked, failed or behind the time gone"],
        "override": None,
    }
    said = api("contributor", "POST", path, {"light": "amber", "reason": "The carrier is slow."}).json()
    assert (said["light"], said["by_rule"]) == ("amber", "green")
    assert (said["override"]["reason"], said["override"]["by"]) == ("The carrier is slow.", "contributor")
    assert api("contributor", "DELETE", path).json()["light"] == "green"


def test_it_needs_a_reason_and_a_light(api, journey):
    path = PATH.format(journey.pk)
    assert api("contributor", "POST", path, {"light": "amber"}).status_code == 409
    assert api("contributor", "POST", path, {"light": "blue", "reason": "x"}).status_code == 400
