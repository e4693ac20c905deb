import pytest
from django.core.management import CommandError, call_command

from journeys.models import Document, Journey
from journeys.services import demo

pytestmark = pytest.mark.usefixtures("db", "disk")


def test_loads_with_a_report_that_is_ready_and_removes(capsys):
    call_command("demo")
    assert "two journeys, three people" in capsys.readouterr().out
    assert Document.objects.get().status == Document.Status.READY
    call_command("demo", remove=True)
    assert "gone" in capsys.readouterr().out
    assert not demo.is_there()
    assert not Journey.objects.exists()


def test_says_what_stands_in_the_way():
    with pytest.raises(CommandError, match="no demo data"):
        call_command("demo", remove=True)
    call_command("demo")
    with pytest.raises(CommandError, match="already here"):
        call_command("demo")
