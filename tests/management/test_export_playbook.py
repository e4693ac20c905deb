from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from journeys.playbooks.writer import write
from journeys.services.playbooks import import_playbook
from tests.makers import make_tree


@pytest.fixture
def tree(db):
    tree = make_tree(2, subtasks=1)
    import_playbook(tree=tree)
    return tree


def test_it_writes_the_canonical_text(tree, capsys, tmp_path):
    call_command("export_playbook", tree.slug)
    assert capsys.readouterr().out == write(tree)
    file = tmp_path / "out.md"
    call_command("export_playbook", tree.slug, "--output", str(file))
    assert file.read_bytes() == write(tree).encode()


def test_it_takes_the_last_version_unless_one_is_named(tree, capsys):
    newer = replace(tree, version="2.0")
    import_playbook(tree=newer)
    call_command("export_playbook", tree.slug)
    assert capsys.readouterr().out == write(newer)
    call_command("export_playbook", tree.slug, "--version", "1.0")
    assert capsys.readouterr().out == write(tree)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["small-playbook", "--version", "9"], "only 1.0"),
        (["other"], "Stored: small-playbook"),
        (["small-playbook", "--output", "/no/such/folder/out.md"], "can't be written"),
    ],
)
def test_errors_say_what_there_is(tree, args, message):
    with pytest.raises(CommandError, match=message):
        call_command("export_playbook", *args)
