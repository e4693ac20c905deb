"""Three-way comparison of a journey with another version of its playbook, and what taking it over makes of it."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from journeys.playbooks.canonical import canonical
from journeys.playbooks.forests import Forest, Node, children_of, forest_of
from journeys.playbooks.merging import Journey, Merge, merge
from journeys.playbooks.taking import Target, taken
from journeys.playbooks.tree import Item, Module, Phase, Task, Tool, Tree

# Few titles, so that versions share some of them.
titles = st.sampled_from(["A", "B", "C", "D", "E"])
texts = st.sampled_from(["", "", "one", "two"])
items = st.builds(Item, st.sampled_from(["criterion", "check"]), st.sampled_from(["", "S"]), titles)


def some(values, least=0, most=3):
    return st.lists(values, min_size=least, max_size=most).map(tuple)


tools = some(st.builds(Tool, titles), most=1)
subtasks = st.builds(Task, titles, texts, items=some(items, most=1))
tasks = st.builds(Task, titles, texts, tools, some(items), some(subtasks, most=2))
modules = st.builds(Module, titles, texts, some(tasks))
phases = st.builds(Phase, titles, texts, some(modules, least=1, most=2))
trees = st.builds(Tree, st.just("P"), phases=some(phases, least=1)).map(canonical)


def said(forest: Forest) -> list:
    """What a tree comes to: keys, words, places and order."""
    below, keys = children_of(forest), {ref: node.key for ref, node in forest.items()}

    def walk(ref):
        node = forest[ref]
        return (node.noun, keys[ref], dict(node.fields), [walk(child) for child in below[ref]])

    return [walk(ref) for ref in below[""]]


def everything(merged: Merge) -> Target:
    return taken(merged, [change.id for change in merged.changes])


def rebased(target: Target) -> Forest:
    """As the journey is read again afterwards."""
    refs = {ref: node.key or ref for ref, node in target.forest.items()}
    return {
        refs[ref]: replace(node, ref=refs[ref], parent=refs.get(node.parent, "")) for ref, node in target.forest.items()
    }


def example(**fields) -> Tree:
    task = Task("T", "Do it.", items=(Item("criterion", "", "Done"), Item("criterion", "", "Signed")), **fields)
    return canonical(Tree("P", phases=(Phase("Assess", modules=(Module("M", "", (task, Task("Other"))),)),)))


def only_change(then: Tree, now: Tree, ours: Forest | None = None, **facts):
    (change,) = merge(then, now, Journey(ours or forest_of(then), **facts)).changes
    return change


@settings(max_examples=100, deadline=None, derandomize=True)
@given(trees, trees)
def test_an_untouched_journey_becomes_the_new_version(then, now):
    merged = merge(then, now, Journey(forest_of(then)))
    assert not any(change.is_conflict or change.stays for change in merged.changes)
    assert said(everything(merged).forest) == said(forest_of(now))


@settings(max_examples=50, deadline=None, derandomize=True)
@given(trees)
def test_the_same_version_changes_nothing(tree):
    assert merge(tree, tree, Journey(forest_of(tree))).changes == ()


@settings(max_examples=80, deadline=None, derandomize=True)
@given(trees, trees, st.data())
def test_what_was_worked_on_stays_there_and_back(then, now, data):
    start = forest_of(then)
    worked = set(data.draw(st.lists(st.sampled_from(sorted(start)), max_size=4)))
    up = merge(then, now, Journey(start, worked_on=worked))
    high = everything(up)
    assert worked <= high.forest.keys()
    keys = {ref: node.key or ref for ref, node in high.forest.items()}
    left = {keys[ref] for ref in high.leaves}
    ours = Journey(rebased(high), worked_on={keys[ref] for ref in worked}, left=left)
    down = merge(now, then, ours)
    low = everything(down)
    assert {keys[ref] for ref in worked} <= low.forest.keys()
    assert {keys[ref] for ref in high.leaves} <= {*low.comes_back}


@settings(max_examples=80, deadline=None, derandomize=True)
@given(trees, trees, trees)
def test_nothing_that_the_team_changed_is_overwritten_without_being_chosen(then, now, ours):
    """The journey is another tree altogether: none of it changes unless the playbook alone changed it."""
    merged = merge(then, now, Journey(forest_of(ours)))
    clean = taken(merged, [change.id for change in merged.changes if not change.is_conflict])
    for ref, node in forest_of(ours).items():
        known = merged.then.get(ref)
        if known is None or dict(known.fields) != dict(node.fields):
            assert ref in clean.forest
        if ref in clean.forest:
            for name, value in clean.forest[ref].fields.items():
                assert value in (node.fields[name], merged.now[ref].fields[name] if ref in merged.now else None)
                if known is None or known.fields[name] != node.fields[name]:
                    assert value == node.fields[name]


def test_a_changed_text_is_shown_with_both():
    then, now = example(), example()
    task = replace(now.phases[0].modules[0].tasks[0], description="Do it well.")
    now = replace(now, phases=(replace(now.phases[0], modules=(Module("M", "", (task, Task("Other"))),)),))
    change = only_change(then, canonical(now))
    assert (change.what, change.field, change.ours, change.after) == ("changed", "description", "Do it.", "Do it well.")
    assert (change.place, change.is_conflict) == (("Assess", "M"), False)


def with_tasks(*tasks: Task, module: str = "M") -> Tree:
    return canonical(Tree("P", phases=(Phase("Assess", modules=(Module(module, "", tasks), Module("Last"))),)))


def test_what_the_team_changed_too_is_a_conflict_and_stays_unless_chosen():
    then, now = with_tasks(Task("T", "Old")), with_tasks(Task("T", "New"))
    ours = forest_of(with_tasks(Task("T", "Our words")))
    merged = merge(then, now, Journey(ours))
    (change,) = merged.changes
    assert (change.is_conflict, change.before, change.ours, change.after) == (True, "Old", "Our words", "New")
    assert taken(merged, []).forest["assess/m/t"].fields["description"] == "Our words"
    assert taken(merged, [change.id]).forest["assess/m/t"].fields["description"] == "New"


def test_the_same_change_on_both_sides_is_none():
    then, now = with_tasks(Task("T", "Old")), with_tasks(Task("T", "New"))
    assert merge(then, now, Journey(forest_of(now))).changes == ()


def test_a_removed_task_is_deleted_or_leaves_the_scope():
    then, now = with_tasks(Task("T"), Task("U")), with_tasks(Task("U"))
    assert not only_change(then, now).stays
    change = only_change(then, now, worked_on={"assess/m/t"})
    assert (change.what, change.stays, change.is_conflict) == ("removed", True, False)
    merged = merge(then, now, Journey(forest_of(then), worked_on={"assess/m/t"}))
    assert everything(merged).leaves == ["assess/m/t"]


def test_a_removed_item_that_was_settled_is_no_choice():
    then, now = with_tasks(Task("T", items=(Item("check", "", "Go"),))), with_tasks(Task("T"))
    change = only_change(then, now, worked_on={"assess/m/t/check/go"})
    assert (change.stays, change.is_choice) == (True, False)


def test_a_task_in_another_module_is_moved_and_keeps_what_is_in_it():
    then = with_tasks(Task("T", items=(Item("check", "", "Go"),)))
    now = with_tasks()
    last = replace(now.phases[0].modules[1], tasks=(Task("T", items=(Item("check", "", "Go"),)),))
    now = canonical(replace(now, phases=(replace(now.phases[0], modules=(now.phases[0].modules[0], last)),)))
    change = only_change(then, now)
    assert (change.what, change.ours, change.after) == ("moved", "Assess / M", "Assess / Last")


def test_a_renamed_module_keeps_its_tasks():
    then, now = with_tasks(Task("T"), Task("U")), with_tasks(Task("T"), Task("U"), module="Estimates")
    change = only_change(then, now)
    assert (change.what, change.noun, change.field, change.after) == ("changed", "module", "title", "Estimates")


def test_a_new_order_is_one_change_and_the_teams_own_stay_in_place():
    then, now = with_tasks(Task("T"), Task("U")), with_tasks(Task("U"), Task("T"))
    ours = forest_of(then)
    own = Node(
        "#1", "task", "assess/m", {"title": "Own", "description": "", "tools": (), "starts_after": None, "length": None}
    )
    ours = {
        key: node for ref, each in ours.items() for key, node in ([(ref, each)] + [("#1", own)] * (ref[-2:] == "/t"))
    }
    merged = merge(then, now, Journey(ours))
    (change,) = merged.changes
    assert (change.what, change.field, change.after) == ("moved", "order", "U, T")
    assert children_of(everything(merged).forest)["assess/m"] == ["assess/m/u", "#1", "assess/m/t"]


def test_what_the_team_deleted_comes_back_only_when_it_changed_and_is_chosen():
    then, same, now = with_tasks(Task("T"), Task("U")), with_tasks(Task("T"), Task("U")), with_tasks(Task("T", "New"))
    ours = forest_of(with_tasks(Task("U")))
    assert merge(then, same, Journey(ours)).changes == ()
    offered = [change for change in merge(then, now, Journey(ours)).changes if change.what == "added"]
    assert [(change.title, change.is_conflict) for change in offered] == [("T", True)]


def test_what_the_team_added_and_the_version_has_too_is_one():
    then, now = with_tasks(Task("T")), with_tasks(Task("T"), Task("Own"))
    own = Node(
        "#1", "task", "assess/m", {"title": "Own", "description": "", "tools": (), "starts_after": None, "length": None}
    )
    merged = merge(then, now, Journey({**forest_of(then), "#1": own}))
    assert merged.changes == ()
    assert taken(merged, []).forest["assess/m/own"].key == "assess/m/own"


def test_a_removed_module_with_a_task_of_the_team_is_a_conflict():
    then = with_tasks(Task("T"))
    now = canonical(Tree("P", phases=(Phase("Assess", modules=(Module("Last"),)),)))
    own = Node(
        "#1", "task", "assess/m", {"title": "Own", "description": "", "tools": (), "starts_after": None, "length": None}
    )
    change = only_change(then, now, {**forest_of(then), "#1": own})
    assert (change.what, change.noun, change.is_conflict, change.stays, change.inside) == (
        "removed",
        "module",
        True,
        True,
        2,
    )


def test_the_stamp_is_that_of_what_is_shown():
    then, now = with_tasks(Task("T"), Task("U")), with_tasks(Task("U"))
    ours = forest_of(then)
    seen = merge(then, now, Journey(ours)).stamp
    assert seen == merge(then, now, Journey(ours, worked_on={"assess/m/u"})).stamp
    assert seen != merge(then, now, Journey(ours, worked_on={"assess/m/t"})).stamp
