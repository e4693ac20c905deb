import pytest
from django.core.management import CommandError, call_command

from tests.makers import make_journey
from tests.services.test_history import tamper

pytestmark = pytest.mark.django_db


def test_all_journeys(capsys):
    first, second = make_journey(title="First"), make_journey(title="Second")
    call_command("verify_history")
    assert capsys.readouterr().out.splitlines() == [
        f"{first.pk} First: 1 event, whole",
        f"{second.pk} Second: 1 event, whole",
    ]


def test_a_broken_one_is_named_and_fails(capsys):
    whole, broken = make_journey(title="Whole"), make_journey(title="Broken")
    tamper("UPDATE journeys_event SET data = '{}' WHERE journey_id = %s", broken.pk)
    with pytest.raises(CommandError, match="The history of 1 of 2 journeys is not what was written"):
        call_command("verify_history")
    assert f"{broken.pk} Broken: broken at event 1: Its content was changed." in capsys.readouterr().out
    call_command("verify_history", whole.pk)


def test_a_journey_that_is_not_there():
    with pytest.raises(CommandError, match="There is no journey 7"):
        call_command("verify_history", 7)
