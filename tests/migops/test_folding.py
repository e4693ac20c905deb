"""Folding: the same in Python, which SQLite calls, and in PostgreSQL with its search configuration."""

import unicodedata

import pytest
from django.db import connection

from migops.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("  Cut-over,\tnight!\n", "cut over night"),
        ("tco_v2.XLSX", "tco v2 xlsx"),
        ("Numéro Ünïcödé", "numero unicode"),
        ("Nume\u0301ro", "numero"),
        ("ＣＵＴ ½ x²", "cut 1 2 x2"),
        ("हिन्दी “पाठ”", "हिन्दी पाठ"),
        ("a" * 200_000, "a" * 100_000),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite calls the function of Python")
def test_postgresql_has_the_same_words(db):
    """For letters and signs of Europe, one by one between two letters, and for a text as people write it."""
    signs = [chr(code) for code in (*range(1, 0x250), *range(0x370, 0x530), *range(0x2010, 0x2050))]
    signs = [sign for sign in signs if unicodedata.category(sign) not in {"Cn", "Lm", "Sk"}]
    texts = [f"Ab{sign}cd" for sign in signs] + ["See https://example.com/a-b?c=1#d, “Ärzte”: 3.14 & -5 (v2.0_final)"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT text, tsvector_to_array(to_tsvector('simple', migops_fold(text))) FROM unnest(%s) text", [texts]
        )
        for text, words in cursor.fetchall():
            assert set(words) == set(fold(text).split()), ascii(text)
