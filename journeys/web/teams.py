"""Teams: making one in a space, and the page of one."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from journeys.access import journeys_for, may_in_space, may_with_team
from journeys.models import Space, SpaceMember, Team, TeamMember
from journeys.queries import spaces as query
from journeys.queries.invitations import invitations_of
from journeys.services import teams as service
from journeys.services.errors import Confirm, Refusal
from journeys.services.invitations import add_or_invite
from journeys.web.forms import valid
from journeys.web.invitations import days_field, words_of
from journeys.web.pages import space_page, team_page
from journeys.web.spaces import NameForm, to

ROLES = [("", "None"), *SpaceMember.Role.choices]


class TeamRoleForm(forms.Form):
    role = forms.ChoiceField(
        label="Role in the space", choices=ROLES, required=False, help_text="Each of its people has it."
    )


class TeamForm(TeamRoleForm, NameForm):
    """A new team."""

    field_order = ["name", "role"]


class PersonForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        help_text="People of the space are added at once. Everyone else gets an invitation by mail.",
    )
    days = days_field()


@require_http_methods(["GET", "HEAD", "POST"])
@space_page("team.change")
def team_new(request, space: Space):
    form = TeamForm(request.POST or None)
    if form.is_valid():
        try:
            team = service.create_team(space=space, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("name", str(refusal))
            return render(request, "team_new.html", {"space": space, "form": form}, status=409)
        messages.success(request, f"{team} is here now. Add its people.")
        return redirect("team", team.pk)
    return render(request, "team_new.html", {"space": space, "form": form})


@require_GET
@team_page("team.view")
def team(request, team: Team):
    return page(request, team)


def page(request, team: Team, *, status: int = 200, **filled) -> HttpResponse:
    """All of a team. Forms are `filled` in, with their errors."""
    membership = SpaceMember.objects.filter(team=team).first()
    may_change = may_with_team(team, "team.change")
    context = {
        "team": team,
        "may_change": may_change,
        "invitations": invitations_of(team) if may_change else [],
        "sees_space": may_in_space(team.role, "space.view"),
        "membership": membership,
        "people": list(team.members.select_related("user").order_by("user__name", "pk")),
        "memberships": query.journeys_of_team(team, journeys_for(request.user)),
        "form": PersonForm(),
        "role_form": TeamRoleForm(initial={"role": membership.role if membership else ""}),
        "name_form": NameForm(initial={"name": team.name}, auto_id="team-%s"),
    }
    return render(request, "team.html", context | filled, status=status)


@require_POST
@team_page("team.change")
def team_rename(request, team: Team):
    form = NameForm(request.POST, auto_id="team-%s")
    if not form.is_valid():
        return page(request, team, name_form=form)
    try:
        service.rename_team(team=team, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("name", str(refusal))
        return page(request, team, name_form=form, status=409)
    return redirect("team", team.pk)


@require_POST
@team_page("team.change")
def team_role(request, team: Team):
    service.set_team_role(team=team, by=request.user, **valid(TeamRoleForm(request.POST)))
    return redirect("team", team.pk)


@require_POST
@team_page("team.change")
def team_delete(request, team: Team):
    service.refuse_in_journeys(team)
    if "confirmed" not in request.POST:
        raise Confirm(f"Delete the team {team}? Its people lose what they have by it.")
    service.delete_team(team=team, by=request.user)
    messages.success(request, f"The team {team} is deleted.")
    return to(request, reverse("space", args=[team.space_id]))


@require_POST
@team_page("team.change")
def team_person_add(request, team: Team):
    form = PersonForm(request.POST)
    if not form.is_valid():
        return page(request, team, form=form)
    try:
        added = add_or_invite(place=team, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("email", str(refusal))
        return page(request, team, form=form, status=409)
    messages.success(request, words_of(added))
    return redirect("team", team.pk)


@require_POST
@team_page("team.change")
def team_person_remove(request, team: Team, user_id: int):
    member = get_object_or_404(team.members.select_related("user"), user=user_id)
    asked = f"Remove {member.user} from {team}? What they have by the team ends with it."
    return removed(request, team, member, asked, f"{member.user} is no longer in the team.")


@require_POST
@team_page("team.leave")
def team_leave(request, team: Team):
    asked = f"Leave {team}? What you have by the team ends with it."
    return removed(request, team, team.members.get(user=request.user), asked, f"You left {team}.")


def removed(request, team: Team, member: TeamMember, asked: str, done: str) -> HttpResponse:
    """Asks first. Who removes themselves may not see the team any more."""
    if "confirmed" not in request.POST:
        raise Confirm(asked)
    service.remove_from_team(member=member, by=request.user)
    messages.success(request, done)
    is_me = member.user_id == request.user.pk
    return to(request, reverse("spaces") if is_me else reverse("team", args=[team.pk]))
