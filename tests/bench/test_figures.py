import pytest

from tests.bench.figures import Figure, table


@pytest.mark.parametrize(
    ("value", "limit", "verdict"), [(0.8, 0.8, "ok"), (0.81, 0.8, "over"), (1, 0, "over"), (7, None, "")]
)
def test_verdict(value, limit, verdict):
    assert Figure("page", value, limit=limit).verdict == verdict


def test_table_says_place_value_limit_and_verdict():
    lines = table([("sqlite", Figure("start", 1.234, "s", limit=4)), ("sqlite", Figure("page", 1234, "KB"))])
    assert [line.split() for line in lines.splitlines()[2:]] == [
        ["sqlite", "start", "1.23", "s", "4", "s", "ok"],
        ["sqlite", "page", "1,234", "KB"],
    ]
