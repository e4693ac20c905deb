import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from journeys.models import Playbook
from journeys.playbooks.writer import write
from tests.makers import make_space, make_tree

SHIPPED = settings.BASE_DIR / "seeds" / "amazon-connect-migration.md"
WRONG = "# Phase: One\n# Module: Two\nText.\n## Task 1:\n```\n"


@pytest.fixture
def small(tmp_path) -> Path:
    file = tmp_path / "small.md"
    file.write_text(write(make_tree(2, subtasks=1)))
    return file


def run(capsys, *args) -> tuple[int, list[dict]]:
    """The exit status, and the JSON of each path."""
    try:
        call_command("import_playbook", *map(str, args), "--json")
        status = 0
    except CommandError as error:
        status = error.returncode
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_it_stores_a_playbook_once(db, capsys, small):
    status, [first] = run(capsys, small)
    assert (status, first["slug"], first["version"], first["errors"]) == (0, "small-playbook", "1.0", [])
    assert first["counts"] == {"phases": 1, "modules": 1, "tasks": 2, "subtasks": 2, "items": 4, "tools": 2}
    assert first["phases"][0]["modules"][0]["tasks"][0]["subtasks"][0]["title"] == "Subtask 1.1"
    status, [second] = run(capsys, small)
    assert (status, second) == (0, first)
    assert Playbook.objects.get().digest == first["digest"]


def test_a_space_gets_its_own(db, capsys, small):
    status, _ = run(capsys, small, "--space", make_space("Team").name)
    assert (status, Playbook.objects.get().space.name) == (0, "Team")
    status, results = run(capsys, small, "--space", "Nowhere")
    assert (status, results, Playbook.objects.count()) == (1, [], 1)


def test_one_with_errors_keeps_none_of_the_others_back(db, capsys, small, tmp_path):
    wrong = tmp_path / "wrong.md"
    wrong.write_text(WRONG)
    status, results = run(capsys, wrong, tmp_path / "missing.md", tmp_path, small)
    assert status == 1
    assert [bool(result["errors"]) for result in results] == [True, True, True, False]
    assert [result["path"] for result in results][-1] == str(small)
    assert all(result["slug"] is None and result["phases"] is None for result in results[:3])
    assert Playbook.objects.get().slug == "small-playbook"


def test_the_same_version_with_other_text_is_an_error_of_that_path(db, capsys, small, tmp_path):
    other = tmp_path / "other.md"
    other.write_text(small.read_text().replace("Calculator", "Ruler"))
    status, [first, second] = run(capsys, small, other)
    assert (status, first["errors"], second["slug"]) == (1, [], "small-playbook")
    assert "Raise the version" in second["errors"][0]["text"]
    assert Playbook.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02" * 50, b"Just words.", "# Module: Ünïcode\n## Task 1:\n".encode("cp1252")],
    ids=["empty", "binary", "no headings", "a task without a title"],
)
def test_bad_files_give_errors_and_nothing_is_stored(db, capsys, tmp_path, content):
    file = tmp_path / "bad.md"
    file.write_bytes(content)
    status, [result] = run(capsys, file)
    assert status == 1
    assert result["errors"]
    assert not Playbook.objects.exists()


@pytest.mark.skipif(os.getuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_an_error(capsys, small):
    small.chmod(0)
    status, [result] = run(capsys, small, "--dry-run")
    assert (status, result["errors"][0]["line"]) == (1, 0)


def test_for_people_it_says_what_is_in_it_and_what_was_mended(db, capsys, small):
    small.write_text(small.read_text().replace("\n", "\r\n"), newline="")
    call_command("import_playbook", str(small))
    said = capsys.readouterr().out
    assert "Small playbook 1.0 (small-playbook)" in said
    assert "1 phase, 1 module, 2 tasks, 2 subtasks, 4 items, 2 tools" in said
    assert "warning in line 1:" in said
    assert said.rstrip().endswith("stored")


@pytest.mark.parametrize("database", ["postgres://nobody@127.0.0.1:1/none", ""], ids=["unreachable", "not migrated"])
def test_a_dry_run_needs_no_database(tmp_path, database):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "migops.settings",
        "MIGOPS_DATA": str(tmp_path),
        "MIGOPS_SECRET_KEY": "only-for-tests",
        "DATABASE_URL": database,
        "REDIS_URL": "redis://127.0.0.1:1/0" if database else "",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "import_playbook", str(SHIPPED), "--dry-run", "--json"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert (result["counts"]["modules"], result["counts"]["tasks"], result["errors"]) == (17, 57, [])


@pytest.fixture
def published(tmp_path) -> Path:
    """Two versions in the published layout."""
    for version in ("v1.0", "v2.0"):
        folder = tmp_path / "templates" / "Move-Things" / version / "MoveThings" / "Assess" / "Look around"
        folder.mkdir(parents=True)
        text = f"# Module: Look around\n## Task 1: Look\n#### Description\nIn {version}.\n"
        (folder / "tasks.md").write_text(text)
    return tmp_path / "templates"


@pytest.mark.parametrize("packing", ["", "zip", "gztar"])
def test_folders_and_archives_give_a_result_for_each_version(db, capsys, published, packing):
    path = shutil.make_archive(str(published), packing, published) if packing else published
    status, results = run(capsys, path)
    assert (status, [result["errors"] for result in results]) == (0, [[], []])
    assert [Path(result["path"]).parts[-2:] for result in results] == [("v1.0", "MoveThings"), ("v2.0", "MoveThings")]
    assert [(book.slug, book.version) for book in Playbook.objects.order_by("version")] == [
        ("move-things", "1.0"), ("move-things", "2.0")
    ]  # fmt: skip


@pytest.mark.parametrize("level", ["Move-Things/v2.0", "Move-Things/v2.0/MoveThings"])
def test_a_folder_may_be_named_at_any_level(capsys, published, level):
    (published / "Move-Things" / "Move-Things-Readme.md").write_text("# Move\n\nHow to move things.\n")
    status, [result] = run(capsys, published / level, "--dry-run")
    assert (status, result["title"], result["version"]) == (0, "Move Things", "2.0")
    assert result["summary"] == "How to move things."


def test_what_is_wrong_in_a_folder_names_the_file(db, capsys, published):
    (published / "Move-Things/v1.0/MoveThings/Assess/Look around/tasks.md").write_text("# Module: X\n## Task 1:\n")
    status, [first, second] = run(capsys, published)
    assert (status, second["errors"]) == (1, [])
    assert first["errors"][0]["file"] == "Assess/Look around/tasks.md"
    assert [book.version for book in Playbook.objects.all()] == ["2.0"]


def test_a_damaged_archive_is_an_error(capsys, tmp_path):
    (tmp_path / "plan.zip").write_bytes(b"PK\x03\x04")
    status, [result] = run(capsys, tmp_path / "plan.zip", "--dry-run")
    assert status == 1
    assert "damaged" in result["errors"][0]["text"]
