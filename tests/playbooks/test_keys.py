from journeys.playbooks.keys import KEY_LIMIT, assign
from journeys.playbooks.slugs import slug_of
from journeys.playbooks.tree import Item, Module, Phase, Task, Tree


def keys_of(*tasks):
    tree = assign(Tree("P", phases=(Phase("Assess", modules=(Module("Estimate TCO", tasks=tasks),)),)))
    return list(tree.phases[0].modules[0].tasks)


def test_a_key_is_the_title_path():
    (task,) = keys_of(Task("Create a report!", items=(Item("check", "", "Is it there?"),), subtasks=(Task("Ask"),)))
    assert task.key == "assess/estimate-tco/create-a-report"
    assert task.items[0].key == "assess/estimate-tco/create-a-report/check/is-it-there"
    assert task.subtasks[0].key == "assess/estimate-tco/create-a-report/ask"


def test_doubles_are_counted_and_never_clash():
    tasks = keys_of(Task("Test"), Task("Test 2"), Task("Test"), Task("test."), Task("Test 2"))
    names = [task.key.rpartition("/")[2] for task in tasks]
    assert names == ["test", "test-2", "test-3", "test-4", "test-2-2"]


def test_keys_stay_short():
    long = "word " * 100
    (task,) = keys_of(Task(long, subtasks=(Task(long, items=(Item("criterion", "", long), Item("check", "", long))),)))
    keys = [item.key for item in task.subtasks[0].items]
    assert len(set(keys)) == 2
    assert max(map(len, keys)) < KEY_LIMIT


def test_slugs():
    assert slug_of("  Größe & Übung: “Café”, 2nd try ") == "grosse-ubung-cafe-2nd-try"
    assert slug_of("Amazon Connect migration") == "amazon-connect-migration"


def test_slugs_of_letters_beyond_ascii_and_of_signs_are_not_empty_and_differ():
    slugs = [slug_of(title) for title in ("移行", "計画", "計画 2", "!!!", "???", "x" * 90, "x" * 91)]
    assert len(set(slugs)) == len(slugs)
    for slug in slugs:
        assert slug
        assert len(slug) <= 80
        assert slug.isascii()
