from datetime import timedelta

import pytest

from journeys.documents.progress import RULES, Light, Measures, due_within, judge, rule_text, tally, target
from journeys.models import ChecklistItem, Outcome
from journeys.models import Task as TaskRow
from tests.documents.snapshots import TODAY, make_item, make_snapshot, make_task

Status = TaskRow.Status
YESTERDAY = TODAY - timedelta(days=1)


def verdict(*tasks, **facts):
    return judge(Measures.of(make_snapshot(*tasks, **facts)))


def done(number):
    return [make_task(100 + n, status=Status.COMPLETED) for n in range(number)]


def test_two_figures_of_what_is_in_scope_and_of_all():
    figures = tally([*done(2), make_task(1), make_task(2, in_scope=False, status=Status.COMPLETED)], TODAY)
    assert (figures.completed_in_scope, figures.in_scope) == (2, 3)
    assert (figures.completed, figures.total) == (3, 4)


@pytest.mark.parametrize("tasks", [[], [make_task(in_scope=False)]])
def test_no_light_while_nothing_is_in_scope(tasks):
    assert verdict(*tasks).light == Light.OFF
    assert verdict(*tasks).because == "No task is in scope yet."


def test_green_when_no_rule_is_broken():
    assert verdict(make_task(due_on=TODAY), due_on=TODAY).light == Light.GREEN


@pytest.mark.parametrize(
    ("tasks", "dates", "light", "because"),
    [
        ([make_task()], {"due_on": YESTERDAY}, Light.RED, "The target date has passed, and 1 task is open."),
        ([make_task(due_on=YESTERDAY), *done(8)], {}, Light.RED, "1 of 9 tasks are overdue, more than a tenth."),
        ([make_task(due_on=YESTERDAY), *done(9)], {}, Light.AMBER, "1 task is overdue."),
        (
            [make_task(status=Status.BLOCKED), *done(8)], {}, Light.RED,
            "1 of 9 tasks are blocked, more than a tenth.",
        ),
        ([make_task(status=Status.BLOCKED), *done(9)], {}, Light.AMBER, "1 task is blocked."),
        (
            [make_task(), *done(1)], {"starts_on": TODAY - timedelta(days=80), "due_on": TODAY + timedelta(days=20)},
            Light.RED, "Completed tasks are 30 points behind the time gone.",
        ),
        (
            [make_task(), *done(1)], {"starts_on": TODAY - timedelta(days=61), "due_on": TODAY + timedelta(days=39)},
            Light.AMBER, "Completed tasks are 11 points behind the time gone.",
        ),
    ],
)  # fmt: skip
def test_the_light_and_why(tasks, dates, light, because):
    found = verdict(*tasks, **dates)
    assert (found.light, found.because) == (light, because)


def test_a_check_that_said_no_turns_it_amber():
    check = make_item(kind=ChecklistItem.Kind.CHECK, outcome=Outcome.NO_GO)
    assert verdict(make_task(items=(check,))).light == Light.AMBER
    assert verdict(make_task(items=(check,), in_scope=False), make_task(2)).light == Light.GREEN


def test_the_worst_rule_decides_and_all_are_named():
    result = verdict(make_task(1, due_on=YESTERDAY), make_task(2, status=Status.BLOCKED), *done(18), due_on=YESTERDAY)
    assert result.light == Light.RED
    assert len(result.findings) == 3


def test_the_rule_is_printed_whole():
    for rule in RULES:
        assert rule.text in rule_text()


def test_a_journey_of_one_day_has_no_lag():
    assert verdict(make_task(), starts_on=TODAY, due_on=TODAY).light == Light.GREEN


def test_due_next_starts_today_and_takes_open_tasks_only():
    snapshot = make_snapshot(
        make_task(1, due_on=TODAY + timedelta(days=14)),
        make_task(2, due_on=TODAY),
        make_task(3, due_on=YESTERDAY),
        make_task(4, due_on=TODAY + timedelta(days=15)),
        make_task(5, due_on=TODAY, status=Status.COMPLETED),
    )
    assert [task.id for task in due_within(snapshot, 14)] == [2, 1]


@pytest.mark.parametrize(
    ("due_on", "said"),
    [
        (None, "No target date is set."),
        (TODAY, "14 Mar 2027, today"),
        (TODAY + timedelta(days=1), "15 Mar 2027, 1 day left"),
        (TODAY - timedelta(days=3), "11 Mar 2027, 3 days ago"),
    ],
)
def test_the_target_date_says_how_far_it_is(due_on, said):
    assert target(make_snapshot(due_on=due_on)) == said
