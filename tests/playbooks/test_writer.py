"""Writing and reading back, with texts that try to pass for structure."""

from dataclasses import replace
from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from journeys.playbooks.canonical import canonical
from journeys.playbooks.reader import read
from journeys.playbooks.tree import KINDS, Item, Module, Phase, Task, Tool, Tree
from journeys.playbooks.writer import digest, write

PIECES = (
    *("#", "##", "####", "#####", "\\", "```", "~~~", "````", "---", "- ", "* ", "1. ", "a) ", "•", "`", "\n", "\n\n"),
    *(" ", "  ", "    ", "\t", "\r\n", "\xa0", "\u2028", "\u200b", "Phase:", "Module:", "Task 1:", "Subtask 2:"),
    *("Description", "Tools", "Checks", "words", "upload", "é", "日本", "[x](https://e.x/y)", "https://e.x/(a)"),
    *("[", "]", "(", ")", "<", ">", ":", '"', "'", "&amp;", "…"),
)
URLS = ("", "https://e.x", "http://a.b/c(d)", "javascript:x", "https://a b", "https://x.", "HTTPS://E", "https://x/((")

texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
tools = st.builds(Tool, texts, st.sampled_from(URLS))
items = st.builds(Item, st.sampled_from(KINDS), texts, texts)


def lists_of(values, size):
    return st.lists(values, max_size=size).map(tuple)


days = {"starts_after": st.none() | st.integers(-1, 12_000), "length": st.none() | st.integers(-1, 12_000)}
subtasks = st.builds(Task, texts, texts, lists_of(tools, 2), lists_of(items, 3), **days)
tasks = st.builds(Task, texts, texts, lists_of(tools, 3), lists_of(items, 5), lists_of(subtasks, 2), **days)
modules = st.builds(Module, texts, texts, lists_of(tasks, 2))
phases = st.builds(Phase, texts, texts, lists_of(modules, 2))
trees = st.builds(
    Tree,
    texts,
    st.sampled_from(["1.0", "v2-beta"]),
    texts,
    st.lists(phases, min_size=1, max_size=2).map(tuple),
    st.sampled_from(["", "a-b"]),
)


def read_back(text):
    reading = read(text.encode(), name="other.md")
    assert reading.errors == ()
    return reading.tree


def tree_with(**fields):
    return Tree("P", phases=(Phase("A", modules=(Module("M", tasks=(Task("T", **fields),)),)),))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(trees)
def test_what_is_written_is_read_back_equal(tree):
    text = write(tree)
    assert read_back(text) == canonical(tree)
    assert write(read_back(text)) == text


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(texts, max_size=12).map("\n".join))
def test_whatever_is_read_is_written_and_read_back_equal(text):
    reading = read(f"# Module: M\n## Task 1: T\n{text}".encode(), name="x.md")
    assert (reading.tree is None) == bool(reading.errors)
    if reading.tree:
        assert read_back(write(reading.tree)) == reading.tree


def test_canonical_text():
    tree = Tree(
        "Move",
        "1.2",
        "All of it.",
        (
            Phase("Assess", "First.", (Module("M", "", (Task("T", "Do\n# this", (Tool("X", "https://x.y"),)),)),)),
            Phase("Run"),
        ),
    )
    task = tree.phases[0].modules[0].tasks[0]
    more = replace(
        task,
        items=(Item("check", "", "a"), Item("check", "G", "b\nc"), Item("check", "", "d"), Item("question", "", "e?")),
        subtasks=(Task("Subtask 3: s"),),
    )
    phase = replace(tree.phases[0], modules=(Module("M", "", (more,)),))
    assert write(replace(tree, phases=(phase, tree.phases[1]))) == (
        "---\ntitle: Move\nversion: 1.2\nsummary: All of it.\n---\n"
        "# Phase: Assess\nFirst.\n# Module: M\n## Task 1: T\n#### Description\nDo\n\\# this\n"
        "#### Tools\n- [X](https://x.y)\n"
        "#### Checks\n- a\n##### G\n- b\n  c\n#### Checks\n- d\n#### Questions\n- e?\n"
        "## Task 1: Subtask 1: \\Subtask 3: s\n# Phase: Run\n"
    )


def test_the_digest_is_that_of_the_text():
    tree = tree_with(description="x")
    assert digest(tree) == sha256(write(tree).encode()).hexdigest()
    assert digest(tree) == digest(tree_with(description="\n\nx \n"))
    assert digest(tree) != digest(tree_with(description="y"))


def test_headings_and_open_fences_in_texts_stay_text():
    nasty = "#### Tools\n\\# one\n```\n# Phase: no\n```\n   ## Task 9: no\n~~~ open\n##### deep\n---"
    tree = tree_with(description=nasty, items=(Item("check", "", nasty),))
    (task,) = read_back(write(tree)).tasks()
    assert (task.description, task.items[0].text, task.subtasks) == (nasty, nasty, ())
