"""Search: what fits, in which order, and that nobody finds what they may not see. The same on every database."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils.timezone import now

from journeys.access import journeys_for
from journeys.models import (
    ArchitectureNote,
    Attachment,
    ChecklistItem,
    Comment,
    Decision,
    Journey,
    Member,
    Risk,
    Role,
    Space,
    SpaceMember,
    Task,
)
from journeys.queries.search import MOST, results_of, search
from journeys.queries.search_sources import DIALECTS, SOURCES, Kind, Rank
from journeys.queries.search_words import read
from tests.makers import make_journey, make_user


@pytest.fixture
def lead(journey):
    return journey.created_by


def add_task(journey, title, description="", **more) -> Task:
    module = journey.phases.first().modules.first()
    position = 1000 * (2 + module.tasks.count())
    return Task.objects.create(
        journey=journey, module=module, title=title, description=description, position=position, **more
    )


def add_item(task, text, note="") -> ChecklistItem:
    position = 1000 * (2 + task.items.count())
    return ChecklistItem.objects.create(task=task, kind="criterion", text=text, note=note, position=position)


def add_decision(journey, title, **texts) -> Decision:
    number = journey.decisions.count() + 1
    return Decision.objects.create(journey=journey, number=number, title=title, raised_on="2027-01-01", **texts)


def add_risk(journey, title, **texts) -> Risk:
    number = journey.risks.count() + 1
    facts = {"probability": 1, "impact": 1, "raised_on": "2027-01-01"}
    return Risk.objects.create(journey=journey, number=number, title=title, **facts, **texts)


def add_file(journey, name, **more) -> Attachment:
    facts = {"size": 1, "sha256": "0" * 64, "content_type": "text/plain", "uploaded_by": journey.created_by}
    return Attachment.objects.create(journey=journey, name=name, file=ContentFile(b"x", name), **facts, **more)


def found(user, text, **more) -> list:
    """What is found, in order: the rows themselves."""
    hits = search(journeys_for(user), text, **more)
    return [result.row for result in results_of(hits.hits, hits.words)]


def titles(user, text, **more) -> list[str]:
    return [row.title for row in found(user, text, kind=Kind.TASK, **more)]


def counted(user, text) -> dict:
    return {count.kind: count.number for count in search(journeys_for(user), text).counts}


# Which texts are searched.


def test_everything_is_searched(journey, lead, disk):
    phase = journey.phases.first()
    journey.title = phase.title = "Zeppelin"
    journey.save()
    phase.save()
    module = phase.modules.first()
    module.title = "Zeppelin"
    module.save()
    task = add_task(journey, "Zeppelin")
    rows = [
        journey, phase, module, task, add_decision(journey, "Zeppelin"), add_risk(journey, "Zeppelin"),
        ArchitectureNote.objects.create(journey=journey, title="Zeppelin", position=1), add_item(task, "Zeppelin"),
        add_file(journey, "Zeppelin"), Comment.objects.create(task=task, author=lead, text="Zeppelin"),
    ]  # fmt: skip
    # In the order of the kinds, but for the comment, which has no title.
    assert found(lead, "zeppelin") == rows
    assert counted(lead, "zeppelin") == dict.fromkeys(Kind, 1)


@pytest.mark.parametrize(
    ("add", "field"),
    [
        (add_task, "description"),
        (add_decision, "context"), (add_decision, "options"), (add_decision, "outcome"),
        (add_risk, "description"), (add_risk, "response"),
    ],
)  # fmt: skip
def test_texts_are_searched(journey, lead, add, field):
    row = add(journey, "Carrier", **{field: "It flies like a **zeppelin**."})
    assert found(lead, "zeppelin") == [row]
    assert found(lead, "carrier zeppelin") == [row]  # one word in the title, the other in the text


def test_notes_of_items_and_texts_of_architecture_notes_are_searched(journey, lead):
    item = add_item(journey.tasks.first(), "Criterion", note="Seen by the Zeppelin crew")
    note = ArchitectureNote.objects.create(journey=journey, title="Routing", text="By zeppelin.", position=1)
    assert found(lead, "zeppelin") == [note, item]


def test_what_is_gone_is_not_found(journey, lead, disk):
    task = journey.tasks.first()
    Comment.objects.create(task=task, author=lead, text="", deleted_at=now())
    newer = add_file(journey, "zeppelin.txt", version=2)
    add_file(journey, "zeppelin.txt", superseded_by=newer)
    removed = add_file(journey, "zeppelin-removed.txt")
    Attachment.objects.filter(pk=removed.pk).update(removed_at=now(), removed_by=lead, file="")
    assert found(lead, "zeppelin") == [newer]


# Which words fit.


FITS = (
    "cutover", "CUTOVER", "cut", "Cut nig", "night cutover", '"cutover night"', "“cutover night”", "cutover-night",
    "  cutover,   night!  ", "cutover & night | !(:*)", "cutover%", "_night_", "cutover\\", "cut'", "cutover\0",
    "cutover 🚀", "ＣＵＴＯＶＥＲ", 'cutover"', "cütover",
)  # fmt: skip
DO_NOT_FIT = (
    "over", "cutover day", '"night cutover"', '"cutover nig"', "c", "n", "cutover zeppelin", "cut over", "", " ", "!",
    "&|!():*", '""', "'", "%", "_", "\\", "🚀", "\0", "<->", "' OR 1=1 --", "x" * 500, "y " * 250, "&amp;",
    "cutover:*zeppelin", "$$", "%s", "{}", "\ud800",
)  # fmt: skip
# A title, and what it is found by: words are split and compared alike everywhere.
TITLES = {
    "Numéro de téléphone": "numero telephone",
    "Numero de telefono": "número teléfono",
    "Nume\u0301ro deux": "numéro deux",
    "ÄRZTE-Hotline": "arzte hotline",
    "Перенос номеров": "перенос номеров",
    "ПЕРЕНОС СЕТИ": "перенос сети",
    "हिन्दी पाठ": "हिन्दी",
    "電話 番号": "電話",
    "tco_v2-final.xlsx": "xlsx final v2",
    "See https://example.com/inventory/12": "inventory example 12",
    "<b>Bold</b> & sound": "bold sound",
    "Ask ana.r@example.com": "ana example",
    "Version 3.14 of -5 to 1e6": "14 5 1e6",
    "AWS/VPC": "vpc",
    "Call 7 carriers": "7",
}


def test_fits(journey, lead):
    task = add_task(journey, "Plan the cutover night")
    for text in FITS:
        assert found(lead, text) == [task], text


def test_does_not_fit(journey, lead):
    add_task(journey, "Plan the cutover night")
    for text in DO_NOT_FIT:
        assert found(lead, text) == [], text


def test_words_are_split_and_compared_alike_everywhere(journey, lead):
    for title in TITLES:
        add_task(journey, title)
    for title, text in TITLES.items():
        assert titles(lead, text) == [title], text


def test_a_single_letter_is_a_word_of_its_own(journey, lead):
    plan_b, plan = add_task(journey, "Plan B"), add_task(journey, "Plan before")
    assert titles(lead, "plan b") == [plan_b.title]
    assert titles(lead, "plan be") == [plan.title]


def test_phrases_go_over_punctuation(journey, lead):
    task = add_task(journey, "Numbers: port, test, release")
    add_task(journey, "Test the port numbers")
    assert found(lead, '"port test"') == [task]


def test_a_very_long_text_can_be_kept_and_its_start_is_found(journey, lead):
    letters = [chr(code) for code in range(0x4E00, 0x9FFF)]
    words = " ".join(f"{a}{b}" for a in letters[:200] for b in letters[:200])
    task = add_task(journey, "Long", description=f"zeppelin {words} airship")
    assert found(lead, "zeppelin") == [task]
    assert found(lead, "airship") == []


# The order.


def test_whole_title_before_words_in_the_title_before_words_in_texts(journey, lead):
    in_text = add_task(journey, "Rehearse", description="Before the port night, port a number.")
    in_title = add_task(journey, "Watch the porting of numbers at night")
    shorter = add_task(journey, "Night of the port")
    whole = add_task(journey, "Port: night")
    assert found(lead, "port night") == [whole, shorter, in_title, in_text]


def test_the_rank_counts_before_the_kind(journey, lead):
    task = add_task(journey, "Ask", description="Who runs the failover?")
    decision = add_decision(journey, "Which failover")
    item = add_item(task, "Failover")
    assert found(lead, "failover") == [item, decision, task]


def test_of_texts_the_newest_comes_first(journey, lead):
    task = journey.tasks.first()
    said = [Comment.objects.create(task=task, author=lead, text=f"Failover, part {n}") for n in range(3)]
    assert found(lead, "failover") == said[::-1]


def test_archived_journeys_come_last(journey, lead):
    old = make_journey(title="Old")
    Journey.objects.filter(pk=old.pk).update(archived_at=now())
    in_text = add_task(journey, "Rehearse", description="The failover.")
    whole = add_task(old, "Failover")
    assert found(lead, "failover") == [in_text, whole]


@pytest.mark.parametrize("text", ["12", "#12"])
def test_numbers_of_decisions_and_risks(journey, lead, text):
    decisions = [add_decision(journey, f"Title {n}") for n in "abcdefghijklm"]
    risks = [add_risk(journey, f"Title {n}") for n in "abcdefghijklm"]
    task = add_task(journey, "Call 12 people")
    assert found(lead, text) == [decisions[11], risks[11], task]
    assert found(lead, f"Decision {text}") == [decisions[11]]
    assert found(lead, f"risk {text}") == [risks[11]]
    assert found(lead, "risk 99999999999") == []


# How many.


def test_of_each_kind_the_best_are_listed_and_more_is_said(journey, lead):
    Task.objects.bulk_create(
        Task(journey=journey, module=journey.tasks.first().module, title=f"Port number {n}", position=10_000 + n)
        for n in range(MOST + 20)
    )
    best = add_task(journey, "Port")
    hits = search(journeys_for(lead), "port")
    assert [(count.kind, count.number, count.is_more) for count in hits.counts] == [(Kind.TASK, MOST, True)]
    assert len(hits.hits) == MOST
    assert hits.hits[0].id == best.pk


def test_the_best_is_found_among_more_than_are_looked_at(journey, lead, monkeypatch):
    """As long as few of them have the words in the title."""
    monkeypatch.setattr("journeys.queries.search.LOOKED_AT", 5)
    rows = [
        Task(journey=journey, module=journey.tasks.first().module, title=f"Task {n}", description="port", position=n)
        for n in range(10_000, 10_020)
    ]
    Task.objects.bulk_create(rows)
    best = add_task(journey, "Port")
    assert search(journeys_for(lead), "port").hits[0].id == best.pk


def test_one_kind_and_the_counts_of_all(journey, lead):
    task = add_task(journey, "Failover")
    add_item(task, "Failover")
    hits = search(journeys_for(lead), "failover", kind=Kind.TASK)
    assert [hit.id for hit in hits.hits] == [task.pk]
    assert [count.kind for count in hits.counts] == [Kind.TASK, Kind.ITEM]


def test_one_journey(journey, lead):
    task, other = add_task(journey, "Failover"), make_journey(title="Other")
    add_task(other, "Failover")
    assert found(lead, "failover", journey=journey.pk) == [task]


# What is shown.


def shown(user, text):
    hits = search(journeys_for(user), text)
    [result] = results_of(hits.hits, hits.words)
    return result, ["".join(f"[{text}]" if is_found else text for text, is_found in part)
                    for part in (result.title, result.snippet)]  # fmt: skip


def test_words_are_marked_in_title_and_snippet(journey, lead):
    before, after = "one two three " * 20, "four five six " * 20
    task = add_task(journey, "<b>Port</b> numbers", f"{before}the Portière, ported\nat night {after}")
    result, (title, snippet) = shown(lead, "port night")
    assert title == "<b>[Port]</b> numbers"
    assert snippet.startswith("… ")
    assert "the [Portière], [ported] at [night] four" in snippet
    assert snippet.endswith(" …")
    assert len(snippet) < 230
    assert (result.journey, result.module, result.task) == (journey, task.module, task)


def test_without_words_in_the_texts_there_is_no_snippet(journey, lead):
    add_task(journey, "Portière", "Nothing of it.")
    assert shown(lead, "portiere")[1] == ["[Portière]", ""]


def test_a_long_item_is_cut(journey, lead):
    add_item(journey.tasks.first(), f"{'word ' * 200}zeppelin {'word ' * 200}")
    _, (title, _) = shown(lead, "zeppelin")
    assert "[zeppelin]" in title
    assert len(title) < 250


# Who finds it.


@pytest.mark.parametrize(
    ("who", "is_found"),
    [("admin", True), ("contributor", True), ("stakeholder", True), ("viewer", True), ("stranger", False)],
)
def test_members_find_and_strangers_do_not(journey, cast, lead, disk, who, is_found):
    task = add_task(journey, "Zeppelin", "Zeppelin")
    add_item(task, "Zeppelin", "Zeppelin")
    add_decision(journey, "Zeppelin", context="Zeppelin")
    add_risk(journey, "Zeppelin", response="Zeppelin")
    add_file(journey, "Zeppelin")
    ArchitectureNote.objects.create(journey=journey, title="Zeppelin", text="Zeppelin", position=1)
    Comment.objects.create(task=task, author=lead, text="Zeppelin")
    Journey.objects.filter(pk=journey.pk).update(title="Zeppelin")
    journey.phases.update(title="Zeppelin")
    type(task.module).objects.filter(pk=task.module_id).update(title="Zeppelin")
    for text in ("zeppelin", "1"):
        hits = search(journeys_for(cast[who]), text)
        assert bool(hits.hits) == bool(hits.counts) == is_found
    assert len(counted(cast[who], "zeppelin")) == (len(Kind) if is_found else 0)


def test_an_admin_of_the_space_finds_all_of_it_and_a_contributor_what_is_shared(journey):
    task, other = add_task(journey, "Zeppelin"), make_journey(title="Other")
    space = journey.space
    admin, contributor, elsewhere = make_user("Ada"), make_user("Bo"), make_user("Cy")
    SpaceMember.objects.create(space=space, user=admin, role=SpaceMember.Role.ADMIN)
    SpaceMember.objects.create(space=space, user=contributor, role=SpaceMember.Role.CONTRIBUTOR)
    SpaceMember.objects.create(space=Space.objects.create(name="Far"), user=elsewhere, role=SpaceMember.Role.ADMIN)
    Member.objects.create(journey=other, user=contributor, name="Bo", role=Role.VIEWER)
    assert [found(user, "zeppelin") for user in (admin, contributor, elsewhere)] == [[task], [], []]
    assert found(make_user("Root", is_superuser=True), "zeppelin") == [task]


def test_deleted_journeys_are_never_found(journey, lead):
    add_task(journey, "Zeppelin")
    Journey.objects.filter(pk=journey.pk).update(deleted_at=now())
    assert not search(journeys_for(lead), "zeppelin").counts
    assert not search(journeys_for(make_user("Root", is_superuser=True)), "zeppelin").counts


# What it costs.


@pytest.mark.parametrize("size", [1, 3])
def test_queries_do_not_grow(db, django_assert_num_queries, size):
    for n in range(size):
        journey = make_journey(title=f"Zeppelin {n}", tasks=size)
        add_item(add_task(journey, "Zeppelin"), "Zeppelin")
        add_decision(journey, "Zeppelin")
    lead = journey.created_by
    with django_assert_num_queries(6):  # journeys to look in, the search; journeys, tasks, items and decisions
        assert len(found(lead, "zeppelin")) == 4 * size


def test_nothing_is_asked_without_words(lead, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not found(lead, "&!")


def test_nothing_is_looked_through_for_someone_without_journeys(journey, django_assert_num_queries):
    stranger = make_user("Stranger")
    with django_assert_num_queries(1):
        assert not found(stranger, "watch")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite looks at every row")
@pytest.mark.parametrize(("kind", "rank"), [(kind, rank) for kind, source in SOURCES.items() for rank in source.ranks])
def test_an_index_serves_each_part(db, kind, rank):
    match, params = DIALECTS["postgresql"].match(SOURCES[kind], rank, read("word"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT 1 FROM {SOURCES[kind].table} thing WHERE {match}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    name = f"{SOURCES[kind].model._meta.model_name}_search_{'title' if rank == Rank.TITLE else 'text'}"
    assert f"Bitmap Index Scan on {name} " in plan
