"""The pages of spaces: who sees and changes them, in as few queries at any size."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from journeys.models import Member, Role, Space, SpaceMember, Team
from journeys.services.journeys import archive_journey, delete_journey
from journeys.services.playbooks import import_playbook
from journeys.services.spaces import add_to_space, create_space
from journeys.services.teams import add_to_team, create_team, set_team_role
from tests.makers import give_second_factor, make_tree, make_user
from tests.spaces import Roles, client_of, each_gets, email, journey_in, make_europe, post, user

HTMX = {"HX-Request": "true"}


@pytest.fixture
def root(db):
    return make_user("Root", is_superuser=True)


@pytest.fixture
def space(root):
    return make_europe(root)


@pytest.fixture
def member(space):
    """The contributor of the space."""
    return space.members.get(role=Roles.CONTRIBUTOR)


@each_gets(200, 200, 404, 404, 404, 302)
def test_people_of_the_space_see_it(space, who, status):
    journey = journey_in(space)
    Member.objects.create(journey=journey, user=user("journey member"), name="x", role=Role.ADMIN)
    assert client_of(who).get(reverse("space", args=[space.pk])).status_code == status


@pytest.mark.parametrize("size", [2, 20])
def test_a_space_costs_the_same_however_many_are_in_it(space, root, django_assert_num_queries, size):
    for number in range(size):
        person = make_user(f"Person {number}")
        add_to_space(space=space, email=person.email, role=Roles.CONTRIBUTOR, by=root)
        team = create_team(space=space, name=f"Team {number}", by=root, role=Roles.ADMIN)
        add_to_team(team=team, email=person.email, by=root)
    journey_in(space)
    client = client_of("space admin")
    # user, space, people, their teams, journeys, figures, counts of journeys, archived ones and playbooks,
    # teams, their people, what is in the way (two), invitations
    with django_assert_num_queries(14):
        page = client.get(reverse("space", args=[space.pk])).text
    assert page.count('<tr id="person-') == size + 2
    assert page.count("Admin by the team") == size


@pytest.mark.parametrize("spaces", [1, 3])
def test_the_list_costs_the_same_however_many(space, root, django_assert_num_queries, spaces):
    for number in range(spaces):
        other = create_space(name=f"Space {number}", by=user("space admin"))
        create_team(space=other, name="Voice", by=root)
    client = client_of("space admin")
    with django_assert_num_queries(4):  # user, spaces, whether they may create one, those out of reach
        page = client.get(reverse("spaces")).text
    assert page.count("<tr>") == spaces + 2


def test_the_list_shows_what_is_in_each(space):
    journey_in(space)
    page = client_of("space contributor").get(reverse("spaces")).text
    assert f'href="{reverse("space", args=[space.pk])}"' in page
    assert '#people">2<' in page
    assert "Create a space" not in page
    assert "You have no role in a space" in client_of("team member").get(reverse("spaces")).text


def test_a_superuser_sees_every_space(space, root):
    assert "Europe" in client_of(root).get(reverse("spaces")).text
    assert "Delete the space" in client_of(root).get(reverse("space", args=[space.pk])).text


def test_only_journeys_that_one_may_see_are_shown(space):
    journey = journey_in(space)
    client = client_of("space contributor")
    assert journey.title not in client.get(reverse("space", args=[space.pk])).text
    Member.objects.create(journey=journey, user=user("space contributor"), name="x", role=Role.VIEWER)
    page = client.get(reverse("space", args=[space.pk])).text
    assert journey.title in page
    assert "Delete the space" not in page


@pytest.mark.parametrize(
    ("who", "status"), [("space admin", 302), ("space contributor", 403), ("stranger", 403), ("nobody", 302)]
)
def test_who_runs_a_space_creates_another(space, who, status):
    answer = post(who, "space_new", name="Asia")
    made = Space.objects.filter(name="Asia").first()
    assert (answer.status_code, bool(made)) == (status, who == "space admin")
    if made:
        assert answer.url == reverse("space", args=[made.pk])
        assert made.members.get().user == user(who)


def test_a_name_that_is_taken_stands_beside_the_field(space):
    make = post("space admin", "space_new", name="europe")
    assert (make.status_code, "There is a space called europe already" in make.text) == (409, True)
    create_space(name="Asia", by=user("space admin"))
    rename = post("space admin", "space_rename", space.pk, name="Asia")
    assert (rename.status_code, "There is a space called Asia already" in rename.text) == (409, True)
    assert "This field is required." in post("space admin", "space_rename", space.pk, name=" ").text


@each_gets(302, 403, 404, 404, 404, 302)
def test_only_admins_rename(space, who, status):
    assert post(who, "space_rename", space.pk, name="Asia").status_code == status
    assert Space.objects.filter(name="Asia").exists() == (who == "space admin")


@each_gets(302, 403, 404, 404, 404, 302)
def test_only_admins_demand_two_factor(space, who, status):
    if who == "space admin":
        give_second_factor(user(who))
    assert post(who, "space_two_factor", space.pk, demanded="yes").status_code == status
    space.refresh_from_db()
    assert space.requires_two_factor == (who == "space admin")


def test_a_space_out_of_reach_is_counted_and_not_named(space):
    give_second_factor(user("space admin"))
    post("space admin", "space_two_factor", space.pk, demanded="yes")
    page = client_of("space contributor").get(reverse("spaces")).text
    assert "Europe" not in page
    assert "1 space asks for two-factor sign-in" in page
    assert "Demand it no longer" in client_of("space admin").get(reverse("space", args=[space.pk])).text
    without = post("space contributor", "space_two_factor", space.pk, demanded="no")
    assert without.status_code == 403


@each_gets(302, 403, 404, 404, 404, 302)
def test_only_admins_delete(space, who, status):
    assert post(who, "space_delete", space.pk, confirmed="true").status_code == status
    assert Space.objects.exists() != (who == "space admin")


def test_deleting_asks_first(space):
    asked = post("space admin", "space_delete", space.pk)
    assert (asked.status_code, "Delete Europe for good?" in asked.text) == (409, True)
    assert post("space admin", "space_delete", space.pk, headers=HTMX, confirmed="true")["HX-Redirect"] == "/spaces/"


def test_what_is_in_the_way_is_linked(space, root):
    going_on, kept, gone = (journey_in(space, title, by=root) for title in ("Going on", "Kept", "Gone"))
    archive_journey(journey=kept, by=root)
    delete_journey(journey=gone, by=root)
    playbook = import_playbook(tree=make_tree(), space=space, by=root).playbook
    page = client_of("space admin").get(reverse("space", args=[space.pk])).text
    for address in (
        reverse("overview", args=[going_on.pk]), reverse("overview", args=[kept.pk]), "/journeys/?state=deleted",
        f"/journeys/?space={space.pk}", f"/playbooks/?origin={space.pk}", reverse("playbook", args=[playbook.pk]),
    ):  # fmt: skip
        assert f'href="{address}"' in page[page.index("In the way:") :]
    refused = post("space admin", "space_delete", space.pk)
    assert refused.status_code == 409
    assert "can&#39;t be deleted while it holds 3 journeys (Going on; Gone, deleted" in refused.text
    assert "Yes, do it" not in refused.text


@each_gets(302, 403, 404, 404, 404, 302)
def test_only_admins_add_people(space, who, status):
    asked = {"email": email("team member"), "role": Roles.CONTRIBUTOR, "days": 14}
    assert post(who, "space_member_add", space.pk, **asked).status_code == status
    assert space.members.filter(user=user("team member")).exists() == (who == "space admin")


@pytest.mark.parametrize(
    ("asked", "status", "error"),
    [
        ("nonsense", 200, "Enter a valid email address."),
        ("space.contributor@example.com", 409, "space contributor is already here, as contributor."),
    ],
)
def test_what_is_wrong_with_an_address_stands_beside_it(space, asked, status, error):
    page = post("space admin", "space_member_add", space.pk, email=asked, role="admin", days=14)
    assert (page.status_code, error in page.text, f'value="{asked}"' in page.text) == (status, True, True)


@each_gets(302, 403, 404, 404, 404, 302)
def test_only_admins_change_roles(space, member, who, status):
    assert post(who, "space_member_role", space.pk, member.pk, role="admin").status_code == status
    member.refresh_from_db()
    assert (member.role == Roles.ADMIN) == (who == "space admin")


def test_a_role_changes_in_place(space, member):
    row = post("space admin", "space_member_role", space.pk, member.pk, role="admin", headers=HTMX)
    assert row.text.strip().startswith(f'<tr id="person-{member.pk}"')
    assert '<option value="admin" selected>' in row.text
    own = space.members.get(user=user("space admin"))
    gone = post("space admin", "space_member_role", space.pk, own.pk, role="contributor", headers=HTMX)
    assert gone["HX-Refresh"] == "true"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_last_admin_stays_one(space, headers):
    own = space.members.get(user=user("space admin"))
    for role, words in (("contributor", "without an admin"), ("king", "Choose one of the roles.")):
        answer = post("space admin", "space_member_role", space.pk, own.pk, role=role, headers=headers)
        assert answer.status_code == 409
        assert words in answer.text
        assert f'id="role-{own.pk}-error"' in answer.text
    removed = post("space admin", "space_member_remove", space.pk, own.pk, confirmed="true")
    left = post("space admin", "space_leave", space.pk, confirmed="true")
    assert (removed.status_code, left.status_code) == (409, 409)
    assert space.members.filter(role=Roles.ADMIN).exists()


@each_gets(302, 403, 404, 404, 404, 302)
def test_only_admins_remove(space, member, who, status):
    assert post(who, "space_member_remove", space.pk, member.pk, confirmed="true").status_code == status
    assert SpaceMember.objects.filter(pk=member.pk).exists() == (who != "space admin")


def test_removing_asks_first_and_counts_at_once(space, member):
    client = client_of("space contributor")
    asked = post("space admin", "space_member_remove", space.pk, member.pk)
    assert "Remove space contributor from Europe?" in asked.text
    assert client.get(reverse("space", args=[space.pk])).status_code == 200
    done = post("space admin", "space_member_remove", space.pk, member.pk, confirmed="true")
    assert [str(message) for message in get_messages(done.wsgi_request)] == [
        "space contributor has no role in Europe any more."
    ]
    assert client.get(reverse("space", args=[space.pk])).status_code == 404


def test_a_team_is_not_removed_as_a_person(space, root):
    team = set_team_role(team=space.teams.get(), role=Roles.ADMIN, by=root)
    row = SpaceMember.objects.get(team=team)
    assert post("space admin", "space_member_remove", space.pk, row.pk, confirmed="true").status_code == 404


@each_gets(409, 302, 404, 404, 404, 302)
def test_who_has_a_role_leaves(space, who, status):
    """The only admin does not."""
    answer = post(who, "space_leave", space.pk, confirmed="true")
    assert answer.status_code == status
    assert space.members.count() == (1 if who == "space contributor" else 2)
    if who == "space contributor":
        assert answer.url == reverse("spaces")


def test_who_is_here_by_a_team_leaves_the_team(space, root):
    set_team_role(team=space.teams.get(), role=Roles.CONTRIBUTOR, by=root)
    assert "Leave this space" not in client_of("team member").get(reverse("space", args=[space.pk])).text
    assert "Who is here by a team leaves that team." in post("team member", "space_leave", space.pk).text


def test_names_are_shown_as_text(space, root):
    Space.objects.filter(pk=space.pk).update(name="<b>Europe</b>")
    Team.objects.update(name="<script>alert(1)</script>")
    for address in (reverse("spaces"), reverse("space", args=[space.pk])):
        page = client_of("space admin").get(address).text
        assert "&lt;b&gt;Europe" in page
        assert "<b>Europe</b>" not in page.replace("&lt;b&gt;", "")
        assert "<script>alert" not in page
