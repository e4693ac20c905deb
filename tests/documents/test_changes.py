import pytest

from journeys.documents.changes import changes
from journeys.documents.snapshot import Event
from tests.documents.snapshots import NOW


def event(verb, task=None, **data):
    return Event(NOW, 1, 1, verb, "Ana", task, data)


def moved(task, before, after, reason="", title="Port the numbers"):
    verbs = {"completed": "task.completed", "blocked": "task.blocked", "out_of_scope": "task.left_scope"}
    return event(verbs.get(after, "task.started"), task, title=title, before=before, after=after, reason=reason)


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([], []),
        ([moved(n, "planned", "completed") for n in range(12)], ["12 tasks were completed."]),
        ([moved(1, "planned", "in_progress"), moved(1, "in_progress", "completed")], ["1 task was completed."]),
        ([moved(1, "planned", "completed"), moved(1, "completed", "planned")], []),
        ([moved(1, "completed", "in_progress")], ["1 completed task was opened again."]),
        ([moved(1, "planned", "in_progress")], ["1 task was started."]),
        (
            [moved(1, "planned", "blocked", "the carrier is late")],
            ["“Port the numbers” is blocked: the carrier is late."],
        ),
        ([moved(1, "blocked", "in_progress")], ["“Port the numbers” is no longer blocked: it is in progress."]),
        ([moved(1, "planned", "out_of_scope", "not needed")], ["1 task left the scope."]),
        ([event("comment.added", 1, title="x", text="y"), event("nobody.knows", 1)], []),
    ],
)
def test_tasks_tell_where_they_ended(events, said):
    assert changes(events) == said


def test_a_target_date_that_moved_twice_is_one_sentence():
    first = event("journey.changed", before={"due_on": None}, after={"due_on": "2027-03-01"})
    second = event("journey.changed", before={"due_on": "2027-03-01"}, after={"due_on": "2027-03-15"})
    assert changes([first, second]) == ["The target date moved from no date to 15 Mar 2027."]
    back = event("journey.changed", before={"due_on": "2027-03-15"}, after={"due_on": None})
    assert changes([first, second, back]) == []
    assert changes([event("journey.changed", before={"title": "a"}, after={"title": "b"})]) == []


def test_a_start_that_moved_and_the_tasks_with_it():
    start = {"before": {"starts_on": "2027-03-01"}, "after": {"starts_on": "2027-03-08"}}
    task = {"title": "x", "before": {"due_on": "2027-03-05"}, "after": {"due_on": "2027-03-12"}}
    assert changes([event("journey.changed", **start), event("task.scheduled", 1, **task)]) == [
        "The start moved from 1 Mar 2027 to 8 Mar 2027.",
        "1 task has new dates.",
    ]


def test_a_module_that_left_and_came_back_did_not_move():
    left = event("module.left_scope", title="IVR", id=5, reason="later")
    assert changes([left]) == ["The module “IVR” left the scope: later."]
    assert changes([left, event("module.entered_scope", title="IVR", id=5, reason="needed")]) == []


def test_items_are_counted_and_bad_news_is_named():
    def settled(item, before, after, verb="item.settled"):
        return event(verb, 1, item=item, text="Lines are up", kind="check", before=before, after=after)

    events = [settled(1, "open", "go"), settled(2, "open", "no_go"), settled(3, "go", "open", "item.reopened")]
    assert changes(events) == [
        "2 checklist items were settled.",
        "1 checklist item was opened again.",
        "A check came to no-go: Lines are up.",
    ]  # fmt: skip


def test_plan_files_and_people():
    assert changes(
        [
            event("task.scheduled", 1, title="x", before={"due_on": None}, after={"due_on": "2027-03-01"}),
            event("task.assigned", 1, title="x", before=None, after="Ana"),
            event("file.attached", 1, name="a.pdf"),
            event("member.added", name="Ben"),
            event("member.added", name="Cy"),
        ]
    ) == [
        "1 task has new dates.",
        "1 task has a new owner.",
        "1 file was added.",
        "Ben and Cy joined the journey.",
    ]
