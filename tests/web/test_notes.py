"""The page of the architecture notes: who reads and who writes, what it shows, and what a picture leads to."""

import pytest
from django.urls import reverse

from journeys.models import ArchitectureNote
from journeys.services.attachments import attach
from journeys.services.notes import add_note
from tests.cast import each_gets, members_read
from tests.files import make_picture, upload

HTMX = {"HX-Request": "true"}


@pytest.fixture
def lead(journey):
    return journey.created_by


@pytest.fixture
def note(journey, lead):
    return add_note(journey=journey, title="Call flow", text="As **it** is.", by=lead)


def page_of(client, journey):
    return client.get(reverse("notes", args=[journey.pk])).content.decode()


def address(name, note):
    return reverse(name, args=[note.journey_id, note.pk])


@members_read
def test_members_read(client_of, journey, note, who, status):
    assert client_of(who).get(reverse("notes", args=[journey.pk])).status_code == status


@each_gets(302, 302, 403, 403, 404, 302)
def test_workers_add(client_of, journey, who, status):
    answer = client_of(who).post(reverse("note_new", args=[journey.pk]), {"title": "Network", "text": "Two lines."})
    assert answer.status_code == status
    assert journey.notes.exists() == (who in ("admin", "contributor"))


@pytest.mark.parametrize(
    ("name", "posted"),
    [
        ("note_text", {"field": "text", "text": "New.", "base_revision": 99}),
        ("note_picture", {"file": True}),
        ("note_move", {"up": "yes"}),
        ("note_remove", {"confirmed": "on"}),
    ],
)
@each_gets(302, 302, 403, 403, 404, 302)
def test_workers_change(client_of, disk, journey, note, name, posted, who, status):
    before = journey.events.count()
    if "file" in posted:
        posted = {"file": upload("net.png", make_picture("PNG"))}
    assert client_of(who).post(address(name, note), posted).status_code == status
    changed = who in ("admin", "contributor") and name != "note_move"  # the only note has no place to go
    assert (journey.events.count() > before) == changed


def test_a_note_without_a_title_keeps_what_was_typed(client_of, journey):
    page = client_of("admin").post(reverse("note_new", args=[journey.pk]), {"title": " ", "text": "Two lines."})
    assert "This field is required." in page.content.decode()
    assert "Two lines." in page.content.decode()
    assert not journey.notes.exists()


def test_markdown_and_pictures_are_shown(client_of, disk, journey, lead):
    file = attach(journey=journey, upload=upload("net plan.png", make_picture("PNG")), by=lead)
    text = "As **it** is.\n\n![The network](<net plan.png>)\n\n![No more](gone.png) <script>alert(1)</script>"
    add_note(journey=journey, title="Call flow", text=text, by=lead)
    page = page_of(client_of("viewer"), journey)
    assert "<strong>it</strong>" in page
    assert f'<img src="{reverse("file_show", args=[journey.pk, file.pk])}" alt="The network">' in page
    assert "(The files of this journey hold no picture “gone.png”.)" in page
    assert "alert(1)" not in page


def test_pictures_of_other_journeys_are_not_found(client_of, disk, journey, cast):
    elsewhere = cast["stranger"].memberships.get().journey
    attach(journey=elsewhere, upload=upload("secret.png", make_picture("PNG")), by=cast["stranger"])
    add_note(journey=journey, title="Call flow", text="![Theirs](secret.png)", by=cast["admin"])
    assert "hold no picture “secret.png”" in page_of(client_of("admin"), journey)


def test_a_note_of_another_journey_is_not_there(client_of, journey, cast):
    elsewhere = cast["stranger"].memberships.get().journey
    theirs = add_note(journey=elsewhere, title="Theirs", by=cast["stranger"])
    url = reverse("note_remove", args=[journey.pk, theirs.pk])
    assert client_of("admin").post(url, {"confirmed": "on"}).status_code == 404
    assert ArchitectureNote.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize("notes", [1, 4])
def test_the_page_costs_the_same_however_many_notes(client_of, journey, lead, notes, django_assert_num_queries):
    for number in range(notes):
        add_note(journey=journey, title=f"Note {number}", text="![x](x.png)", by=lead)
    client = client_of("admin")
    page_of(client, journey)
    with django_assert_num_queries(5):  # user, journey with role, figures, notes, pictures
        page = page_of(client, journey)
    assert page.count("<article") == notes


def test_over_htmx_the_note_comes_back(client_of, note):
    posted = {"field": "text", "text": "New.", "base_revision": 99}
    answer = client_of("admin").post(address("note_text", note), posted, headers=HTMX).content.decode()
    assert answer.startswith("<article")
    assert "New." in answer
    assert "Saved" in answer


def test_an_empty_page_says_what_belongs_there(client_of, journey):
    assert "Add a note" in page_of(client_of("contributor"), journey)
    assert "Add a note" not in page_of(client_of("viewer"), journey)
