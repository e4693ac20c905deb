import pytest

from journeys.services.file_names import safe_name


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("plan.docx", "plan.docx"),
        ("../../etc/passwd.txt", "passwd.txt"),
        (r"C:\Users\ana\plan.docx", "plan.docx"),
        ("/", "unnamed"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("  a \t\n b.txt ", "a b.txt"),
        ("a\x00\x07\x1bb.txt", "ab.txt"),
        ("invoice\u202excod.exe", "invoicexcod.exe"),
        ("zero\u200bwidth.txt", "zerowidth.txt"),
        ("lone\udc80.txt", "lone.txt"),
        ("Gro\u0308ße Übersicht – 日本語.xlsx", "Größe Übersicht – 日本語.xlsx"),
        ("no\u00a0break.txt", "no break.txt"),
        ('a<b>:"c|d?*.txt', "a_b___c_d__.txt"),
        (".env", "env"),
        ("name.txt. .", "name.txt"),
        ("CON.txt", "_CON.txt"),
        ("lpt1", "_lpt1"),
        ("console.txt", "console.txt"),
    ],
)
def test_a_nasty_name_becomes_a_plain_one(raw, safe):
    assert safe_name(raw) == safe


def test_a_long_name_keeps_its_ending():
    assert safe_name("x" * 300 + ".docx") == "x" * 195 + ".docx"
    assert safe_name("ü" * 300) == "ü" * 200
    assert safe_name("a." + "b" * 300) == "a." + "b" * 198


def test_where_space_is_short_the_ending_stays_too():
    assert safe_name("a long name.docx", 11) == "a long.docx"
