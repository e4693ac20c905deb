from time import process_time

import pytest

from journeys.documents import comparing
from journeys.documents.comparing import Change, Fold, compare, compare_texts
from journeys.documents.stored import Passage, Said

SAME = [Change.SAME] * 2


def text(*lines, title="", is_cut=False):
    return Said([Passage(title, (), [(line,) for line in lines])], is_cut)


def sheet(*rows, headings=("Task", "Status"), title="Plan"):
    return Said([Passage(title, headings, list(rows))], is_cut=False)


def rows(comparison):
    return [row if isinstance(row, Fold) else row.change for row in comparison.passages[0].rows]


def marked(cell):
    return [piece.text.strip() for piece in cell if piece.is_different]


def test_words_are_marked_and_not_the_line():
    (pair,) = compare(text("12 tasks were completed."), text("14 tasks were completed.")).passages[0].rows
    assert pair.change == Change.CHANGED
    assert (marked(pair.old[0]), marked(pair.new[0])) == (["12"], ["14"])
    assert "".join(piece.text for piece in pair.new[0]) == "14 tasks were completed."


def test_lines_come_and_go():
    comparison = compare(text("Alpha", "Beta is here", "Gamma"), text("Alpha", "Gamma", "Something else"))
    assert rows(comparison) == [Change.SAME, Change.REMOVED, Change.SAME, Change.ADDED]
    assert (comparison.count(Change.ADDED), comparison.count(Change.REMOVED)) == (1, 1)


def test_what_stays_is_folded_but_for_the_lines_around():
    lines = [f"Line {n}" for n in range(20)]
    comparison = compare(text(*lines), text(*lines[:10], "New things", *lines[10:]))
    assert rows(comparison) == [Fold(8), *["same"] * 2, "added", *["same"] * 2, Fold(8)]


def test_a_single_line_is_not_folded():
    comparison = compare(text("a", "b", "c"), text("a", "b", "c", "New things"))
    assert rows(comparison) == ["same", "same", "same", "added"]


def test_the_same_is_the_same():
    comparison = compare(text("a", "b"), text("a", "b"))
    assert comparison.is_same
    assert rows(comparison) == [Fold(2)]


def test_cells_are_marked_in_the_row_that_changed():
    old = sheet(("Port the numbers", "Planned"), ("Test all lines", "Planned"), ("Train agents", "Planned"))
    new = sheet(("Port the numbers", "Planned"), ("Test all lines", "Completed"), ("Train agents", "Planned"))
    pair = compare(old, new).passages[0].rows[1]
    assert [pair.differs(column) for column in (0, 1)] == [False, True]
    assert (marked(pair.old[1]), marked(pair.new[1])) == (["Planned"], ["Completed"])


def test_a_row_that_came_between_changed_ones_is_found():
    old = sheet(("Port the numbers", "Planned"), ("Test all lines", "Planned"))
    new = sheet(("Port the numbers", "Done"), ("Ask the carrier for dates", "New"), ("Test all lines", "Done"))
    assert rows(compare(old, new)) == ["changed", "added", "changed"]


def test_columns_are_known_by_their_headings():
    old = sheet(("Port", "Planned"))
    new = sheet(("Ana", "Port", "Planned"), headings=("Owner", "Task", "Status"))
    (compared,) = compare(old, new).passages
    assert compared.headings == ("Owner", "Task", "Status")
    assert [compared.rows[0].differs(column) for column in range(3)] == [True, False, False]


def test_columns_without_anything_in_them_are_left_out():
    (compared,) = compare(sheet(("Port", "")), sheet(("Ports", ""))).passages
    assert compared.headings == ("Task",)
    assert len(compared.rows[-1].new) == 1


def test_sheets_come_and_go():
    comparison = compare(sheet(("a", "b"), title="Old"), sheet(("a", "b"), title="New"))
    assert [(passage.title, passage.rows[0].change) for passage in comparison.passages] == [
        ("New", "added"), ("Old", "removed")
    ]  # fmt: skip


@pytest.mark.parametrize(("most", "is_cut"), [(3, True), (4, False)])
def test_a_long_comparison_is_cut_and_says_so(monkeypatch, most, is_cut):
    monkeypatch.setattr(comparing, "MOST_SHOWN", most)
    comparison = compare(text(), text("One", "Two", "Three", "Four"))
    assert comparison.is_cut == is_cut
    assert len(comparison.passages[0].rows) == most
    assert compare(text(is_cut=True), text()).is_cut


def test_a_change_in_a_long_line_is_found():
    same = " ".join(f"word{n}" for n in range(300))
    (pair,) = compare(text(f"{same} old {same}"), text(f"{same} new {same}")).passages[0].rows
    assert (marked(pair.old[0]), marked(pair.new[0])) == (["old"], ["new"])


def test_what_differs_at_length_is_marked_whole():
    one, other = (" ".join(f"{word} word{n}" for n in range(300)) for word in ("old", "new"))
    (pair,) = compare(text(one), text(other)).passages[0].rows
    assert pair.change == Change.CHANGED
    assert [piece.is_different for piece in pair.old[0]] == [True, False]


class TestTexts:
    def test_words_of_lines(self):
        compared = compare_texts("One\nTwo three\nFour", "One\nTwo 3\nFour\nFive")
        assert [row.change for row in compared.rows] == ["same", "changed", "same", "added"]
        assert marked(compared.rows[1].new[0]) == ["3"]
        assert not compared.is_cut

    def test_lines_around_stay_and_the_rest_is_folded(self):
        lines = [f"Line {n}" for n in range(1, 21)]
        compared = compare_texts("\n".join(lines), "\n".join([*lines[:10], "New", *lines[10:]]))
        assert [getattr(row, "change", row) for row in compared.rows] == [Fold(8), *SAME, "added", *SAME, Fold(8)]

    def test_nothing_at_all(self):
        assert compare_texts("", "").rows == []
        assert [row.change for row in compare_texts("", "Something").rows] == ["added"]

    def test_line_ends_alone(self):
        assert compare_texts("One\r\nTwo\r\n", "One\nTwo").rows == [Fold(2)]

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("\n" * 100_000, "a\n" * 50_000),
            ("a b " * 25_000, "b a c " * 16_000),
            ("a\nb\n" * 25_000, "b\na\nb\n" * 16_000),
            ("a b c a d\n" * 10_000, "d c b a\n" * 12_500),
        ],
    )
    def test_the_longest_texts_take_no_seconds(self, before, after):
        start = process_time()
        compare_texts(before, after)
        assert process_time() - start < 2
