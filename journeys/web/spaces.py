"""Spaces: the list, and the page of one, where its people, teams and name are changed in place."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from journeys.access import journeys_for, may_create_space, may_in_space, with_space_role
from journeys.models import Space, SpaceMember, within_reach
from journeys.queries import journeys as journey_query
from journeys.queries import spaces as query
from journeys.queries.invitations import invitations_of
from journeys.services import spaces as service
from journeys.services.errors import Confirm, Refusal
from journeys.services.invitations import add_or_invite
from journeys.web.forms import valid
from journeys.web.invitations import days_field, words_of
from journeys.web.pages import for_signed_in, space_page

ROLES = SpaceMember.Role.choices
JOURNEYS_SHOWN = 20


class NameForm(forms.Form):
    name = forms.CharField(max_length=service.LONGEST_NAME)


class AddPersonForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        help_text="People of its journeys and teams are added at once. Everyone else gets an invitation by mail.",
    )
    role = forms.ChoiceField(choices=ROLES, initial=SpaceMember.Role.CONTRIBUTOR)
    days = days_field()


class TwoFactorForm(forms.Form):
    demanded = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda value: value == "yes")


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=ROLES)


@require_GET
@for_signed_in
def spaces(request):
    mine = with_space_role(request.user).filter(within_reach(request.user), role__isnull=False)
    context = {
        "spaces": query.with_figures(mine).order_by("name", "pk"),
        "may_create": may_create_space(request.user),
        "out_of_reach": query.count_out_of_reach(request.user),
    }
    return render(request, "spaces.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_signed_in
def space_new(request):
    if not may_create_space(request.user):
        raise PermissionDenied("Only who runs a space already creates another. Ask an operator for your first one.")
    form = NameForm(request.POST or None)
    if form.is_valid():
        try:
            space = service.create_space(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("name", str(refusal))
            return render(request, "space_new.html", {"form": form}, status=409)
        messages.success(request, f"{space} is here now, and you run it. Add the people and teams who work in it.")
        return redirect("space", space.pk)
    return render(request, "space_new.html", {"form": form})


@require_GET
@space_page("space.view")
def space(request, space: Space):
    return page(request, space)


def page(request, space: Space, *, wrong: dict | None = None, status: int = 200, **filled) -> HttpResponse:
    """All of a space. Forms are `filled` in, with their errors; `wrong` says what a new role was refused for."""
    mine = journeys_for(request.user).filter(space=space.pk)
    going_on = journey_query.narrowed(mine)
    people, may_change = query.people_of_space(space), may_in_space(space.role, "space.change")
    context = {
        "space": space,
        "may_change": may_change,
        "rows": journey_query.rows_of(going_on[:JOURNEYS_SHOWN], localdate()),
        "journey_count": going_on.count(),
        "archived_count": mine.filter(archived_at__isnull=False).count(),
        "people": people,
        "invitations": invitations_of(space) if may_change else [],
        "is_here": any(person.member.user_id == request.user.pk for person in people),
        "teams": query.teams_of_space(space),
        "roles": ROLES,
        "playbook_count": space.playbooks.count(),
        "in_the_way": query.in_the_way_of(space) if may_change else None,
        "state_of": query.state_of,
        "NAMED": query.NAMED,
        "wrong": wrong or {},
        "form": AddPersonForm(),
        "name_form": NameForm(initial={"name": space.name}, auto_id="space-%s"),
    }
    return render(request, "space.html", context | filled, status=status)


@require_POST
@space_page("space.change")
def space_rename(request, space: Space):
    form = NameForm(request.POST, auto_id="space-%s")
    if not form.is_valid():
        return page(request, space, name_form=form)
    try:
        service.rename_space(space=space, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("name", str(refusal))
        return page(request, space, name_form=form, status=409)
    return redirect("space", space.pk)


@require_POST
@space_page("space.change")
def space_two_factor(request, space: Space):
    """Whether it is closed to people without a second factor."""
    service.demand_two_factor(space=space, by=request.user, **valid(TwoFactorForm(request.POST)))
    return redirect("space", space.pk)


@require_POST
@space_page("space.change")
def space_delete(request, space: Space):
    if "confirmed" not in request.POST and not query.in_the_way_of(space):
        raise Confirm(f"Delete {space} for good? Its people and teams lose what they have by it.")
    service.delete_space(space=space, by=request.user)
    messages.success(request, f"{space} is deleted.")
    return to(request, reverse("spaces"))


@require_POST
@space_page("space.view")
def space_leave(request, space: Space):
    own = space.members.filter(user=request.user).first()
    if own is None:
        raise Refusal("You have no role of your own here. Who is here by a team leaves that team.")
    return removed(request, own, f"Leave {space}? Only one of its admins can let you in again.", f"You left {space}.")


@require_POST
@space_page("space.change")
def space_member_add(request, space: Space):
    form = AddPersonForm(request.POST)
    if not form.is_valid():
        return page(request, space, form=form)
    try:
        added = add_or_invite(place=space, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("email", str(refusal))
        return page(request, space, form=form, status=409)
    messages.success(request, words_of(added))
    return redirect("space", space.pk)


@require_POST
@space_page("space.change")
def space_member_role(request, space: Space, member_id: int):
    member = person_in(space, member_id)
    form = RoleForm(request.POST)
    try:
        if not form.is_valid():
            raise Refusal("Choose one of the roles.")
        service.change_space_role(member=member, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        return role_answer(request, space, member, wrong=str(refusal))
    return role_answer(request, space, member)


def person_in(space: Space, member_id: int) -> SpaceMember:
    return get_object_or_404(space.members.exclude(user=None).select_related("user"), pk=member_id)


def role_answer(request, space: Space, member: SpaceMember, wrong: str = "") -> HttpResponse:
    """The person's row as it is now, or with what was wrong; without htmx, the page."""
    status, told = 409 if wrong else 200, {member.pk: wrong}
    if not request.htmx:
        return page(request, space, wrong=told, status=status) if wrong else redirect("space", space.pk)
    if member.user_id == request.user.pk and not wrong:
        return HttpResponseClientRefresh()  # what the page offers depends on one's own role
    person = next(person for person in query.people_of_space(space) if person.member.pk == member.pk)
    context = {"space": space, "person": person, "may_change": True, "roles": ROLES, "wrong": told}
    return render(request, "_space_person.html", context, status=status)


@require_POST
@space_page("space.change")
def space_member_remove(request, space: Space, member_id: int):
    member = person_in(space, member_id)
    asked = f"Remove {member.user} from {space}? In journeys and teams they stay."
    return removed(request, member, asked, f"{member.user} has no role in {space} any more.")


def removed(request, member: SpaceMember, asked: str, done: str) -> HttpResponse:
    """Asks first. Who removes themselves may not see the space any more."""
    if "confirmed" not in request.POST:
        raise Confirm(asked)
    is_me = member.user_id == request.user.pk
    service.remove_from_space(member=member, by=request.user)
    messages.success(request, done)
    return to(request, reverse("spaces") if is_me else reverse("space", args=[member.space_id]))


def to(request, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
