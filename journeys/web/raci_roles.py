"""The roles of the RACI: who they are and who hold them, and what could be added: roles, and letters for one."""

from itertools import islice

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from journeys.models import Journey, RaciRole, Side
from journeys.queries import raci as raci_query
from journeys.queries.letter_suggestions import Suggestion, letters_for
from journeys.queries.role_suggestions import by_side_and_source, offers_for
from journeys.services import raci as raci_service
from journeys.services.errors import Confirm
from journeys.web.forms import valid
from journeys.web.pages import journey_context, journey_page
from journeys.web.raci import may_change, role_in
from journeys.web.templating import plural

# A form of more fields than these would be refused; those that are left come next.
MOST_SUGGESTED = 200


class RoleForm(forms.Form):
    name = forms.CharField(max_length=raci_service.LONGEST_NAME)
    side = forms.ChoiceField(choices=Side.choices)


class ChangeForm(RoleForm):
    base_revision = forms.IntegerField(min_value=0)


class MembersForm(forms.Form):
    def __init__(self, *args, journey: Journey, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["members"] = forms.ModelMultipleChoiceField(journey.members.all(), required=False)


class PlaceForm(forms.Form):
    """In front of which role; behind all when it is left out."""

    def __init__(self, *args, journey: Journey, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["before"] = forms.ModelChoiceField(journey.raci_roles.all(), required=False)


class RemoveForm(forms.Form):
    confirmed = forms.BooleanField(required=False)


class SuggestionsForm(forms.Form):
    def __init__(self, *args, journey: Journey, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ModelChoiceField(raci_query.roles_of(journey))


@require_GET
@journey_page("journey.view")
def raci_roles(request, journey: Journey):
    roles = list(raci_query.roles_of(journey))
    by_side = {side: [role for role in roles if role.side == side] for side in Side}
    context = journey_context(
        journey,
        "raci",
        by_side=by_side,
        sides=Side.choices,
        members=list(journey.members.all()),
        form=RoleForm(initial={"side": Side.CUSTOMER}),
        may_change=may_change(journey),
    )
    return render(request, "journeys/raci_roles.html", context)


@require_POST
@journey_page("register.change")
def raci_role_add(request, journey: Journey):
    role = raci_service.add_role(journey=journey, by=request.user, **valid(RoleForm(request.POST)))
    messages.success(request, f"{role.name} has a column now.")
    return redirect("raci_roles", journey.pk)


@require_POST
@journey_page("register.change")
def raci_role_change(request, journey: Journey, role_id: int):
    said = valid(ChangeForm(request.POST))
    raci_service.change_role(role=role_in(journey, role_id), by=request.user, **said)
    return redirect("raci_roles", journey.pk)


@require_POST
@journey_page("register.change")
def raci_role_members(request, journey: Journey, role_id: int):
    said = valid(MembersForm(request.POST, journey=journey))
    raci_service.set_members(role=role_in(journey, role_id), by=request.user, members=list(said["members"]))
    return redirect("raci_roles", journey.pk)


@require_POST
@journey_page("register.change")
def raci_role_place(request, journey: Journey, role_id: int):
    said = valid(PlaceForm(request.POST, journey=journey))
    raci_service.place_role(role=role_in(journey, role_id), by=request.user, **said)
    return redirect("raci_roles", journey.pk)


@require_POST
@journey_page("register.change")
def raci_role_remove(request, journey: Journey, role_id: int):
    role = role_in(journey, role_id)
    letters = role.letters.count()
    if letters and not valid(RemoveForm(request.POST))["confirmed"]:
        raise Confirm(f"{role.name} has {plural(letters, 'letter')} in the matrix. Remove the role with all of them?")
    raci_service.remove_role(role=role, by=request.user)
    messages.success(request, f"{role.name} is no longer in the matrix.")
    return redirect("raci_roles", journey.pk)


@require_http_methods(["GET", "POST"])
@journey_page("register.change")
def raci_offers(request, journey: Journey):
    """Roles to start with: those that a person ticks are added."""
    offers = offers_for(journey)
    if request.method == "GET":
        context = journey_context(journey, "raci", offers=by_side_and_source(offers))
        return render(request, "journeys/raci_offers.html", context)
    ticked = set(request.POST.getlist("role"))
    chosen = [(offer.side, offer.name) for offer in offers if offer.value in ticked]
    added = raci_service.add_roles(journey=journey, roles=chosen, by=request.user)
    messages.success(request, f"{plural(len(added), 'role was', 'roles were')} added.")
    return redirect("raci", journey.pk)


@require_http_methods(["GET", "POST"])
@journey_page("register.change")
def raci_suggestions(request, journey: Journey):
    """Letters for one role, each with the rule that suggests it: a person accepts some, or all of a rule."""
    form = SuggestionsForm(request.POST or request.GET, journey=journey)
    role = form.cleaned_data["role"] if form.is_valid() else None
    rows = raci_query.rows_of(journey)
    suggestions = list(islice(letters_for(role, rows), MOST_SUGGESTED)) if role else []
    if request.method == "POST" and role:
        return accept(request, journey, role, suggestions)
    context = journey_context(
        journey,
        "raci",
        role=role,
        roles=list(raci_query.roles_of(journey)),
        suggestions=suggestions,
        is_cut=len(suggestions) == MOST_SUGGESTED,
    )
    return render(request, "journeys/raci_suggestions.html", context)


def accept(request, journey: Journey, role: RaciRole, suggestions: list[Suggestion]) -> HttpResponse:
    """A cell that someone filled meanwhile is no longer suggested, and stays as it is."""
    ticked = set(request.POST.getlist("accept"))
    whole = request.POST.get("rule")
    accepted = {each.row.key: each.letter for each in suggestions if each.row.key in ticked or each.says == whole}
    rows = raci_query.find_rows(journey, accepted)
    cells = [raci_service.Cell(role, row, accepted[key], before="") for key, row in rows.items()]
    count = raci_service.set_letters(journey=journey, cells=cells, by=request.user)
    messages.success(request, f"{role.name} has {plural(count, 'more letter')}.")
    return redirect("raci", journey.pk)
