import pytest

from journeys.documents.changes import changes
from journeys.documents.snapshot import Event
from tests.documents.snapshots import NOW


def event(verb, task=None, **data):
    return Event(NOW, 1, 1, verb, "Ana", task, data)


def light(verb, before, after=None, reason=""):
    return event(f"light.{verb}", before=before, after=after, reason=reason)


def decision(verb, number=1):
    return event(f"decision.{verb}", decision=number, number=number, title="Which carrier")


def risk(verb, number=1, **more):
    return event(f"risk.{verb}", risk=number, number=number, title="Ports come late", **more)


def workbook(verb, name="plan.xlsx"):
    return event(f"workbook.{verb}", name=name, kind="roadmap")


RED = light("overridden", None, "red", "The carrier withdrew")


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([RED], ["Ana set the status to red: The carrier withdrew."]),
        ([RED, light("restored", "red")], []),
        ([light("restored", "red")], ["The status is no longer set by hand: it follows its rule again."]),
        ([RED, light("overridden", "red", "amber", "Back.")], ["Ana set the status to amber: Back."]),
        ([decision("raised")], ["Decision 1, “Which carrier”, was raised and waits to be taken."]),
        ([decision("raised"), decision("approved")], ["Decision 1, “Which carrier”, was taken."]),
        (
            [decision("approved"), decision("edited"), decision("reopened")],
            ["Decision 1, “Which carrier”, is open again."],
        ),
        ([risk("raised")], ["There is a new risk: “Ports come late”."]),
        ([risk("raised"), risk("occurred", note="")], ["The risk “Ports come late” has occurred."]),
        ([risk("occurred", note="By a week")], ["The risk “Ports come late” has occurred: By a week."]),
        ([risk("closed", note="Over.")], ["The risk “Ports come late” is closed."]),
        ([risk("rated"), risk("rated", 2)], ["2 risks were rated anew."]),
        ([risk("raised"), risk("rated")], ["There is a new risk: “Ports come late”."]),
        (
            [event("raci.letters_set", count=3), event("raci.role_added")],
            ["Who does what was changed in 3 places of the RACI."],
        ),
        ([event("raci.role_added")], ["The roles of the RACI changed."]),
        ([event("cost.added"), event("costs.planned")], ["The comparison of costs was revised."]),
        ([event("resource.added")], ["The list of who is there at go-live changed."]),
        ([event("note.edited")], ["The architecture notes were revised."]),
        ([workbook("applied")], ["Changes were taken over from the workbook “plan.xlsx”."]),
        ([workbook("applied"), workbook("undone")], []),
        ([event("task.added", 1), event("task.added", 2), event("task.deleted", 2)], ["1 task was added to the plan."]),
        ([event("task.deleted", 2)], ["1 task was taken out of the plan."]),
        (
            [event("item.added", 1, item=1), event("item.added", 1, item=2)],
            ["2 checklist items were added to the plan."],
        ),
    ],
)
def test_registers_tell_how_things_ended(events, said):
    assert changes(events) == said


def test_bad_news_of_the_journey_come_before_its_registers():
    said = changes([event("note.added"), decision("raised"), risk("occurred", note=""), RED])
    assert [sentence.split()[0] for sentence in said] == ["Ana", "The", "Decision", "The"]
