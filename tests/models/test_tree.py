import pytest
from django.db import IntegrityError, transaction

from journeys.models import Task
from journeys.services.journeys import start_journey
from journeys.services.playbooks import import_playbook
from tests.makers import make_space, make_tree, make_user


@pytest.mark.parametrize("plan", [{"starts_after": 10_000}, {"length": 0}, {"length": 10_000}])
def test_the_plan_of_a_task_fits_a_playbook(journey, plan):
    with pytest.raises(IntegrityError, match="task_plan_within_playbook_limits"), transaction.atomic():
        journey.tasks.update(**plan)


@pytest.mark.django_db
def test_a_journey_keeps_the_plan_of_its_playbook():
    playbook = import_playbook(tree=make_tree(3, subtasks=1, days={1: (0, 3), 2: (10,)})).playbook
    start_journey(space=make_space(), title="Acme", by=make_user("Lead"), playbook=playbook)
    plans = Task.objects.filter(parent=None).values_list("title", "starts_after", "length").order_by("title")
    assert list(plans) == [("Task 1", 0, 3), ("Task 2", 10, None), ("Task 3", None, None)]
