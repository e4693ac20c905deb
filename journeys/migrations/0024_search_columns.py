"""On PostgreSQL the words of each row in columns of their own, which the database fills: none is folded by a search."""

from importlib import import_module

from django.db import migrations

# By table: the title, and the texts that are searched together with it.
TEXTS = {
    "journey": ("title", ()),
    "phase": ("title", ()),
    "module": ("title", ()),
    "task": ("title", ("description",)),
    "decision": ("title", ("context", "options", "outcome")),
    "risk": ("title", ("description", "response")),
    "architecturenote": ("title", ("text",)),
    "checklistitem": ("text", ("note",)),
    "attachment": ("name", ()),
    "comment": ("", ("text",)),
}
# Not in SQL, which a planner writes out in every search.
FUNCTION = r"""
    CREATE FUNCTION migops_fold(text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$ BEGIN RETURN
    regexp_replace(
        regexp_replace(normalize("left"($1, 100000), NFKD), E'[\u0300-\u036f]+', '', 'g'),
        E'[\u0001-\u001f\u0021-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f]+', ' ', 'g'
    ); END $$
"""


def vector(columns) -> str:
    text = " || ' ' || ".join(columns)
    return f"to_tsvector('simple', migops_fold({text}))"


def columns_of(title, texts):
    """By name, what each holds. It is empty where there is no text, so that a title alone is not found twice."""
    if title:
        yield "search_title", vector([title])
    if texts:
        has_text = " OR ".join(f"{column} <> ''" for column in texts)
        yield "search_text", f"CASE WHEN {has_text} THEN {vector([title, *texts] if title else texts)} END"


def make(apps, editor):
    if editor.connection.vendor != "postgresql":
        return
    editor.execute("DROP FUNCTION migops_fold(text) CASCADE", params=None)  # and the indexes over it
    editor.execute(FUNCTION, params=None)
    for table, (title, texts) in TEXTS.items():
        for column, words in columns_of(title, texts):
            editor.execute(
                f"ALTER TABLE journeys_{table} ADD {column} tsvector GENERATED ALWAYS AS ({words}) STORED", params=None
            )
            # New words wait in a list that a search reads through, and that is short for this reason.
            editor.execute(
                f"CREATE INDEX {table}_{column} ON journeys_{table} USING gin ({column}) "
                "WITH (gin_pending_list_limit = 256)",
                params=None,
            )


def drop(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION migops_fold(text) CASCADE", params=None)  # and the columns made with it
        import_module("journeys.migrations.0021_search").make(apps, editor)


class Migration(migrations.Migration):
    dependencies = [("journeys", "0023_approval_revision")]

    operations = [migrations.RunPython(make, drop)]
