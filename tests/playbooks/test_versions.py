import pytest

from journeys.playbooks.versions import order_of


@pytest.mark.parametrize(
    "versions",
    [
        ["1.0", "1.9", "1.10", "2.0"],
        ["1.0", "v1.1", "1.2"],
        ["2.0-beta", "2.0-rc1", "2.0-rc2", "2.0", "2.0.1"],
        ["draft", "0.1", "2026-11", "2026"],
        ["-", "1"],
    ],
)
def test_versions_sort_as_people_count(versions):
    backwards = versions[::-1]
    assert sorted(backwards, key=order_of) == versions
