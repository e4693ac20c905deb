"""Playbooks in the published layout, from whichever level, with the quirks of the published ones."""

import pytest

from journeys.playbooks.folders import natural, read_folders
from journeys.playbooks.reader import read
from journeys.playbooks.writer import write

README = """
# Move-Things- Migration Template

How to move   things.

#### [1. Assess](v1.0/MoveThings/Assess)
+ [Look&nbsp;around](v1.0/MoveThings/Assess/Look%20around)
+ [Count](v1.0/MoveThings/Assess/Count)
#### [2. Move](v1.0/MoveThings/Move)
+ [Wave&nbsp;2](v1.0/MoveThings/Move/Wave%202)
"""
VERSION = "Move-Things/v1.0/MoveThings"


def module(title: str, *tasks: str) -> bytes:
    tasks = tasks or (f"Do {title}",)
    lines = [
        f"# Module: {title}",
        *(f"## Task {n}: {task}\n#### Description\nText." for n, task in enumerate(tasks, 1)),
    ]
    return "\n".join(lines).encode()


FILES = {
    "Move-Things/Move-Things-Migration-Readme.md": README.encode(),
    f"{VERSION}/Move/Wave 10/tasks.md": module("Wave 10"),
    f"{VERSION}/Move/Wave 2/tasks.md": module("Wave 2"),
    f"{VERSION}/Move/Wave 3/tasks.md": module("Wave 3"),
    f"{VERSION}/Assess/Count/tasks.md": module("Count", "Count all", "Count again"),
    f"{VERSION}/Assess/Look around/tasks.md": module("Look around"),
}


def below(folder: str) -> dict[str, bytes]:
    return {path.removeprefix(f"{folder}/"): data for path, data in FILES.items() if path.startswith(f"{folder}/")}


def outline(tree):
    return {phase.title: [module.title for module in phase.modules] for phase in tree.phases}


def only(files, **options):
    (found,) = read_folders(files, **options)
    assert found.reading.errors == ()
    return found


def test_phases_and_modules_stand_as_the_readme_lists_them():
    found = only(FILES)
    assert found.path == VERSION
    tree = found.reading.tree
    assert (tree.title, tree.version, tree.summary) == ("Move Things", "1.0", "How to move things.")
    assert list(outline(tree).items()) == [
        ("Assess", ["Look around", "Count"]), ("Move", ["Wave 2", "Wave 3", "Wave 10"])
    ]  # fmt: skip
    assert [task.title for task in tree.phases[0].modules[1].tasks] == ["Count all", "Count again"]


def test_what_the_readme_leaves_out_follows_by_name_with_a_warning():
    (warning,) = only(FILES).reading.warnings
    assert warning.text == "The readme does not list 2 of the modules; they follow by name."
    assert warning.file == "Move-Things-Migration-Readme.md"


def test_without_a_readme_names_give_the_order():
    tree = only(below("Move-Things/v1.0"), above="Move-Things/v1.0").reading.tree
    assert list(outline(tree)) == ["Assess", "Move"]
    assert outline(tree)["Move"] == ["Wave 2", "Wave 3", "Wave 10"]


@pytest.mark.parametrize("level", ["Move-Things", "Move-Things/v1.0", VERSION])
def test_every_level_gives_the_same_tasks_name_and_version(level):
    found = only(below(level), above=f"/srv/{level}")
    tree = found.reading.tree
    assert (tree.title, tree.version, tree.counts["tasks"]) == ("Move Things", "1.0", 6)


def test_each_version_is_a_playbook_with_the_readme_that_lists_it():
    second = {
        "Move-Things/Move-Things-Migration-Readme2.md": README.replace("v1.0", "v2.0").encode(),
        **{path.replace("v1.0", "v2.0"): data for path, data in FILES.items() if "v1.0" in path},
    }
    first, other = read_folders({**FILES, **second})
    assert (first.reading.tree.version, other.reading.tree.version) == ("1.0", "2.0")
    assert outline(first.reading.tree) == outline(other.reading.tree)


def test_many_playbooks_come_one_by_one():
    others = {path.replace("Move", "Keep"): data for path, data in FILES.items()}
    assert [found.reading.tree.title for found in read_folders({**FILES, **others})] == ["Keep Things", "Move Things"]


def test_what_is_wrong_names_file_and_line():
    path = f"{VERSION}/Move/Wave 2/tasks.md"
    reading = read_folders({**FILES, path: b"# Module: Wave 2\n## Task 1:\n## Task 2: B\n"})[0].reading
    assert reading.tree is None
    assert [(error.file, error.line) for error in reading.errors] == [("Move/Wave 2/tasks.md", 2)]


def test_files_of_other_encodings_warn_with_their_name():
    path = f"{VERSION}/Assess/Count/tasks.md"
    found = only({**FILES, path: module("Count") + "\nTeam’s\n".encode("cp1252")})
    assert "Team’s" in write(found.reading.tree)
    assert ("Assess/Count/tasks.md", "The file is not UTF-8; it was read as Windows-1252.") in [
        (warning.file, warning.text) for warning in found.reading.warnings
    ]


def test_a_file_without_a_module_is_titled_like_its_folder():
    files = {f"{VERSION}/Assess/Count - all/tasks.md": b"## Task 1: Count\n#### Description\nText.\n"}
    assert outline(only(files).reading.tree) == {"Assess": ["Count - all"]}


def test_a_file_with_phases_of_its_own_keeps_them():
    files = {
        **FILES,
        f"{VERSION}/Move/Wave 2/tasks.md": b"# Phase: Operate\nLater.\n# Module: Watch\n## Task 1: Look\n",
    }
    tree = only(files).reading.tree
    assert outline(tree)["Operate"] == ["Watch"]
    assert tree.phases[1].description == "Later."


def test_other_files_are_named_and_litter_is_not():
    files = {
        **FILES,
        f"{VERSION}/Move/plan.xlsx": b"x",
        f"{VERSION}/.DS_Store": b"x",
        "__MACOSX/Move-Things/v1.0/MoveThings/Move/._x/tasks.md": b"x",
    }
    texts = [warning.text for warning in only(files).reading.warnings]
    assert "Beside the tasks.md files nothing was read: Move/plan.xlsx" in texts


def test_no_tasks_no_playbook():
    assert read_folders({"a/readme.md": b"x", "b.md": b"# Module: B"}) == []


def test_a_playbook_of_folders_is_the_same_as_its_text():
    tree = only(FILES).reading.tree
    assert read(write(tree).encode(), name="x").tree == tree


def test_numbers_sort_as_numbers():
    assert sorted(["Wave 10", "wave 2", "Wave 1"], key=natural) == ["Wave 1", "wave 2", "Wave 10"]
