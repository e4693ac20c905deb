import pytest

from tests.makers import make_journey


@pytest.mark.parametrize("noun", ["phase", "module"])
def test_out_of_scope_and_back(api, inside, ids, noun):
    at = f"journeys/{ids['journey']}/{noun}s/{ids[noun]}/scope"
    answer = api("contributor", "POST", at, {"in_scope": False})
    assert (answer.status_code, answer.json()["detail"]) == (409, f"Say why this {noun} leaves the scope.")
    answer = api("contributor", "POST", at, {"in_scope": False, "reason": "Next year"})
    assert (answer.json()["in_scope"], answer.json()["scope_reason"]) == (False, "Next year")
    figures = api("viewer", "GET", f"journeys/{ids['journey']}").json()["figures"]
    assert (figures["in_scope"], figures["total"]) == (0, 3)
    assert api("contributor", "POST", at, {"in_scope": True, "reason": "After all"}).json()["in_scope"]


@pytest.mark.parametrize("modules", [1, 4])
def test_the_lists_cost_the_same_however_many(api, cast, modules, django_assert_num_queries):
    journey = make_journey(title="Beta", by=cast["admin"], tasks=modules, modules=modules)
    api("admin", "GET", "spaces")  # signs in
    for noun, count in (("phases", 1), ("modules", modules)):
        with django_assert_num_queries(4):  # user, journey, count, rows
            assert api("admin", "GET", f"journeys/{journey.pk}/{noun}").json()["count"] == count
