"""The dialect of the published files, and every way in which a file can be wrong."""

import os

import pytest

from journeys.playbooks.reader import read

TEMPLATE = """
# Module: Plan the move
## Task 1: Write it down{two}
#### Description
Company name:{two}
Agents:{two}

     Chief of Something
#### Tools
1) Readiness Assessment (RA)
#### Acceptance Criteria
• Fill in the form and upload it.
#### Acceptance Criteria
• Discuss it.
## Task 1: Subtask 1: Ask the leaders
#### Description
1.\tWho are they?
## Task 2: Check the lines
#### Checks
##### Carrier
- The main number is forwarded.
  It was tested twice.
- The {carrier} is on standby.
##### Network
- The main number is forwarded.
#### Questions
What does an agent cost?
""".replace("{two}", "  ")


def tree_of(text, name="plan.md"):
    reading = read(text.encode(), name=name)
    assert reading.errors == ()
    return reading.tree


def tasks_of(text):
    return list(tree_of(text).tasks())


def items_of(lines, section="Acceptance Criteria"):
    (task,) = tasks_of(f"# Module: M\n## Task 1: T\n#### {section}\n{lines}\n")
    return [item.text for item in task.items]


def errors_of(data):
    reading = read(data if isinstance(data, bytes) else data.encode(), name="plan.md")
    assert reading.tree is None
    return [(problem.line, problem.text) for problem in reading.errors]


def warnings_of(data):
    reading = read(data if isinstance(data, bytes) else data.encode(), name="plan.md")
    assert reading.errors == ()
    return [(problem.line, problem.text) for problem in reading.warnings]


def test_a_published_file_is_read_whole():
    tree = tree_of(TEMPLATE, name="folder/amazon-connect_plan.txt")
    assert (tree.title, tree.version, tree.slug) == ("Amazon connect plan", "1.0", "amazon-connect-plan")
    assert tree.counts == {"phases": 1, "modules": 1, "tasks": 2, "subtasks": 1, "items": 6, "tools": 1}
    (phase,) = tree.phases
    first, second = phase.modules[0].tasks
    assert (phase.title, first.title) == ("Amazon connect plan", "Write it down")
    assert first.description == "Company name:  \nAgents:  \n\n     Chief of Something"
    assert [tool.name for tool in first.tools] == ["Readiness Assessment (RA)"]
    assert [(item.text, item.needs_evidence) for item in first.items] == [
        ("Fill in the form and upload it.", True),
        ("Discuss it.", False),
    ]
    assert first.subtasks[0].description == "1. Who are they?"
    assert [(item.kind, item.section, item.text) for item in second.items] == [
        ("check", "Carrier", "The main number is forwarded.\nIt was tested twice."),
        ("check", "Carrier", "The {carrier} is on standby."),
        ("check", "Network", "The main number is forwarded."),
        ("question", "", "What does an agent cost?"),
    ]


def test_front_matter_phases_and_descriptions():
    tree = tree_of(
        '---\ntitle: "Move: all of it"\nslug: move\nversion: 2.1-beta\nsummary: Go.\n---\n'
        "# Phase: Assess\nLook first.\n# Module: One\n\nWhy.\n# Phase: Run\n"
    )
    assert (tree.title, tree.slug, tree.version, tree.summary) == ("Move: all of it", "move", "2.1-beta", "Go.")
    assert [(phase.title, phase.description) for phase in tree.phases] == [("Assess", "Look first."), ("Run", "")]
    assert tree.phases[0].modules[0].description == "Why."


@pytest.mark.parametrize("marker", ["•", "• ", "-  ", "* ", "+ ", "1. ", "12) ", "a) ", "•\t"])
def test_every_kind_of_bullet_starts_an_item(marker):
    assert items_of(f"{marker}One\n{marker}Two") == ["One", "Two"]


def test_lines_below_a_bullet_belong_to_it():
    assert items_of("  - One\n    - nested\nlazy\n\n      deep\n  - Two") == ["One\n- nested\nlazy\n\n  deep", "Two"]


def test_a_block_without_a_bullet_is_one_item():
    assert items_of("\nOne\nand more\n") == ["One\nand more"]


def test_code_in_an_item_keeps_its_indent():
    assert items_of("- Run\n```\nif x:\n    y\n- z\n```\n- Two") == ["Run\n```\nif x:\n    y\n- z\n```", "Two"]


def test_doubles_are_kept_once():
    text = "# Module: M\n## Task 1: T\n#### Checks\n- One\n- One\n##### G\n- One\n#### Questions\n- One\n"
    assert warnings_of(text) == [(5, "A line that a task's checklist has already was kept once.")]
    assert tree_of(text).counts["items"] == 3


@pytest.mark.parametrize(
    ("line", "tools"),
    [
        ("- [Calculator](https://a.b/c)", [("Calculator", "https://a.b/c")]),
        ("• Calculator: https://a.b/c.", [("Calculator", "https://a.b/c")]),
        ("https://a.b/c_(d)", [("https://a.b/c_(d)", "https://a.b/c_(d)")]),
        ("(see https://a.b/c)", [("(see)", "https://a.b/c")]),
        ("[A](https://a.b), and [B](https://c.d/e_(f)) too", [("A", "https://a.b"), ("B too", "https://c.d/e_(f)")]),
        ("For Chrome: chrome://flags", [("For Chrome: chrome://flags", "")]),
        ("[Script](javascript:alert)", [("[Script](javascript:alert)", "")]),
    ],
)
def test_tools(line, tools):
    (task,) = tasks_of(f"# Module: M\n## Task 1: T\n#### Tools\n{line}\n\n")
    found = [(tool.name, tool.url) for tool in task.tools]
    assert [(name.replace(" )", ")"), url) for name, url in found] == tools


def test_a_line_that_repeats_the_heading_is_no_tool():
    text = "# Module: M\n## Task 1: T\n#### Tools\nTools: \n\n• Scanner\n"
    assert [tool.name for tool in tasks_of(text)[0].tools] == ["Scanner"]
    assert [line for line, _ in warnings_of(text)] == [4]


@pytest.mark.parametrize(
    "text",
    [
        "#Module: M\n##Task 1 : T",
        "# MODULE : M  \n## task 1. T",
        "## Module 3: M\n### Task 1 - T",
        "  # Module: M\n## Task: T",
        "# Module: M\n## Task 1 T",
    ],
)
def test_headings_that_are_not_as_usual_are_read_with_a_warning(text):
    tree = tree_of(text)
    assert [module.title for module in tree.phases[0].modules] == ["M"]
    assert [task.title for task in tree.tasks()] == ["T"]
    assert "not written as usual" in warnings_of(text)[0][1]


@pytest.mark.parametrize("heading", ["### Checks", "####checks", "#### Check:", "## Checks"])
def test_sections_that_are_not_as_usual_are_read_with_a_warning(heading):
    text = f"# Module: M\n## Task 1: T\n{heading}\n- One\n"
    assert tasks_of(text)[0].items[0].kind == "check"
    assert [line for line, _ in warnings_of(text)] == [3]


def test_a_hash_without_a_space_is_text():
    assert tasks_of("# Module: M\n## Task 1: T\n#### Description\n#2 is an agent")[0].description == "#2 is an agent"


def test_numbers_give_the_order():
    text = "# Module: M\n## Task 2: B\n## Task 2: Subtask 2: y\n## Task 2: Subtask 1: x\n## Task 1: A\n"
    first, second = tasks_of(text)
    assert (first.title, second.title) == ("A", "B")
    assert [subtask.title for subtask in second.subtasks] == ["x", "y"]
    assert warnings_of(text) == [(4, "Tasks were put in the order of their numbers (2 times, first in this line).")]


def test_a_subtask_stays_with_the_task_above():
    text = "# Module: M\n## Task 1: A\n## Task 7: Subtask 1: x\n"
    assert tasks_of(text)[0].subtasks[0].title == "x"
    assert [line for line, _ in warnings_of(text)] == [3]


def test_no_word_is_lost_around_the_sections():
    head = "# Module: M\n## Task 1: T\nLoose.\n"
    text = head + "#### Description\nOne.\n#### Hints\nTwo.\n#### Description\n### Three\nFour."
    assert tasks_of(text)[0].description == "Loose.\n\nOne.\n\n**Hints**\n\nTwo.\n\n**Three**\n\nFour."
    assert [line for line, _ in warnings_of(text)] == [3, 6, 9]


def test_tasks_without_a_module_get_one():
    text = "# Phase: Run\n## Task 1: T\n"
    assert tree_of(text).phases[0].modules[0].title == "Run"
    assert [line for line, _ in warnings_of(text)] == [2]


def test_modules_before_the_first_phase_get_one():
    text = "# Module: M\n# Phase: Run\n"
    assert [phase.title for phase in tree_of(text).phases] == ["Plan", "Run"]
    assert [line for line, _ in warnings_of(text)] == [1]


@pytest.mark.parametrize("fence", ["```", "~~~~", "  ```sh"])
def test_fenced_code_is_text(fence):
    code = f"{fence}\n# apt install\n## Task 9: no\n{fence.removesuffix('sh')}"
    task, *others = tasks_of(f"# Module: M\n## Task 1: T\n#### Description\n{code}\n")
    assert (task.description, others) == (code, [])


@pytest.mark.parametrize(
    ("data", "warning"),
    [
        ("\ufeff# Module: Größe – “a”\n".encode(), None),
        ("# Module: Größe – “a”\n".encode("cp1252"), "Windows-1252"),
        ("# Module: Größe – “a”\n".encode().decode("cp1252", "replace").replace("\ufffd", "\x9d").encode(), "wrongly"),
        ("# Module:\xa0Größe\xa0– “a”\n".encode(), "odd spaces"),
        ("# Module:\tGröße – “a”\r\n".encode(), "Windows line ends"),
        ("# Module: Grö\u200bße – “a”\n".encode(), "Invisible"),
    ],
)
def test_bytes_are_mended_and_said(data, warning):
    reading = read(data, name="x.md")
    assert reading.errors == ()
    assert reading.tree.phases[0].modules[0].title == "Größe – “a”"
    assert bool(reading.warnings) == bool(warning)
    assert any(warning in problem.text for problem in reading.warnings) or not warning


def test_one_warning_for_all_of_a_kind():
    ((line, said),) = warnings_of("# Module: M\n" + "â€¢ x\n" * 40)
    assert line == 2
    assert said.endswith("was mended (40 times, first in this line).")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n\n", "is empty"),
        (b"PK\x03\x04\x00\x00", "binary"),
        (bytes(range(1, 256)), "binary"),
        ("# Module: M".encode("utf-16"), "UTF-16"),
        ("# Module: M".encode("utf-32"), "UTF-32"),
        ("# Module: Привет всем вам".encode("cp1251"), "neither UTF-8 nor"),
        (b"Just some text.\n", "no heading"),
        (b"x" * (20 * 1024 * 1024), "this file is 20 MB; the limit is 16 MB"),
        (b"\n" * 100_000 + b"# Module: M", "limit is 100,000"),
    ],
)
def test_a_file_that_is_no_playbook_is_refused(data, said):
    ((_, text),) = errors_of(data)
    assert said in text


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("Hello\nyou\n# Module: M", 1, "1 more are before the first heading"),
        ("# Module: M\n## Task 1: Subtask 1: x", 2, "before the first task"),
        ("# Phase: P\n## Task 1: T\n# Module: M", 2, "before the first module"),
        ("# Module: M\n# Something", 2, "“Something” is no phase"),
        ("# Module: M\n## Task force", 2, "“Task force” is no phase"),
        ("# Module: M\n#### Tools\n- x", 2, "belongs to a task"),
        ("#### Description\nx\n# Module: M", 1, "belongs to a task"),
        ("# Module:\n", 1, "has no title"),
        ("# Module: " + "x" * 301, 1, "longer than 300"),
        ("# Module: M\n## Task 1: T\n#### Tools\n" + "x" * 301, 4, "longer than 300"),
        ("# Module: M\n## Task 1: T\n#### Tools\n" + "[" * 5000, 4, "longer than 2,000"),
        ("# Module: M\n## Task 1: T\n#### Description\n```\n## Task 2: U\n", 4, "never closed"),
        ("---\ntitle: T\n# Module: M", 1, "not closed"),
        ("---\ntitle: T\n", 1, "not closed"),
        ("---\ntitle T\n---\n# Module: M", 2, "“name: value”"),
        ("---\nauthor: T\n---\n# Module: M", 2, "not “author”"),
        ("---\ntitle: T\ntitle: U\n---\n# Module: M", 3, "twice"),
        ("---\nversion: 1 beta\n---\n# Module: M", 2, "A version is made of"),
        ("---\nslug: A b\n---\n# Module: M", 2, "A slug is made of"),
        ("---\ntitle: " + "x" * 301 + "\n---\n# Module: M", 2, "longer than 300"),
    ],
)
def test_errors_name_their_line(text, line, said):
    assert [text for number, text in errors_of(text) if number == line and said in text]


def test_all_errors_come_at_once():
    text = "stray\n# Module: M\n## Task 1: Subtask 1: x\n# What\n## Task 1:\n```\n"
    assert [line for line, _ in errors_of(text)] == [1, 3, 4, 5, 6]


def test_a_file_that_is_wrong_everywhere_is_not_listed_without_end():
    errors = errors_of("# Module: M\n" + "# x\n" * 5000)
    assert len(errors) == 1001
    assert errors[-1] == (0, "There are 4000 more errors.")


@pytest.mark.parametrize("cut", range(0, len(TEMPLATE.encode()), 7))
def test_a_file_that_was_cut_off_never_raises(cut):
    reading = read(TEMPLATE.encode()[:cut], name="")
    assert (reading.tree is None) == bool(reading.errors)


def test_random_bytes_never_raise():
    for size in (1, 10, 1000, 100_000):
        assert read(os.urandom(size), name="x").errors


@pytest.mark.parametrize(
    "line", ["[a](https://x", "```x\n", "~~~\n```\n", "#", "\\", "- ", "[", "(", "https://", "\t", "â€¢"]
)
def test_no_line_makes_it_hang(line):
    for head in ("", "# Module: M\n## Task 1: T\n#### Tools\n", "# Module: M\n## Task 1: T\n#### Checks\n"):
        reading = read((head + line * 20_000).encode(), name="x")
        assert (reading.tree is None) == bool(reading.errors)


@pytest.mark.parametrize(
    ("lines", "starts_after", "length", "description"),
    [
        ("Start: +10d\nLength: 5d", 10, 5, ""),
        ("length:5d \nSTART: +0d\n#### Description\nText.", 0, 5, "Text."),
        ("Length: 1d\nMore words.", None, 1, "More words."),
        ("Words.\nLength: 1d", None, None, "Words.\nLength: 1d"),
        ("#### Description\nStart: +1d", None, None, "Start: +1d"),
        ("Start: 10d\nLength: 0d", None, None, "Start: 10d\nLength: 0d"),
        ("Start: +1d\nStart: +2d", 1, None, "Start: +2d"),
        ("Start: +12345d", None, None, "Start: +12345d"),
    ],
)
def test_dates_stand_below_the_heading_of_a_task(lines, starts_after, length, description):
    for heading in ("## Task 1: A", "## Task 1: A\n## Task 1: Subtask 1: B"):
        (task,) = tasks_of(f"# Module: M\n{heading}\n{lines}\n")
        task = task.subtasks[0] if task.subtasks else task
        assert (task.starts_after, task.length, task.description) == (starts_after, length, description)
