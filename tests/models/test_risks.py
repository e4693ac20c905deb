"""The rule behind the light of a risk."""

import pytest

from journeys.models import LEVEL_RULE, level_of


@pytest.mark.parametrize(
    ("probability", "impact", "level"),
    [(1, 1, "green"), (2, 2, "green"), (1, 5, "amber"), (3, 4, "amber"), (3, 5, "red"), (4, 4, "red"), (5, 5, "red")],
)
def test_the_light_follows_from_probability_times_impact(probability, impact, level):
    assert level_of(probability, impact) == level == level_of(impact, probability)


def test_the_rule_is_written():
    assert LEVEL_RULE == "Red when probability × impact is 15 or more, amber from 5 to 14, green below."
