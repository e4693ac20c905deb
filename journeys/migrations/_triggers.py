"""For migrations that change the table of journeys."""

from importlib import import_module

from django.db import migrations

NAME = "journeys_event_no_delete"


def lift(apps, editor):
    if editor.connection.vendor == "sqlite":
        editor.execute(f"DROP TRIGGER {NAME}", params=None)


def put_back(apps, editor):
    if editor.connection.vendor == "sqlite":
        [statement] = [each for each in import_module("journeys.migrations.0002_immutable_rows").SQLITE if NAME in each]
        editor.execute(statement, params=None)


def without_trigger(*operations):
    """SQLite makes a changed table anew, and refuses while a trigger looks at the one that is gone for a moment."""
    return [migrations.RunPython(lift, put_back), *operations, migrations.RunPython(put_back, lift)]
