"""Full text search on PostgreSQL. SQLite looks at every row, and has its function from the backend."""

from django.db import migrations

# Folds as migops/folding.py does, except that small letters and splitting are left to the search configuration: what it
# would take as one word (addresses, file names, what is hyphenated), and what stands right before or behind a word, is
# split here. Should it have to change, the indexes below have to be made anew.
FUNCTION = r"""
    CREATE FUNCTION migops_fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
    regexp_replace(
        regexp_replace(normalize("left"($1, 100000), NFKD), E'[\u0300-\u036f]+', '', 'g'),
        E'[\u0001-\u001f\u0021-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f]+', ' ', 'g'
    )
"""
# By name: the table, the text (the title alone, and the title with all texts), and which rows have any.
INDEXES = {
    "journey_title": ("journey", "title", ""),
    "phase_title": ("phase", "title", ""),
    "module_title": ("module", "title", ""),
    "task_title": ("task", "title", ""),
    "task_text": ("task", "title || ' ' || description", "description <> ''"),
    "decision_title": ("decision", "title", ""),
    "decision_text": (
        "decision",
        "title || ' ' || context || ' ' || options || ' ' || outcome",
        "context <> '' OR options <> '' OR outcome <> ''",
    ),
    "risk_title": ("risk", "title", ""),
    "risk_text": (
        "risk",
        "title || ' ' || description || ' ' || response",
        "description <> '' OR response <> ''",
    ),
    "note_title": ("architecturenote", "title", ""),
    "note_text": ("architecturenote", "title || ' ' || text", "text <> ''"),
    "item_title": ("checklistitem", "text", ""),
    "item_text": ("checklistitem", "text || ' ' || note", "note <> ''"),
    "file_title": ("attachment", "name", ""),
    "comment_text": ("comment", "text", "text <> ''"),
}


def make(apps, editor):
    if editor.connection.vendor != "postgresql":
        return
    editor.execute(FUNCTION, params=None)
    for name, (table, text, condition) in INDEXES.items():
        # New words wait in a list that a search reads through, and that is short for this reason.
        editor.execute(
            f"CREATE INDEX search_{name} ON journeys_{table} USING gin (to_tsvector('simple', migops_fold({text}))) "
            f"WITH (gin_pending_list_limit = 256) {f'WHERE {condition}' if condition else ''}",
            params=None,
        )


def drop(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION migops_fold(text) CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("journeys", "0020_reminders")]

    operations = [migrations.RunPython(make, drop)]
