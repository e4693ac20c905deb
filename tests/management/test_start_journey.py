import pytest
from django.core.management import CommandError, call_command

from journeys.models import Journey, Role, Space
from journeys.services.playbooks import import_playbook
from tests.makers import make_tree, make_user


@pytest.fixture
def lead(db):
    import_playbook(tree=make_tree(2, subtasks=1))
    return make_user("Lead")


def start(**changes):
    options = {"playbook": "small-playbook", "title": "Acme", "admin": "lead@example.com"} | changes
    call_command("start_journey", *[f"--{name}={value}" for name, value in options.items()])


def test_it_prints_the_id_and_nothing_else(lead, capsys):
    start(space="Contact centres")
    journey = Journey.objects.get()
    assert capsys.readouterr().out == f"{journey.pk}\n"
    assert (journey.space.name, journey.tasks.count()) == ("Contact centres", 4)
    assert journey.members.get().role == Role.ADMIN
    assert journey.space.members.get().user == lead


def test_a_space_that_is_there_stays_as_it_is(lead, capsys):
    start()
    start(title="Beta")
    assert Space.objects.get().journeys.count() == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"admin": "who@example.com"}, "No active account has the address who@example.com"),
        ({"playbook": "other"}, "There is no playbook other. Stored: small-playbook"),
        ({"title": "  "}, "A journey needs a title"),
        ({"title": "x" * 201}, "at most 200"),
        ({"space": " "}, "A space needs a name"),
    ],
)
def test_errors_say_what_is_wrong_and_leave_nothing(lead, changes, message):
    with pytest.raises(CommandError, match=message):
        start(**changes)
    assert not Journey.objects.exists()
    assert not Space.objects.exists()
