"""Invitations: the page behind the link in the mail, and the lists of those who are invited."""

from allauth.account.utils import perform_login
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from journeys.models import Invitation, Journey, Member, Space, SpaceMember, Team, TeamMember, User
from journeys.queries.pending import invitations_to
from journeys.services import invitations as service
from journeys.services.errors import Refusal
from journeys.services.invitations import DAYS, MOST_DAYS, Gone, Place
from journeys.web.account_forms import AccountForm
from journeys.web.limits import is_too_often, slowed_down
from journeys.web.pages import for_anybody, for_signed_in, journey_page, refused, space_page, team_page
from journeys.web.templating import moment


def days_field() -> forms.IntegerField:
    """How long an invitation counts."""
    return forms.IntegerField(
        label="An invitation counts for", min_value=1, max_value=MOST_DAYS, initial=DAYS,
        help_text=f"Days, 1 to {MOST_DAYS}.",
    )  # fmt: skip


@for_anybody
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token: str):
    """What its link opens. Whatever is wrong with a token, the answer is the same."""
    if is_too_often(request, "dead_link", dry_run=True):
        return slowed_down(request)
    invitation = service.find(token)
    if invitation is None or not may_open(request, invitation):
        is_too_often(request, "dead_link")  # counts this one
        return gone(request)
    try:
        return answered(request, invitation) if request.method == "POST" else shown(request, invitation)
    except Gone:
        return gone(request)
    except Refusal as refusal:
        return refused(request, refusal)


def may_open(request, invitation: Invitation) -> bool:
    """Nobody is taken for the owner of the address, and of those who are signed in only they are."""
    user = request.user
    return not user.is_authenticated or Invitation.objects.to(user).filter(pk=invitation.pk).exists()


def gone(request) -> HttpResponse:
    return render(request, "invitation_gone.html", status=404)


def shown(request, invitation: Invitation, form: AccountForm | None = None) -> HttpResponse:
    """The invitation, with what this visitor can do: answer, sign in, or make the account."""
    context = {
        "invitation": invitation,
        "place": invitation.place,
        "has_account": User.objects.filter(email=invitation.email).exists(),
        "form": form or AccountForm(email=invitation.email),
        "sign_in": f"{reverse('account_login')}?{urlencode({'next': request.path})}",
    }
    return render(request, "invitation.html", context)


def answered(request, invitation: Invitation) -> HttpResponse:
    if request.user.is_authenticated:
        return answer(request, invitation)
    if User.objects.filter(email=invitation.email).exists():
        return shown(request, invitation)
    if request.POST.get("answer") == "decline":
        service.decline(invitation=invitation, by=None)
        return render(request, "invitation_declined.html", {"place": invitation.place})
    form = AccountForm(request.POST, email=invitation.email)
    if not form.is_valid():
        return shown(request, invitation, form)
    user = service.accept_with_new_account(invitation=invitation, **form.cleaned_data)
    messages.success(request, f"Welcome to {invitation.place}.")
    return perform_login(request, user, redirect_url=home_of(invitation.place))


def answer(request, invitation: Invitation) -> HttpResponse:
    """The yes or no of the person whom it is for."""
    if request.POST.get("answer") == "accept":
        place = service.accept(invitation=invitation, by=request.user)
        messages.success(request, f"Welcome to {place}.")
        return redirect(home_of(place))
    service.decline(invitation=invitation, by=request.user)
    messages.success(request, f"You declined the invitation to {invitation.place}.")
    return redirect("pending")


def home_of(place: Place) -> str:
    page = "overview" if isinstance(place, Journey) else service.kind_of(place)
    return reverse(page, args=[place.pk])


@for_signed_in
@require_POST
def invitation_answer(request, invitation_id: int):
    """From the page of what is pending."""
    invitation = get_object_or_404(invitations_to(request.user), pk=invitation_id)
    try:
        return answer(request, invitation)
    except Refusal as refusal:
        return refused(request, refusal)


@require_POST
@journey_page("member.manage")
def journey_invitation_resend(request, journey: Journey, invitation_id: int):
    sent_again(request, get_object_or_404(journey.invitations, pk=invitation_id))
    return redirect("people", journey.pk)


@require_POST
@journey_page("member.manage")
def journey_invitation_revoke(request, journey: Journey, invitation_id: int):
    taken_back(request, get_object_or_404(journey.invitations, pk=invitation_id))
    return redirect("people", journey.pk)


@require_POST
@space_page("space.change")
def space_invitation_resend(request, space: Space, invitation_id: int):
    sent_again(request, get_object_or_404(space.invitations, pk=invitation_id))
    return redirect("space", space.pk)


@require_POST
@space_page("space.change")
def space_invitation_revoke(request, space: Space, invitation_id: int):
    taken_back(request, get_object_or_404(space.invitations, pk=invitation_id))
    return redirect("space", space.pk)


@require_POST
@team_page("team.change")
def team_invitation_resend(request, team: Team, invitation_id: int):
    sent_again(request, get_object_or_404(team.invitations, pk=invitation_id))
    return redirect("team", team.pk)


@require_POST
@team_page("team.change")
def team_invitation_revoke(request, team: Team, invitation_id: int):
    taken_back(request, get_object_or_404(team.invitations, pk=invitation_id))
    return redirect("team", team.pk)


def words_of(added: Member | SpaceMember | TeamMember | Invitation) -> str:
    """What came of adding someone."""
    if isinstance(added, Invitation):
        return f"An invitation is on its way to {added.email}. It counts until {moment(added.expires_at)}."
    if isinstance(added, TeamMember):
        return f"{added.user} is in the team now."
    return f"{added.user} is here now, as {added.get_role_display().lower()}."


def sent_again(request, invitation: Invitation) -> None:
    service.resend(invitation=invitation, by=request.user)
    messages.success(request, f"A new mail is on its way to {invitation.email}. The link before it counts no more.")


def taken_back(request, invitation: Invitation) -> None:
    service.revoke(invitation=invitation, by=request.user)
    messages.success(request, f"The invitation of {invitation.email} is revoked.")
