"""Who is named in a comment, and who is not."""

import pytest

from journeys.models import Member
from journeys.queries.mentions import mentioned_in

NAMES = ["Ana", "Ana Rivera", "Carrier team", "Tom & Jerry", "<b>x</b>", "J. R. (Bob) *Star*", "Ünal", "Ana Rivera"]
MEMBERS = [Member(pk=number, name=name) for number, name in enumerate(NAMES)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Ana please look", [0]),
        ("@ana RIVERA please look", [1, 7]),  # the longest name, and all who have it
        ("Please, @Ana\nRivera", [1, 7]),
        ("(@Ana), **@Carrier team**, _@Ana_: @Ana", [0, 2]),
        ("@Ana's list", [0]),
        ("@Anatol, @Ana-Maria and @Anaïs are others", []),
        ("Ana, and @ Ana", []),
        ("mail@ana, mail.@ana, https://example.com/@ana", []),
        ("`@Ana` and\n\n    @Ana\n\n```\n@Ana\n```", []),
        ("\\@Ana", []),
        ("[@Ana](https://example.com)", [0]),
        ("@Tom & Jerry", [3]),
        ("@<b>x</b> and <b>@Ana</b>", [4, 0]),
        ("@J. R. (Bob) *Star*", [5]),
        ("@ünal", [6]),
        ("| who |\n| --- |\n| @Ana |", [0]),
        ("> @Ana\n\n- @Ünal", [0, 6]),
    ],
)
def test_who_is_named(text, named):
    assert [member.pk for member in mentioned_in(text, MEMBERS)] == named


def test_nobody_is_named_where_nobody_is():
    assert mentioned_in("@Ana", []) == []
