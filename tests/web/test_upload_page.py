"""The page of an upload link: for one contact, who sees what is theirs, sends it, and learns nothing else."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from journeys.models import ChecklistItem, Journey, Outcome, UploadLink
from journeys.services.comments import add_comment
from journeys.services.decisions import raise_decision
from journeys.services.journeys import lock_journey
from journeys.services.link_tokens import token_for
from journeys.services.members import add_contact
from journeys.services.tasks import assign
from journeys.services.upload_links import PURPOSE, make_link, revoke_link
from journeys.web import upload_page
from journeys.web.limits import RATES
from tests.files import WINDOWS_PROGRAM, upload
from tests.makers import make_journey, make_visitor

HTMX = {"HX-Request": "true"}
XSS = "<script>alert(1)</script>"


@pytest.fixture
def link(journey):
    return make_visitor(journey).link


@pytest.fixture
def at(link):
    return address(link)


def address(link) -> str:
    return reverse("upload_page", args=[token_for(PURPOSE, link.serial)])


@pytest.fixture
def task(journey, link):
    return assign(task=journey.tasks.in_order().first(), owner=link.member, by=journey.created_by)


@pytest.fixture
def question(journey, link):
    other = journey.tasks.in_order().last()
    return ChecklistItem.objects.create(
        task=other, kind="question", text="Which day suits you?", position=50, owner=link.member
    )


def test_it_shows_what_waits_and_nothing_else(client, journey, at, task, question, cast):
    add_comment(task=task, text="She is slow.", by=cast["contributor"])
    page = client.get(at)
    assert page.status_code == 200
    assert task.title in page.text
    assert task.description in page.text
    assert question.text in page.text
    assert question.task.title in page.text  # where it belongs
    assert f"Hello Uma Lind. {journey.created_by.name} asks you" in page.text
    for hidden in ("Task 2", "Criterion", "She is slow", "contributor", question.task.description, "/journeys/"):
        assert hidden not in page.text


def test_it_needs_no_cookie_and_leaves_no_trace(client, at):
    page = client.get(at)
    assert not page.cookies
    assert "no-store" in page["Cache-Control"]
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("no-referrer", "noindex")


def test_files_arrive_with_thanks(client, journey, at, task, disk):
    files = [upload("a.txt", b"A"), upload("b.txt", b"B")]
    answer = client.post(at, {"task": task.pk, "file": files}, REMOTE_ADDR="203.0.113.9")
    page = client.get(answer.url).text
    assert "Thank you, it arrived" in page
    for file in journey.attachments.all():
        assert file.name in page
        assert file.sha256[:8] in page
        assert file.uploader == "Uma Lind, by link"
    assert journey.events.filter(verb="file.attached", data__address="203.0.113.9").count() == 2


def test_behind_a_proxy_the_address_is_the_visitors(client, journey, at, task, settings, disk):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client.post(at, {"task": task.pk, "file": upload()}, headers={"X-Forwarded-For": "10.9.9.9, 198.51.100.7"})
    assert journey.events.get(verb="file.attached").data["address"] == "198.51.100.7"


def test_of_several_files_the_good_ones_are_kept(client, journey, at, task, disk, settings):
    settings.MAX_UPLOAD_MIB = 1
    files = [upload("good.txt"), upload("big.txt", b"x" * 1_100_000), upload("setup.pdf", WINDOWS_PROGRAM)]
    answer = client.post(at, {"task": task.pk, "file": files})
    assert answer.status_code == 409
    assert [file.name for file in journey.attachments.all()] == ["good.txt"]
    assert "“good.txt” arrived" in answer.text
    assert "“big.txt” was not added: it has 1.0 MiB" in answer.text
    assert "“setup.pdf” was not added" in answer.text


def test_what_is_beyond_the_room_of_the_link_never_lands(client, journey, at, task, disk, monkeypatch):
    monkeypatch.setattr("journeys.services.visits.MOST_MIB", 1)
    files = [upload("a.txt", b"a" * 800_000), upload("b.txt", b"b" * 800_000)]
    answer = client.post(at, {"task": task.pk, "file": files})
    assert "“b.txt” was not added: this link takes" in answer.text
    assert [(file.name, file.file.size) for file in journey.attachments.all()] == [("a.txt", 800_000)]


def test_the_script_gets_a_line_for_its_file(client, at, task, disk):
    answer = client.post(at, {"task": task.pk, "file": upload()}, headers=HTMX)
    assert (answer.status_code, answer.text.count("upload-result is-added")) == (200, 1)
    again = client.post(at, {"task": task.pk, "file": upload()}, headers=HTMX)
    assert (again.status_code, again.text.count("upload-result is-refused")) == (409, 1)


def test_an_answer_and_a_note_arrive(client, at, question):
    client.post(at, {"item": question.pk, "answer": "On Monday."})
    page = client.get(client.post(at, {"item": question.pk, "note": "Early."}).url).text
    question.refresh_from_db()
    assert (question.outcome, question.note, question.settler) == ("answered", "On Monday.", "Uma Lind, by link")
    assert "You answered this." in page
    assert "Early." in page
    assert 'name="answer"' not in page


def test_what_the_team_wrote_into_an_answer_is_not_shown(client, at, question):
    client.post(at, {"item": question.pk, "answer": "On Monday."})
    ChecklistItem.objects.filter(pk=question.pk).update(note="She said Monday; we don't believe it.")
    assert "believe" not in client.get(at).text


def test_a_refused_text_is_not_lost(client, journey, at, question):
    raise_decision(journey=journey, title="Leave the carrier", by=journey.created_by).items.add(question)
    answer = client.post(at, {"item": question.pk, "answer": "My long answer"})
    assert answer.status_code == 409
    assert "Something has to be decided" in answer.text
    assert ">\nMy long answer</textarea>" in answer.text
    assert "Leave the carrier" not in answer.text


def test_nothing_at_all_says_what_to_do(client, at, task):
    assert "Choose a file or write something first." in client.post(at, {"task": task.pk}).text


def test_a_text_that_is_too_long_is_said_to_be(client, at, question):
    answer = client.post(at, {"item": question.pk, "answer": "x" * 20_001})
    assert (answer.status_code, "This is too long" in answer.text) == (409, True)


@pytest.mark.parametrize("sent", [{"note": "x"}, {"answer": "x"}, {"file": "file"}])
def test_it_takes_nothing_for_what_is_not_theirs(client, journey, at, task, disk, sent):
    make_journey(title="Another", by=journey.created_by)
    foreign = make_visitor(Journey.objects.get(title="Another"), "Ben Ek", "ben@carrier.example").link.member
    theirs = ChecklistItem.objects.create(
        task=foreign.journey.tasks.first(), kind="question", text="Foreign?", position=50, owner=foreign
    )
    unowned, nowhere = task.items.first(), 10**30
    places = [{"item": theirs.pk}, {"item": unowned.pk}, {"item": nowhere}, {"task": theirs.task_id}, {}, {"item": "x"}]
    for place in places:
        data = {name: upload() if value == "file" else value for name, value in sent.items()}
        answer = client.post(at, {**place, **data})
        assert answer.status_code in (404, 409)
        assert "Foreign?" not in answer.text
    assert not journey.attachments.exists()
    assert not ChecklistItem.objects.exclude(outcome=Outcome.OPEN).exists()
    assert not journey.events.filter(verb__startswith="comment").exists()


def test_what_is_out_of_scope_waits_for_nobody(client, at, task):
    task.status = "out_of_scope"
    task.status_reason = "Not ours."
    task.save()
    page = client.get(at).text
    assert "Nothing waits for you now" in page
    assert task.title not in page


ENDED = {
    "made up": lambda link: "x" * 64,
    "revoked": lambda link: revoke_link(link=link, by=link.created_by),
    "locked": lambda link: lock_journey(journey=link.journey, reason="Freeze.", by=link.created_by),
    "over": lambda link: UploadLink.objects.update(created_at="2020-01-01T00:00Z", expires_at="2020-01-02T00:00Z"),
}


def test_all_links_that_let_nobody_in_look_the_same(client, journey, db, disk):
    seen = set()
    for number, end in enumerate(ENDED.values()):
        one = make_journey(title=f"Journey {number}", by=journey.created_by)
        link = make_visitor(one).link
        end(link)
        at = address(link) if end is not ENDED["made up"] else reverse("upload_page", args=["x" * 64])
        for answer in (client.get(at), client.post(at, {"note": "x", "file": upload()})):
            seen.add((answer.status_code, answer.content))
    assert len(seen) == 1
    assert seen.pop()[0] == 404


def test_what_travels_while_the_link_ends_is_not_taken(client, journey, at, task, link, disk, monkeypatch):
    def receive(*args, **options):
        revoke_link(link=link, by=journey.created_by)
        return 10_000

    monkeypatch.setattr(upload_page, "room_of", receive)
    assert client.post(at, {"task": task.pk, "file": upload()}).status_code == 404
    assert not journey.attachments.exists()


def test_guessing_is_slowed_down_and_real_links_go_on(client, at):
    made_up = reverse("upload_page", args=["0" * 64])
    statuses = [client.get(made_up).status_code for _ in range(31)]
    assert statuses == [404] * 30 + [429]
    assert client.get(at).status_code == 200


def test_sending_is_slowed_down_for_each_link(client, at, task, monkeypatch):
    monkeypatch.setitem(RATES, "upload_link_post", "2/10m/key")
    statuses = [client.post(at, {"task": task.pk, "note": f"{n}"}).status_code for n in range(3)]
    assert statuses == [302, 302, 429]
    cache.clear()
    assert client.post(at, {"task": task.pk, "note": "later"}).status_code == 302


def test_what_people_wrote_is_text(client, journey, disk):
    lead = journey.created_by
    lead.name = XSS
    lead.save()
    journey.title = XSS
    journey.save()
    member = add_contact(journey=journey, name=XSS, by=lead)
    link = make_link(member=member, by=lead)
    task = journey.tasks.first()
    task.title = task.description = XSS
    task.owner = member
    task.save()
    item = ChecklistItem.objects.create(task=task, kind="question", text=XSS, position=50, owner=member)
    at = address(link)
    client.post(at, {"task": task.pk, "file": upload(f"{XSS}.txt".replace("/", ""))})
    client.post(at, {"item": item.pk, "note": XSS})
    refused = client.post(at, {"task": task.pk, "answer": XSS})
    for page in (client.get(at).text, refused.text):
        assert XSS not in page
        assert "<script>alert" not in page
    client.force_login(lead)
    assert "<script>alert" not in client.get(reverse("upload_links", args=[journey.pk])).text


@pytest.mark.parametrize("items", [1, 20])
def test_it_costs_the_same_however_much_waits(client, at, task, items, django_assert_num_queries):
    ChecklistItem.objects.bulk_create(
        ChecklistItem(task=task, kind="question", text=f"Q {n}", position=100 + n, owner=task.owner)
        for n in range(items)
    )
    client.get(at)
    with django_assert_num_queries(5):  # the link, tasks, items, files, notes
        page = client.get(at)
    assert page.text.count('name="answer"') == items


def test_someone_who_is_signed_in_sees_the_same(client_of, at, task):
    assert client_of("admin").get(at).text == Client().get(at).text
