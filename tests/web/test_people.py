import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from journeys.models import Journey, Member, Role, Space, SpaceMember
from journeys.services.journeys import lock_journey
from journeys.services.members import add_contact, add_team, change_member
from journeys.services.tasks import assign
from journeys.services.teams import add_to_team, create_team
from tests.cast import members_read
from tests.makers import make_journey, make_user

HTMX = {"HX-Request": "true"}
ADMINS = [
    ("admin", True, 302),
    ("contributor", False, 403),
    ("stakeholder", False, 403),
    ("viewer", False, 403),
    ("stranger", False, 404),
    ("nobody", False, 302),
]


@pytest.fixture
def dora(db):
    return make_user("Dora")


@pytest.fixture
def viewer(cast, journey):
    return journey.members.get(user=cast["viewer"])


def people(client, journey):
    return client.get(reverse("people", args=[journey.pk]))


def add(client, journey, email="dora@example.com", role=Role.STAKEHOLDER, organisation="Carrier"):
    return client.post(
        reverse("member_add", args=[journey.pk]),
        {"email": email, "role": role, "organisation": organisation, "days": 14},
    )


def change(client, member, role, **more):
    return client.post(reverse("member_role", args=[member.journey_id, member.pk]), {"role": role}, **more)


def remove(client, member, headers=None, **data):
    return client.post(reverse("member_remove", args=[member.journey_id, member.pk]), data, headers=headers)


@members_read
def test_members_read(client_of, journey, who, status):
    assert people(client_of(who), journey).status_code == status


@pytest.mark.parametrize(("who", "done", "status"), ADMINS)
def test_only_admins_add(client_of, journey, dora, who, done, status):
    SpaceMember.objects.create(space=journey.space, user=dora)
    assert add(client_of(who), journey).status_code == status
    assert journey.members.filter(user=dora, role=Role.STAKEHOLDER, organisation="Carrier").exists() == done


@pytest.mark.parametrize(("who", "done", "status"), ADMINS)
def test_only_admins_change_roles(client_of, viewer, who, done, status):
    assert change(client_of(who), viewer, Role.CONTRIBUTOR).status_code == status
    viewer.refresh_from_db()
    assert (viewer.role == Role.CONTRIBUTOR) == done


@pytest.mark.parametrize(("who", "done", "status"), ADMINS)
def test_only_admins_remove(client_of, viewer, who, done, status):
    assert remove(client_of(who), viewer, confirmed="true").status_code == status
    assert Member.objects.filter(pk=viewer.pk).exists() != done


def test_only_admins_see_how_to_change(client_of, journey):
    assert "Add or invite" in people(client_of("admin"), journey).text
    page = people(client_of("contributor"), journey).text
    assert "Add or invite" not in page
    assert "Remove from the journey" not in page
    assert "viewer@example.com" in page


@pytest.mark.parametrize("members", [1, 3])
def test_costs_the_same_however_many_people(client_of, journey, members, django_assert_num_queries):
    for number in range(members):
        member = Member.objects.create(journey=journey, user=make_user(f"Person {number}"), name=f"Person {number}")
        assign(task=journey.tasks.all()[number], owner=member, by=journey.created_by)
    client = client_of("admin")
    # user, journey, figures, members, tasks, items, links, admins, invitations, teams to add
    with django_assert_num_queries(10):
        page = people(client, journey)
    assert page.content.count(b'<tr id="member-') == 5 + members
    assert page.content.count(b">1 task, 1 open</a>") == members


def test_what_they_own_links_to_it(client_of, journey, viewer):
    assign(task=journey.tasks.first(), owner=viewer, by=journey.created_by)
    item = journey.tasks.first().items.first()
    item.owner = viewer
    item.save(update_fields=["owner"])
    page = people(client_of("viewer"), journey).text
    assert f'href="{reverse("outline", args=[journey.pk])}?owner={viewer.pk}">1 task, 1 open</a>' in page
    assert "1 checklist item, 1 open" in page


def test_contacts_and_admins_of_the_space_are_named(client_of, journey, dora):
    Member.objects.create(journey=journey, name="Carrier desk", email="desk@example.com", role=Role.CONTACT)
    SpaceMember.objects.create(space=Space.objects.get(pk=journey.space_id), user=dora, role=SpaceMember.Role.ADMIN)
    page = people(client_of("viewer"), journey).text
    assert "Carrier desk" in page
    assert "because they run the space Space: Dora." in page


@pytest.mark.parametrize(
    ("email", "status", "error"),
    [
        ("nonsense", 200, "Enter a valid email address."),
        ("viewer@example.com", 409, "viewer is already here, as viewer."),
    ],
)
def test_what_is_wrong_with_an_address_stands_beside_it(client_of, journey, email, status, error):
    page = add(client_of("admin"), journey, email)
    assert page.status_code == status
    field = page.text[page.text.index('for="id_email"') :]
    assert error in field[: field.index('for="id_role"')]
    assert f'value="{email}"' in page.text


def test_nobody_is_added_as_a_contact(client_of, journey, dora):
    assert add(client_of("admin"), journey, role=Role.CONTACT).status_code == 200
    assert not journey.members.filter(user=dora).exists()


def test_a_locked_journey_says_why(client_of, journey, dora):
    lock_journey(journey=journey, reason="Cutover.", by=journey.created_by)
    page = add(client_of("admin"), journey)
    assert page.status_code == 409
    assert "This journey is locked: Cutover." in page.text


def test_a_role_changes_in_place(client_of, viewer):
    row = change(client_of("admin"), viewer, Role.CONTRIBUTOR, headers=HTMX)
    assert row.status_code == 200
    assert row.text.strip().startswith(f'<tr id="member-{viewer.pk}"')
    assert '<option value="contributor" selected>' in row.text


def test_a_role_that_counts_at_once(client_of, viewer):
    viewer_client = client_of("viewer")
    change(client_of("admin"), viewer, Role.ADMIN)
    assert "Add or invite" in people(viewer_client, viewer.journey).text


def alone(journey, cast):
    """The admin of the cast, as the only admin."""
    journey.members.filter(user=journey.created_by).delete()
    return journey.members.get(user=cast["admin"])


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_last_admin_stays_one(client_of, journey, cast, headers):
    last = alone(journey, cast)
    answer = change(client_of("admin"), last, Role.VIEWER, headers=headers)
    assert answer.status_code == 409
    assert "admin is the last admin of this journey. Make someone else an admin first." in answer.text
    assert f'id="role-{last.pk}-error"' in answer.text
    last.refresh_from_db()
    assert last.role == Role.ADMIN


def test_the_last_admin_can_not_be_removed(client_of, journey, cast):
    answer = remove(client_of("admin"), alone(journey, cast))
    assert answer.status_code == 409
    assert "is the last admin of this journey" in answer.text
    assert "Yes, do it" not in answer.text


def test_a_role_that_does_not_exist(client_of, viewer):
    answer = change(client_of("admin"), viewer, "king")
    assert answer.status_code == 409
    assert "Choose one of the roles." in answer.text


def test_removing_asks_first(client_of, viewer):
    client = client_of("admin")
    asked = remove(client, viewer)
    assert asked.status_code == 409
    assert "Remove viewer from this journey?" in asked.text
    assert Member.objects.filter(pk=viewer.pk).exists()
    done = remove(client, viewer, confirmed="true")
    assert done.url == reverse("people", args=[viewer.journey_id])
    assert [str(message) for message in get_messages(done.wsgi_request)] == [
        "viewer is no longer part of this journey."
    ]


def test_removing_by_htmx_reloads_the_page(client_of, viewer):
    client = client_of("admin")
    assert remove(client, viewer, headers=HTMX)["HX-Retarget"] == "#notice"
    done = remove(client, viewer, headers=HTMX, confirmed="true")
    assert done["HX-Redirect"] == reverse("people", args=[viewer.journey_id])


def test_who_leaves_lands_on_the_journeys(client_of, journey, cast):
    me = journey.members.get(user=cast["admin"])
    assert remove(client_of("admin"), me, confirmed="true").url == reverse("journeys")


def test_who_takes_their_own_rights_gets_the_page_without_them(client_of, journey, cast):
    me = journey.members.get(user=cast["admin"])
    assert change(client_of("admin"), me, Role.VIEWER, headers=HTMX)["HX-Refresh"] == "true"


def test_members_of_other_journeys_are_not_here(client_of, journey):
    client = client_of("admin")
    other = make_journey(by=make_user("Someone"), title="Other")
    member = other.members.get()
    for name in ("member_role", "member_remove"):
        url = reverse(name, args=[journey.pk, member.pk])
        assert client.post(url, {"role": "viewer", "confirmed": "true"}).status_code == 404
    assert other.members.filter(pk=member.pk, role=Role.ADMIN).exists()


@pytest.fixture
def team(journey, dora):
    team = create_team(space=journey.space, name="<b>Network</b>", by=journey.created_by)
    add_to_team(team=team, email=dora.email, by=journey.created_by)
    return team


@pytest.mark.parametrize(("who", "done", "status"), ADMINS)
def test_only_admins_add_teams(client_of, journey, team, who, done, status):
    answer = client_of(who).post(
        reverse("member_team_add", args=[journey.pk]), {"team": team.pk, "role": "stakeholder"}
    )
    assert answer.status_code == status
    assert journey.members.filter(team=team, role=Role.STAKEHOLDER).exists() == done


def test_a_team_stands_among_the_people(client_of, journey, team):
    assert "Add a team" in people(client_of("admin"), journey).text
    member = add_team(journey=journey, team=team, role=Role.VIEWER, by=journey.created_by)
    page = people(client_of("admin"), journey).text
    assert "Add a team" not in page  # all of them are here
    assert "&lt;b&gt;Network&lt;/b&gt;" in page
    assert "<b>Network</b>" not in page
    assert "Team of 1 person" in page
    assert "Dora" in page
    assert reverse("team", args=[team.pk]) not in page  # the admin of the journey has no role in the space
    row = change(client_of("admin"), member, Role.CONTRIBUTOR, headers=HTMX)
    assert '<option value="contributor" selected>' in row.text
    form = client_of("admin").get(reverse("member_change", args=[journey.pk, member.pk])).text
    assert f'id="member-{member.pk}-name"' not in form


def test_a_team_counts_at_once_and_leaves_as_fast(client, client_of, journey, team, dora):
    client.force_login(dora)
    assert people(client, journey).status_code == 404
    admin = client_of("admin")
    admin.post(reverse("member_team_add", args=[journey.pk]), {"team": team.pk, "role": "admin"})
    assert people(client, journey).status_code == 200
    member = journey.members.get(team=team)
    gone = remove(client, member, confirmed="true")
    assert gone.url == reverse("journeys")  # she was here by the team alone
    assert people(client, journey).status_code == 404


def test_a_team_of_another_space_is_no_choice(client_of, journey):
    other = create_team(space=Space.objects.create(name="Afar"), name="Afar", by=journey.created_by)
    page = client_of("admin").post(reverse("member_team_add", args=[journey.pk]), {"team": other.pk, "role": "viewer"})
    assert page.status_code == 200
    assert not journey.members.filter(team=other).exists()


@pytest.mark.parametrize("teams", [1, 3])
def test_costs_the_same_however_many_teams(client_of, journey, dora, teams, django_assert_num_queries):
    by = journey.created_by
    for number in range(teams):
        team = create_team(space=journey.space, name=f"Team {number}", by=by)
        add_to_team(team=team, email=dora.email, by=by)
        add_team(journey=journey, team=team, role=Role.VIEWER, by=by)
    client = client_of("viewer")
    with django_assert_num_queries(9):  # as for people, who is in teams, without what is for admins
        page = people(client, journey)
    assert page.text.count("Team of 1 person") == teams


def test_the_space_is_linked_for_its_people(client_of, journey, cast):
    link = f'href="{reverse("space", args=[journey.space_id])}"'
    assert link not in people(client_of("viewer"), journey).text
    SpaceMember.objects.create(space=journey.space, user=cast["viewer"], role=SpaceMember.Role.CONTRIBUTOR)
    assert link in people(client_of("viewer"), journey).text


UMA = {"name": "Uma Lind", "email": "uma@example.net", "title": "NOC lead", "organisation": "Carrier"}


@pytest.fixture
def uma(journey):
    return add_contact(journey=journey, by=journey.created_by, **UMA)


def add_one(client, journey, **facts):
    return client.post(reverse("contact_add", args=[journey.pk]), {**UMA, **facts})


def correct(client, member, headers=None, **facts):
    return client.post(reverse("member_change", args=[member.journey_id, member.pk]), facts, headers=headers)


@pytest.mark.parametrize(("who", "done", "status"), ADMINS)
def test_only_admins_add_contacts(client_of, journey, cast, who, done, status):
    assert add_one(client_of(who), journey).status_code == status
    assert journey.members.filter(role=Role.CONTACT, **UMA).exists() == done


@pytest.mark.parametrize(("who", "done", "status"), ADMINS)
def test_only_admins_correct_what_is_known(client_of, uma, who, done, status):
    assert correct(client_of(who), uma, **{**UMA, "title": "Head of NOC"}).status_code == status
    uma.refresh_from_db()
    assert (uma.title == "Head of NOC") == done


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_form_for_a_person_holds_what_is_known(client_of, journey, uma, viewer, headers):
    client = client_of("admin")
    of_contact, of_account = (
        client.get(reverse("member_change", args=[journey.pk, member.pk]), headers=headers).text
        for member in (uma, viewer)
    )
    for value in UMA.values():
        assert f'value="{value}"' in of_contact
    assert f'id="member-{viewer.pk}-title"' in of_account
    assert f'id="member-{viewer.pk}-name"' not in of_account


def test_people_are_shown_with_their_titles(client_of, journey, uma):
    page = people(client_of("viewer"), journey).text
    assert "NOC lead" in page
    assert reverse("member_change", args=[journey.pk, uma.pk]) not in page


@pytest.mark.parametrize(
    ("facts", "status", "error"),
    [
        ({"name": ""}, 200, "This field is required."),
        ({"email": "nonsense"}, 200, "Enter a valid email address."),
        ({"email": "viewer@example.com"}, 409, "viewer is already here, as viewer."),
    ],
)
def test_what_is_wrong_with_a_contact_stands_beside_it(client_of, journey, cast, facts, status, error):
    page = add_one(client_of("admin"), journey, **facts)
    assert page.status_code == status
    assert error in page.text[page.text.index('for="contact-name"') :]
    assert 'value="NOC lead"' in page.text
    assert not journey.members.filter(role=Role.CONTACT).exists()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_is_wrong_with_a_correction_stands_beside_it(client_of, uma, headers):
    page = correct(client_of("admin"), uma, headers=headers, **{**UMA, "email": "nonsense", "title": "Head"})
    assert "Enter a valid email address." in page.text
    assert 'value="Head"' in page.text


def test_an_account_keeps_its_name(client_of, viewer):
    correct(client_of("admin"), viewer, name="King", email="king@example.com", title="CIO")
    viewer.refresh_from_db()
    assert (viewer.name, viewer.email, viewer.title) == ("viewer", "viewer@example.com", "CIO")


def test_two_admins_correct_one_contact(client_of, journey, uma):
    seen = Journey.objects.get(pk=journey.pk).revision
    change_member(member=uma, title="Theirs", by=journey.created_by)
    client = client_of("admin")
    correct(client, uma, **{**UMA, "organisation": "Fast Lines"}, base_revision=seen)
    uma.refresh_from_db()
    assert (uma.title, uma.organisation) == ("Theirs", "Fast Lines")
    answer = correct(client, uma, **{**UMA, "title": "Mine"}, base_revision=seen)
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert "Mine" in answer.text


def test_contacts_of_other_journeys_are_not_corrected_here(client_of, journey):
    other = make_journey(by=make_user("Someone"), title="Other")
    url = reverse("member_change", args=[journey.pk, other.members.get().pk])
    assert client_of("admin").post(url, UMA).status_code == 404
