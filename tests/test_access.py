"""The access table, against the table that was agreed on."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.exceptions import PermissionDenied
from django.http import Http404

from journeys.access import (
    ALLOWED,
    TwoFactorNeeded,
    action_to_answer,
    action_to_approve,
    action_to_settle,
    journey_for,
    journeys_for,
    may,
    may_create_space,
    may_with_team,
    space_for,
    spaces_for,
    team_for,
)
from journeys.models import Approval, ChecklistItem, Decision, Member, Role, Space, SpaceMember, Team
from journeys.services.journeys import delete_journey
from tests.makers import give_second_factor, make_user

ROLES = (Role.ADMIN, Role.CONTRIBUTOR, Role.STAKEHOLDER, Role.VIEWER, Role.CONTACT)
AGREED = {
    "journey.view": "yes yes yes yes no",
    "file.download": "yes yes yes yes no",
    "comment.write": "yes yes yes no no",
    "file.attach": "yes yes yes no no",
    "question.answer": "yes yes yes no no",
    "item.settle_own": "yes yes yes no no",
    "decision.approve_own": "yes yes yes no no",
    "approval.answer_own": "yes yes yes no no",
    "approval.answer": "no no no no no",
    "approval.ask": "yes yes no no no",
    "owner.ask": "yes yes no no no",
    "item.settle": "yes yes no no no",
    "task.change": "yes yes no no no",
    "tree.change": "yes yes no no no",
    "scope.change": "yes yes no no no",
    "decision.change": "yes yes no no no",
    "register.change": "yes yes no no no",
    "document.request": "yes yes no no no",
    "workbook.import": "yes yes no no no",
    "decision.approve": "yes no no no no",
    "approval.withdraw": "yes no no no no",
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


def add_team(space, *people) -> Team:
    team = Team.objects.create(space=space, name=f"Team {Team.objects.count()}")
    team.people.add(*people)
    return team


def let_in(journey, team, role) -> Member:
    return Member.objects.create(journey=journey, team=team, name=team.name, role=role)


@pytest.mark.parametrize("teams", [1, 3])
def test_the_strongest_of_many_roles_counts_in_one_query(journey, cast, django_assert_num_queries, teams):
    for role in (Role.STAKEHOLDER, Role.CONTRIBUTOR, Role.VIEWER)[-teams:]:
        let_in(journey, add_team(journey.space, cast["stranger"], cast["viewer"]), role)
    strongest = Role.CONTRIBUTOR if teams > 1 else Role.VIEWER
    with django_assert_num_queries(2):
        assert journey_for(cast["stranger"], journey.pk, "journey.view").role == strongest
        assert journey_for(cast["viewer"], journey.pk, "journey.view").role == strongest


def test_a_team_that_runs_the_space_is_admin_of_its_journeys(journey, cast):
    team = add_team(journey.space, cast["stranger"])
    SpaceMember.objects.create(space=journey.space, team=team, role=SpaceMember.Role.ADMIN)
    assert journeys_for(cast["stranger"]).get(pk=journey.pk).role == Role.ADMIN
    assert journey.space in spaces_for(cast["stranger"], "space.change")


def test_a_role_by_a_team_ends_with_the_team(journey, cast):
    team = add_team(journey.space, cast["stranger"])
    let_in(journey, team, Role.VIEWER)
    assert journeys_for(cast["stranger"]).filter(pk=journey.pk).exists()
    team.people.clear()
    assert not journeys_for(cast["stranger"]).filter(pk=journey.pk).exists()


def test_a_team_owns_for_each_of_its_people(journey, cast):
    item = ChecklistItem.objects.select_related("owner").first()
    item.owner = let_in(journey, add_team(journey.space, cast["stakeholder"]), Role.VIEWER)
    assert action_to_settle(item, cast["stakeholder"]) == "item.settle_own"
    assert action_to_settle(item, cast["viewer"]) == "item.settle"


def test_only_whom_it_is_asked_of_answers_an_approval(journey, cast):
    approval = Approval(journey=journey, asked=Member.objects.get(user=cast["stakeholder"]))
    assert action_to_answer(approval, cast["stakeholder"]) == "approval.answer_own"
    assert action_to_answer(approval, cast["admin"]) == "approval.answer"


@pytest.mark.parametrize(
    ("who", "action", "answer"),
    [
        ("stranger", "space.view", Http404), ("viewer", "space.view", None),
        ("viewer", "space.change", PermissionDenied), ("admin", "space.change", None),
    ],
)  # fmt: skip
def test_a_space_is_found_for_those_who_may(journey, cast, who, action, answer):
    Roles = SpaceMember.Role
    for name, role in {"viewer": Roles.CONTRIBUTOR, "admin": Roles.ADMIN}.items():
        SpaceMember.objects.create(space=journey.space, user=cast[name], role=role)
    if answer is None:
        assert space_for(cast[who], journey.space_id, action) == journey.space
    else:
        with pytest.raises(answer):
            space_for(cast[who], journey.space_id, action)


@pytest.mark.parametrize("teams", [1, 3])
def test_the_strongest_role_in_a_space_counts_in_one_query(journey, cast, django_assert_num_queries, teams):
    Roles = SpaceMember.Role
    SpaceMember.objects.create(space=journey.space, user=cast["viewer"], role=Roles.CONTRIBUTOR)
    for role in (Roles.CONTRIBUTOR, Roles.ADMIN, Roles.CONTRIBUTOR)[:teams]:
        team = add_team(journey.space, cast["viewer"])
        SpaceMember.objects.create(space=journey.space, team=team, role=role)
    with django_assert_num_queries(1):
        space = space_for(cast["viewer"], journey.space_id, "space.view")
    assert space.role == (Roles.ADMIN if teams > 1 else Roles.CONTRIBUTOR)


@pytest.mark.parametrize(
    ("who", "view", "leave", "change"),
    [
        ("space admin", None, PermissionDenied, None),
        ("space contributor", None, PermissionDenied, PermissionDenied),
        ("own", None, None, PermissionDenied),
        ("root", None, PermissionDenied, None),
        ("journey member", Http404, Http404, Http404),
    ],
)
def test_what_people_may_with_a_team(journey, who, view, leave, change):
    user = make_user(who, is_superuser=who == "root")
    team = add_team(journey.space, *([user] if who == "own" else []))
    if who.startswith("space "):
        SpaceMember.objects.create(space=journey.space, user=user, role=who.removeprefix("space "))
    Member.objects.create(journey=journey, user=user, name=who, role=Role.ADMIN)
    for action, answer in {"team.view": view, "team.leave": leave, "team.change": change}.items():
        if answer is None:
            assert may_with_team(team_for(user, team.pk, action), action)
        else:
            with pytest.raises(answer):
                team_for(user, team.pk, action)


def test_a_team_is_found_in_one_query(journey, cast, django_assert_num_queries):
    team = add_team(journey.space, cast["viewer"])
    with django_assert_num_queries(1):
        assert team_for(cast["viewer"], team.pk, "team.view").space == journey.space


def test_who_runs_a_space_may_create_another(journey, cast):
    SpaceMember.objects.create(space=journey.space, user=cast["viewer"], role=SpaceMember.Role.CONTRIBUTOR)
    team = add_team(journey.space, cast["admin"])
    SpaceMember.objects.create(space=journey.space, team=team, role=SpaceMember.Role.ADMIN)
    allowed = {name for name, user in cast.items() if user and may_create_space(user)}
    assert allowed == {"admin", "stranger"}  # the stranger runs a space of their own
    assert may_create_space(make_user("Root", is_superuser=True))


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


def demand(journey) -> None:
    Space.objects.filter(pk=journey.space_id).update(requires_two_factor=True)


@pytest.mark.parametrize("name", ["admin", "contributor", "stakeholder", "viewer"])
def test_a_space_that_demands_a_second_factor_is_closed_without_one(journey, cast, name):
    demand(journey)
    assert not journeys_for(cast[name]).exists()
    with pytest.raises(TwoFactorNeeded, match="asks for two-factor sign-in"):
        journey_for(cast[name], journey.pk, "journey.view")
    give_second_factor(cast[name])
    assert journeys_for(cast[name]).get().role == name
    assert journey_for(cast[name], journey.pk, "journey.view").role == name


def test_recovery_codes_alone_are_no_second_factor(journey, cast):
    demand(journey)
    RecoveryCodes.activate(cast["viewer"])
    assert not journeys_for(cast["viewer"]).exists()


def test_a_stranger_does_not_learn_that_a_space_demands_one(journey, cast):
    demand(journey)
    for user in (cast["stranger"], give_second_factor(cast["stranger"])):
        with pytest.raises(Http404):
            journey_for(user, journey.pk, "journey.view")
        with pytest.raises(Http404):
            space_for(user, journey.space_id, "space.view")


@pytest.mark.parametrize("is_superuser", [False, True])
def test_the_space_itself_is_closed_too_also_to_superusers(journey, is_superuser):
    demand(journey)
    boss = make_user("Boss", is_superuser=is_superuser)
    SpaceMember.objects.create(space=journey.space, user=boss, role=SpaceMember.Role.ADMIN)
    team = Team.objects.create(space=journey.space, name="Network")
    assert not spaces_for(boss).exists()
    for ask in (
        lambda: space_for(boss, journey.space_id, "space.view"),
        lambda: team_for(boss, team.pk, "team.view"),
        lambda: journey_for(boss, journey.pk, "journey.view"),
    ):
        with pytest.raises(TwoFactorNeeded):
            ask()
    give_second_factor(boss)
    assert spaces_for(boss).get() == space_for(boss, journey.space_id, "space.change") == journey.space
    assert team_for(boss, team.pk, "team.view") == team


def test_the_demand_costs_no_query(journey, cast, django_assert_num_queries):
    demand(journey)
    give_second_factor(cast["viewer"])
    with django_assert_num_queries(1):
        journey_for(cast["viewer"], journey.pk, "journey.view")
