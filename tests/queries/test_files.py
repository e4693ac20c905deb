import pytest

from journeys.queries.files import files_of, older_versions, open_bytes, versions_of
from journeys.services.attachments import attach, remove_attachment
from tests.files import upload

pytestmark = pytest.mark.usefixtures("disk")


@pytest.fixture
def add(journey):
    def add(name, replaces=None):
        return attach(journey=journey, upload=upload(name, name.encode()), by=journey.created_by, replaces=replaces)

    return add


def test_current_files_come_newest_first_and_removed_ones_not_at_all(journey, add):
    first, second = add("a.txt"), add("b.txt")
    gone = add("c.txt")
    remove_attachment(attachment=gone, by=journey.created_by)
    assert list(files_of(journey)) == [second, first]
    assert set(versions_of(journey)) == {first, second}


def test_older_versions_come_newest_first_and_cost_one_query(add, django_assert_num_queries):
    first = add("a1.txt")
    second = add("a2.txt", replaces=first)
    third = add("a3.txt", replaces=second)
    other = add("b.txt")
    with django_assert_num_queries(1):
        assert older_versions([other, third]) == {other.pk: [], third.pk: [second, first]}
    with django_assert_num_queries(0):
        assert older_versions([other]) == {other.pk: []}


def test_bytes_are_there_until_the_file_is_removed(journey, add):
    file = add("a.txt")
    with open_bytes(file.pk) as content:
        assert content.read() == b"a.txt"
    remove_attachment(attachment=file, by=journey.created_by)
    with pytest.raises(FileNotFoundError):
        open_bytes(file.pk)
