"""The access table, against the table that was agreed on."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from journeys.access import ALLOWED, action_to_approve, action_to_settle, journey_for, journeys_for, may, spaces_for
from journeys.models import ChecklistItem, Decision, Member, Role, SpaceMember
from journeys.services.journeys import delete_journey
from tests.makers import make_user

ROLES = (Role.ADMIN, Role.CONTRIBUTOR, Role.STAKEHOLDER, Role.VIEWER, Role.CONTACT)
AGREED = {
    "journey.view": "yes yes yes yes no",
    "file.download": "yes yes yes yes no",
    "comment.write": "yes yes yes no no",
    "file.attach": "yes yes yes no no",
    "question.answer": "yes yes yes no no",
    "item.settle_own": "yes yes yes no no",
    "decision.approve_own": "yes yes yes no no",
    "item.settle": "yes yes no no no",
    "task.change": "yes yes no no no",
    "tree.change": "yes yes no no no",
    "scope.change": "yes yes no no no",
    "decision.change": "yes yes no no no",
    "register.change": "yes yes no no no",
    "document.request": "yes yes no no no",
    "workbook.import": "yes yes no no no",
    "decision.approve": "yes no no no no",
    "tree.delete": "yes no no no no",
    "file.remove": "yes no no no no",
    "comment.moderate": "yes no no no no",
    "document.delete": "yes no no no no",
    "member.manage": "yes no no no no",
    "journey.change": "yes no no no no",
}


def test_every_action_is_agreed_on():
    assert set(AGREED) == set(ALLOWED)


@pytest.mark.parametrize("action", AGREED)
def test_each_role_may_what_was_agreed(action):
    assert ["yes" if may(role, action) else "no" for role in ROLES] == AGREED[action].split()


def test_an_unknown_action_is_an_error():
    with pytest.raises(KeyError):
        may(Role.ADMIN, "journey.explode")


@pytest.mark.parametrize("name", ["admin", "contributor", "stakeholder", "viewer"])
def test_members_have_their_role(journey, cast, name):
    assert journeys_for(cast[name]).get(pk=journey.pk).role == name


def test_a_stranger_learns_nothing_and_a_member_is_told(journey, cast):
    with pytest.raises(Http404):
        journey_for(cast["stranger"], journey.pk, "journey.view")
    with pytest.raises(PermissionDenied, match="viewer"):
        journey_for(cast["viewer"], journey.pk, "item.settle")


def test_an_admin_of_the_space_is_an_admin_of_its_journeys(journey, cast):
    SpaceMember.objects.create(space=journey.space, user=cast["viewer"], role=SpaceMember.Role.ADMIN)
    assert journeys_for(cast["viewer"]).get(pk=journey.pk).role == Role.ADMIN


def test_a_contributor_of_the_space_does_not_see_every_journey(journey, cast):
    SpaceMember.objects.create(space=journey.space, user=cast["stranger"], role=SpaceMember.Role.CONTRIBUTOR)
    assert not journeys_for(cast["stranger"]).filter(pk=journey.pk).exists()
    assert journey.space in spaces_for(cast["stranger"], "journey.create")


def test_a_superuser_may_everything(journey):
    root = make_user("Root", is_superuser=True)
    assert journeys_for(root).get(pk=journey.pk).role == Role.ADMIN


def test_a_role_counts_from_the_next_request(journey, cast):
    Member.objects.filter(user=cast["viewer"]).update(role=Role.ADMIN)
    assert journey_for(cast["viewer"], journey.pk, "journey.change")
    Member.objects.filter(user=cast["viewer"]).delete()
    with pytest.raises(Http404):
        journey_for(cast["viewer"], journey.pk, "journey.view")


def test_a_deleted_journey_is_gone_for_everyone(journey, cast):
    delete_journey(journey=journey, by=cast["admin"])
    with pytest.raises(Http404):
        journey_for(cast["admin"], journey.pk, "journey.view")


def test_the_role_costs_one_query(journey, cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        journey_for(cast["viewer"], journey.pk, "journey.view")


def test_what_settling_an_item_takes(journey, cast):
    item = ChecklistItem.objects.select_related("owner").first()
    assert action_to_settle(item, cast["stakeholder"]) == "item.settle"
    item.owner = Member.objects.get(user=cast["stakeholder"])
    assert action_to_settle(item, cast["stakeholder"]) == "item.settle_own"
    item.kind = ChecklistItem.Kind.QUESTION
    assert action_to_settle(item, cast["stakeholder"]) == "question.answer"


def test_what_approving_a_decision_takes(journey, cast):
    decision = Decision(journey=journey)
    assert action_to_approve(decision, cast["stakeholder"]) == "decision.approve"
    decision.approver = Member.objects.get(user=cast["stakeholder"])
    assert action_to_approve(decision, cast["stakeholder"]) == "decision.approve_own"
    decision.approver = Member(journey=journey, name="Carrier desk", role=Role.CONTACT)
    assert action_to_approve(decision, cast["stakeholder"]) == "decision.approve"
