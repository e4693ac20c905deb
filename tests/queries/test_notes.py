import pytest

from journeys.queries.notes import pictures_in


@pytest.mark.parametrize(("text", "names"), [
    ("![a](a.png) and ![b](<b c.png>)", {"a.png", "b c.png"}),
    ("- ![a](a%20b.png)\n\n| ![c](c.png) |\n|---|\n", {"a b.png", "c.png"}),
    ("`![a](a.png)`", set()),
    ("[a](a.png)", set()),
    (r"![x](<a \<b\> \\c.png>)", {r"a <b> \c.png"}),
])  # fmt: skip
def test_pictures_are_named_by_their_files(text, names):
    assert pictures_in([text]) == names
