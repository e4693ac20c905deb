from datetime import date, datetime
from decimal import Decimal

import pytest

from journeys.documents.fields import Choice, Day, Number, Person, Text, Unfit, Unreadable
from journeys.documents.snapshot import Member
from journeys.models import Role
from tests.documents.snapshots import ANA

STATUS = Choice("status", {"Planned": "planned", "In progress": "in_progress"})
TWO_BOS = (Member("Bo Li", "bo@one.example", "", Role.VIEWER, 4), Member("Bo Li", "bo@two.example", "", Role.VIEWER, 5))
PEOPLE = (ANA, *TWO_BOS)


def exact(field, value, people=PEOPLE):
    return field.exact(field.plain(value), people)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-02-03", "2027-02-03"),
        ("2027-2-3", "2027-02-03"),
        ("2027-02-03 00:00:00", "2027-02-03"),
        ("3 Feb 2027", "2027-02-03"),
        ("3 february 2027", "2027-02-03"),
        ("3-Feb-2027", "2027-02-03"),
        ("Feb 3, 2027", "2027-02-03"),
        ("13.02.2027", "2027-02-13"),
        ("2/13/2027", "2027-02-13"),
        ("03.03.2027", "2027-03-03"),
        (date(2027, 2, 3), "2027-02-03"),
        (datetime(2027, 2, 3, 14, 0), "2027-02-03"),
        ("  ", None),
        (None, None),
    ],
)
def test_days(text, day):
    assert exact(Day("due_on"), text) == day


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("03.02.2027", "03.02.2027 can be two days. Write 2027-02-03 for 3 Feb 2027, or 2027-03-02 for 2 Mar 2027."),
        ("soon", "“soon” is not a date. Write it as 2027-03-14."),
        ("2027-02-30", "“2027-02-30” is not a date. Write it as 2027-03-14."),
        ("3 Foo 2027", "“3 Foo 2027” is not a date. Write it as 2027-03-14."),
        ("13.14.2027", "“13.14.2027” is not a date. Write it as 2027-03-14."),
        ("0.0.2027", "“0.0.2027” is not a date. Write it as 2027-03-14."),
        ("01.02.0000", "“01.02.0000” is not a date. Write it as 2027-03-14."),
        (46421, "46421 is a number. If 3 Feb 2027 is meant, write 2027-02-03."),
        (-1.5, "-1.5 is a number, not a date. Write it as 2027-03-14."),
    ],
)
def test_days_that_are_not_clear(value, words):
    with pytest.raises(Unfit) as refused:
        exact(Day("due_on"), value)
    assert str(refused.value) == words


@pytest.mark.parametrize(
    ("value", "number"),
    [(7, "7"), (7.5, "7.5"), (0.1 + 0.2, "0.3"), ("7,5", "7.5"), ("7.50", "7.5"), (Decimal("8.00"), "8"), ("", None)],
)
def test_numbers(value, number):
    assert exact(Number("estimate_hours"), value) == number


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("1.234,5", "“1.234,5” can be read in two ways. If 1234.5 is meant, write 1234.5."),
        ("1.234", "“1.234” can be read in two ways. If 1234 is meant, write 1234."),
        ("1,234,567", "“1,234,567” can be read in two ways. If 1234567 is meant, write 1234567."),
        ("two", "“two” is not a number. Write it as 7.5."),
        (True, "True is not a number."),
        (-1, "-1 is out of range. Write a number from 0 to 99999."),
        (1e300, None),
        (float("inf"), None),
        (7.123, "7.123 has too many decimals. Write at most two: 7.12."),
    ],
)
def test_numbers_that_are_not_clear(value, words):
    with pytest.raises(Unfit) as refused:
        exact(Number("estimate_hours"), value)
    assert words in (None, str(refused.value))


def test_seconds_count_as_hours():
    assert exact(Number("spent_hours", unit=3600), 1188) == "0.33"


def test_choices_in_any_case():
    assert exact(STATUS, " in  PROGRESS ") == "in_progress"
    with pytest.raises(Unfit, match=r"“Donne” is not a choice here. Write one of: Planned, In progress"):
        exact(STATUS, "Donne")
    with pytest.raises(Unfit, match="can't be empty"):
        exact(STATUS, None)


def test_people_by_name_or_address():
    assert exact(Person("owner"), " ana  ruiz") == str(ANA.id)
    assert exact(Person("owner"), "Bo@two.example") == "5"
    assert exact(Person("owner"), "") is None


def test_people_who_are_not_clear():
    with pytest.raises(Unfit, match=r"There are 2 people called bo li in this journey. Write the e-mail address"):
        exact(Person("owner"), "bo li")
    with pytest.raises(Unfit, match=r"“Cy” is nobody in this journey. Its people are: Ana Ruiz, Bo Li, Bo Li"):
        exact(Person("owner"), "Cy")


def test_nobody_is_named_where_nobody_is_there_and_not_everybody_of_many():
    with pytest.raises(Unfit, match="no people yet"):
        exact(Person("owner"), "Cy", people=())
    with pytest.raises(Unfit, match="and 8 more"):
        exact(Person("owner"), "Cy", people=(ANA,) * 20)


def test_text():
    title = Text("title", longest=5, is_required=True)
    assert exact(title, " a  \r\nb ") == "a\nb"
    assert exact(title, 2027.0) == "2027"
    assert exact(title, True) == "TRUE"
    with pytest.raises(Unfit, match=r"This has 6 characters. At most 5 fit: shorten it"):
        exact(title, "abcdef")
    with pytest.raises(Unfit, match="can't be empty"):
        exact(title, None)
    with pytest.raises(Unfit, match="made a date of this: 4 Mar 2027"):
        exact(title, date(2027, 3, 4))


def test_what_is_not_taken_says_why():
    for field in (Text("title"), STATUS, Day("due_on"), Number("hours"), Person("owner")):
        with pytest.raises(Unfit, match="a formula"):
            field.plain(Unreadable("This is a formula."))


def test_what_people_see():
    assert Day("due_on").shown("2027-02-03") == "3 Feb 2027"
    assert [field.shown("x") for field in (Text("t"), STATUS, Number("n"), Person("p"))] == ["x"] * 4
