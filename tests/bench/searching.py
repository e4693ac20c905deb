"""Search over many rows, against a page that shows one row by its primary key."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse

from journeys.models import ChecklistItem, Journey, Member, Module, Phase, Role, SpaceMember, Task, User
from tests.bench.figures import Figure
from tests.bench.journeys import lead
from tests.bench.pages import queries_of, servers
from tests.bench.visitors import Visitor, cookies_of, expect, medians
from tests.makers import make_space, make_user

JOURNEYS, TASKS, ITEMS = 200, 125, 500  # 100,000 items in all
LIMIT = 5
ROUNDS = 40
TYPING = {"HX-Request": "true"}  # the results alone, without what stands around them on the page
THINGS = ("number", "queue", "flow", "agent", "carrier", "contract", "recording", "region", "skill", "prompt", "lambda")
DEEDS = ("Record", "Review", "Port", "Test", "Train", "Document", "Approve", "Build", "Measure", "Announce")
# By how many of the items they fit: a few, some hundred, one in twelve, and all of them.
QUERIES = {
    "a rare word": "zeppelin",
    "three words": "port carrier 417",
    "the beginning of a word": "carr 41",
    "a phrase": '"carrier of site 417"',
    "a common word": "carrier",
    "a word of every item": "site",
}


def searching() -> Iterator[Figure]:
    someone = fill()
    people = {"all": lead(), "one journey": someone}
    with servers() as running:
        task = Task.objects.values_list("journey", "pk").first()
        bare = Visitor(running.floor, running.cookies)
        bare_path = f"/journeys/{task[0]}/tasks/{task[1]}/"
        for who, user in people.items():
            visitor = Visitor(running.real, cookies_of(user))
            for name, words in QUERIES.items():
                path = f"{reverse('search')}?{urlencode({'q': words})}"
                page, typed, floor = medians(
                    ROUNDS,
                    lambda visitor=visitor, path=path: expect(visitor.get(path)),
                    lambda visitor=visitor, path=path: expect(visitor.send("GET", path, headers=TYPING)),
                    lambda: expect(bare.get(bare_path)),
                    warm_up=4,
                )
                what = f"search in {who}: {name}"
                yield Figure(f"{what}: bare page, p50", floor, "ms")
                for how, ours in (("page", page), ("as one types", typed)):
                    yield Figure(f"{what}: {how}, p50", ours, "ms")
                    yield Figure(f"{what}: {how}, p50 / bare page", ours / floor, limit=LIMIT)
    yield Figure("search: queries", queries_of(f"{reverse('search')}?q=carrier"), limit=8)


def fill() -> User:
    """Fills the database, and gives a person who sees one journey of it. The lead sees all."""
    by, space = lead(), make_space("Large")
    SpaceMember.objects.create(space=space, user=by, role=SpaceMember.Role.ADMIN)
    journeys = Journey.objects.bulk_create(
        Journey(space=space, title=f"Move of site {n}", created_by=by) for n in range(JOURNEYS)
    )
    phases = Phase.objects.bulk_create(Phase(journey=each, title="Mobilize", position=1) for each in journeys)
    modules = Module.objects.bulk_create(Module(phase=each, title="Telephony", position=1) for each in phases)
    tasks = Task.objects.bulk_create(
        [
            Task(
                journey=journey, module=module, position=n, title=f"{deed(n)} the {thing(n)} of site {at}",
                description=f"Ask who runs the {thing(n + 5)} of site {at}, and write down what they say. " * 4,
            )
            for at, (journey, module) in enumerate(zip(journeys, modules, strict=True))
            for n in range(TASKS)
        ],
        batch_size=2000,
    )  # fmt: skip
    each = ITEMS // TASKS
    ChecklistItem.objects.bulk_create(
        [
            ChecklistItem(
                task=task, kind="criterion", position=n,
                text=f"{deed(at + n)} {thing(at // 7 + n)} of site {at % 1000}, as agreed with the team"
                f"{', by zeppelin' if at % 5000 == 0 and n == 0 else ''}",
                note="Seen by the lead." if n == 0 else "",
            )
            for at, task in enumerate(tasks)
            for n in range(each)
        ],
        batch_size=2000,
    )  # fmt: skip
    someone = make_user("Someone")
    Member.objects.create(journey=journeys[0], user=someone, name="Someone", role=Role.VIEWER)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as servers do on their own after a while
    return someone


def deed(n: int) -> str:
    return DEEDS[n % len(DEEDS)]


def thing(n: int) -> str:
    return THINGS[n % len(THINGS)]
