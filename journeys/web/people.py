"""The people of a journey: who is here, as what, and what they own."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from journeys.access import may, visible_journeys
from journeys.models import Journey, Member, Role, Team
from journeys.queries.invitations import invitations_of
from journeys.queries.people import people_of, person_of, space_admins_of
from journeys.services.errors import Confirm, Refusal
from journeys.services.invitations import add_or_invite
from journeys.services.members import (
    LONGEST,
    add_contact,
    add_team,
    change_member,
    change_role,
    refuse_if_last_admin,
    remove_member,
)
from journeys.web.invitations import days_field, words_of
from journeys.web.pages import journey_context, journey_page

ROLES = [choice for choice in Role.choices if choice[0] != Role.CONTACT]


class AddMemberForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        help_text="People of this space are added at once. Everyone else gets an invitation by mail.",
    )
    role = forms.ChoiceField(choices=ROLES, initial=Role.CONTRIBUTOR)
    title = forms.CharField(label="Job title", max_length=LONGEST["title"], required=False)
    organisation = forms.CharField(label="Team or organisation", max_length=LONGEST["organisation"], required=False)
    days = days_field()


class TeamForm(forms.Form):
    """A team of the space that is not here yet."""

    team = forms.ModelChoiceField(Team.objects.none(), empty_label=None)
    role = forms.ChoiceField(choices=ROLES, initial=Role.CONTRIBUTOR, help_text="Each of its people has it.")

    @property
    def has_choice(self) -> bool:
        return self.fields["team"].queryset.exists()

    def __init__(self, *args, journey: Journey, **kwargs):
        super().__init__(*args, auto_id="team-%s", **kwargs)
        self.fields["team"].queryset = Team.objects.filter(space=journey.space_id).exclude(memberships__journey=journey)


class ContactForm(forms.Form):
    """Someone without an account."""

    name = forms.CharField(max_length=LONGEST["name"])
    email = forms.EmailField(label="E-mail", required=False)
    title = forms.CharField(label="Job title", max_length=LONGEST["title"], required=False)
    organisation = forms.CharField(label="Organisation", max_length=LONGEST["organisation"], required=False)


class ChangeForm(ContactForm):
    """What is known of a member, and the revision that the change was written from."""

    base_revision = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, data=None, *, member: Member):
        known = {name: getattr(member, name) for name in ContactForm.base_fields}
        initial = {**known, "base_revision": member.journey.revision}
        super().__init__(data, initial=initial, auto_id=f"member-{member.pk}-%s")
        if not member.is_contact:
            del self.fields["name"], self.fields["email"]  # those of the account or the team


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=ROLES)


@require_GET
@journey_page("journey.view")
def people(request, journey: Journey):
    return page(request, journey)


def page(
    request,
    journey: Journey,
    *,
    form: AddMemberForm | None = None,
    team_form: TeamForm | None = None,
    contact_form: ContactForm | None = None,
    wrong: dict | None = None,
    status: int = 200,
    **edited,
):
    """The list. The forms are filled in, with their errors; `wrong` says what a member's new role was refused for.

    `editing` is a member, and `change_form` the form for what is known of them.
    """
    context = journey_context(
        journey,
        "people",
        people=people_of(journey),
        space_admins=space_admins_of(journey),
        invitations=invitations_of(journey) if may(journey.role, "member.manage") else [],
        form=form or AddMemberForm(),
        team_form=team_form or TeamForm(journey=journey),
        contact_form=contact_form or ContactForm(auto_id="contact-%s"),
        wrong=wrong or {},
        roles=ROLES,
        **{"editing": None, "change_form": None, **edited},
    )
    return render(request, "journeys/people.html", context, status=status)


@require_POST
@journey_page("member.manage")
def member_add(request, journey: Journey):
    form = AddMemberForm(request.POST)
    if not form.is_valid():
        return page(request, journey, form=form)
    try:
        added = add_or_invite(place=journey, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("email", str(refusal))
        return page(request, journey, form=form, status=409)
    messages.success(request, words_of(added))
    return redirect("people", journey.pk)


@require_POST
@journey_page("member.manage")
def member_team_add(request, journey: Journey):
    form = TeamForm(request.POST, journey=journey)
    if not form.is_valid():
        return page(request, journey, team_form=form)
    try:
        member = add_team(journey=journey, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("team", str(refusal))
        return page(request, journey, team_form=form, status=409)
    messages.success(request, f"The team {member.name} is here now, as {member.get_role_display().lower()}.")
    return redirect("people", journey.pk)


@require_POST
@journey_page("member.manage")
def contact_add(request, journey: Journey):
    form = ContactForm(request.POST, auto_id="contact-%s")
    if not form.is_valid():
        return page(request, journey, contact_form=form)
    try:
        member = add_contact(journey=journey, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("name", str(refusal))
        return page(request, journey, contact_form=form, status=409)
    messages.success(request, f"{member.name} is here now, as a contact.")
    return redirect("people", journey.pk)


@require_http_methods(["GET", "POST"])
@journey_page("member.manage")
def member_change(request, journey: Journey, member_id: int):
    """The form for what is known of a member, asked for when it is wanted, and the change."""
    member = get_object_or_404(journey.members, pk=member_id)
    member.journey = journey
    if request.method == "GET":
        return edited(request, member, ChangeForm(member=member))
    form = ChangeForm(request.POST, member=member)
    if not form.is_valid():
        return edited(request, member, form)
    change_member(member=member, by=request.user, **form.cleaned_data)
    return redirect(f"{reverse('people', args=[journey.pk])}#member-{member.pk}")


def edited(request, member: Member, form: ChangeForm) -> HttpResponse:
    """The row as a form; without htmx, the page with it."""
    if not request.htmx:
        return page(request, member.journey, editing=member, change_form=form)
    context = {"journey": member.journey, "member": member, "change_form": form}
    return render(request, "journeys/_person_form.html", context)


@require_POST
@journey_page("member.manage")
def member_role(request, journey: Journey, member_id: int):
    member = get_object_or_404(journey.members, pk=member_id)
    form = RoleForm(request.POST)
    try:
        if not form.is_valid():
            raise Refusal("Choose one of the roles.")
        member = change_role(member=member, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        return role_answer(request, journey, member, wrong=str(refusal))
    return role_answer(request, journey, member)


def role_answer(request, journey: Journey, member: Member, wrong: str = "") -> HttpResponse:
    """The member's row as it is now, or with what was wrong; without htmx, the page."""
    status = 409 if wrong else 200
    if not request.htmx:
        told = {member.pk: wrong}
        return page(request, journey, wrong=told, status=status) if wrong else redirect("people", journey.pk)
    if member.stands_for(request.user) and not wrong:
        return HttpResponseClientRefresh()  # what the page offers depends on one's own role
    context = {"journey": journey, "person": person_of(member), "roles": ROLES, "wrong": {member.pk: wrong}}
    return render(request, "journeys/_person.html", context, status=status)


@require_POST
@journey_page("member.manage")
def member_remove(request, journey: Journey, member_id: int):
    member = get_object_or_404(journey.members, pk=member_id)
    refuse_if_last_admin(journey, member)
    if "confirmed" not in request.POST:
        raise Confirm(f"Remove {member.name} from this journey? What they own is left without an owner.")
    remove_member(member=member, by=request.user)
    messages.success(request, f"{member.name} is no longer part of this journey.")
    # Who removes themselves, or their team, may not see the journey any more.
    is_here = visible_journeys(request.user).filter(pk=journey.pk).exists()
    to = reverse("people", args=[journey.pk]) if is_here else reverse("journeys")
    return HttpResponseClientRedirect(to) if request.htmx else redirect(to)
