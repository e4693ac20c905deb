"""Triggers that keep history and playbooks as they were written."""

from django.db import migrations

SQLITE = (
    """
    CREATE TRIGGER journeys_event_no_update BEFORE UPDATE ON journeys_event
    BEGIN SELECT RAISE(ABORT, 'events are never changed'); END
    """,
    """
    CREATE TRIGGER journeys_event_no_delete BEFORE DELETE ON journeys_event
    WHEN NOT (SELECT is_being_purged FROM journeys_journey WHERE id = OLD.journey_id)
    BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END
    """,
    """
    CREATE TRIGGER journeys_playbook_no_update BEFORE UPDATE ON journeys_playbook
    BEGIN SELECT RAISE(ABORT, 'playbooks are never changed'); END
    """,
)
POSTGRESQL = (
    """
    CREATE FUNCTION journeys_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE FUNCTION journeys_refuse_event_delete() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (SELECT is_being_purged FROM journeys_journey WHERE id = OLD.journey_id) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'events are never deleted' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER journeys_event_no_update BEFORE UPDATE ON journeys_event
    FOR EACH ROW EXECUTE FUNCTION journeys_refuse_change()
    """,
    """
    CREATE TRIGGER journeys_event_no_delete BEFORE DELETE ON journeys_event
    FOR EACH ROW EXECUTE FUNCTION journeys_refuse_event_delete()
    """,
    """
    CREATE TRIGGER journeys_playbook_no_update BEFORE UPDATE ON journeys_playbook
    FOR EACH ROW EXECUTE FUNCTION journeys_refuse_change()
    """,
)
UNDO = {
    "sqlite": tuple(
        f"DROP TRIGGER {name}"
        for name in ("journeys_event_no_update", "journeys_event_no_delete", "journeys_playbook_no_update")
    ),
    "postgresql": (
        "DROP FUNCTION journeys_refuse_change() CASCADE",
        "DROP FUNCTION journeys_refuse_event_delete() CASCADE",
    ),
}


def run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("journeys", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: run(editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            lambda apps, editor: run(editor, UNDO),
        )
    ]
