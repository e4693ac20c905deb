"""Architecture notes over the API."""

import pytest

from journeys.services.notes import add_note


@pytest.fixture
def address(journey):
    return f"journeys/{journey.pk}/notes"


def test_notes_come_in_their_order(api, journey, address):
    for title in ("Network", "Accounts"):
        assert api("admin", "POST", address, {"title": title, "text": "Two."}).status_code == 201
    last = journey.notes.last()
    api("admin", "POST", f"{address}/{last.pk}/move", {"up": True})
    assert [note["title"] for note in api("viewer", "GET", address).json()["results"]] == ["Accounts", "Network"]
    assert api("viewer", "GET", f"{address}/{last.pk}").json() == {"id": last.pk, "title": "Accounts", "text": "Two."}


def test_title_and_text_change_together_or_not_at_all(api, journey, cast, address):
    note = add_note(journey=journey, title="Network", text="Two.", by=cast["admin"])
    revision = journey.events.first().revision
    changed = api("admin", "PATCH", f"{address}/{note.pk}", {"text": "Three.", "base_revision": revision})
    assert changed.json()["text"] == "Three."
    late = {"title": "Net", "text": "Four.", "base_revision": revision}
    assert api("admin", "PATCH", f"{address}/{note.pk}", late).status_code == 409
    note.refresh_from_db()
    assert (note.title, note.text) == ("Network", "Three.")
