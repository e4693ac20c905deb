import io

import docx
import openpyxl
import pytest
from django.urls import reverse

from journeys.models import HouseStyle, SpaceMember
from journeys.services.houses import set_colours
from tests.cast import each_gets
from tests.files import PDF, upload
from tests.houses import TEAL, make_logo, make_template
from tests.makers import make_user

# What is posted to each address; files are made anew for each post.
WRITES = {
    "house_template": lambda: {"upload": upload("house.docx", make_template())},
    "house_logo": lambda: {"upload": upload("logo.png", make_logo())},
    "house_colours": lambda: {"accent": "#0F766E", "header_fill": ""},
    "house_back": lambda: {"part": "all"},
}


@pytest.fixture
def space(journey, cast):
    """The cast's admin runs the space, and their contributor belongs to it; the others are in the journey only."""
    for name in ("admin", "contributor"):
        SpaceMember.objects.create(space=journey.space, user=cast[name], role=name)
    return journey.space


@pytest.fixture
def admin(client_of, space):
    return client_of("admin")


def address(name, space, *more) -> str:
    return reverse(name, args=[space.pk, *more])


@each_gets(200, 200, 404, 404, 404, 302)
def test_people_of_the_space_see_it(client_of, space, who, status):
    client = client_of(who)
    assert client.get(address("house", space)).status_code == status
    assert client.get(address("house_sample", space, "xlsx")).status_code == status


@pytest.mark.parametrize("name", WRITES)
@each_gets(302, 403, 404, 404, 404, 302)
def test_its_admins_change_it(client_of, space, name, who, status):
    assert client_of(who).post(address(name, space), WRITES[name]()).status_code == status
    changed = HouseStyle.objects.exclude(template=b"", logo=b"", accent="").exists()
    assert changed == (who == "admin" and name != "house_back")


def test_a_template_is_taken_and_shown(admin, space):
    page = admin.post(address("house_template", space), WRITES["house_template"](), follow=True).content.decode()
    assert "Documents are made with this template from now on." in page
    assert "<b>house.docx</b>" in page
    sample = docx.Document(io.BytesIO(admin.get(address("house_sample", space, "docx")).content))
    assert str(sample.styles["Heading 1"].font.color.rgb) == TEAL


def test_a_broken_one_is_refused_beside_its_field(admin, space):
    answer = admin.post(address("house_template", space), {"upload": upload("house.docx", PDF)})
    assert answer.status_code == 409
    assert "looks like a PDF document" in answer.content.decode().split('id="template_upload_error"')[1]
    assert not HouseStyle.objects.exists()


def test_nothing_chosen_is_said_beside_the_field(admin, space):
    answer = admin.post(address("house_logo", space), {})
    assert "This field is required." in answer.content.decode().split('id="logo_upload_error"')[1]


def test_what_was_typed_stays_with_the_reason(admin, space):
    answer = admin.post(address("house_colours", space), {"accent": "#FDE68A", "header_fill": "#123456"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "too light for titles" in page
    assert 'value="#123456"' in page


def test_the_sample_workbook_has_the_colours(admin, space):
    admin.post(address("house_colours", space), {"accent": "", "header_fill": "#FDE68A"})
    book = openpyxl.load_workbook(io.BytesIO(admin.get(address("house_sample", space, "xlsx")).content))
    assert book.worksheets[0]["A4"].fill.fgColor.rgb == "FFFDE68A"
    assert "Words on table headings are black now." in admin.get(address("house", space)).content.decode()


def test_back_to_the_built_in_look(admin, space):
    admin.post(address("house_logo", space), WRITES["house_logo"]())
    page = admin.post(address("house_back", space), {"part": "all"}, follow=True).content.decode()
    assert "That is as built in again." in page
    assert '<h2 id="look">Built in</h2>' in page


@pytest.mark.parametrize(("name", "args", "data"), [("house_back", [], {"part": "x"}), ("house_sample", ["pdf"], {})])
def test_what_does_not_exist_is_not_found(admin, space, name, args, data):
    send = admin.post if data else admin.get
    assert send(address(name, space, *args), data).status_code == 404


def test_people_of_the_space_are_led_there(admin, client_of, journey, space):
    to = address("house", space)
    assert to in admin.get(reverse("journeys")).content.decode()
    assert to in admin.get(reverse("settings", args=[journey.pk])).content.decode()
    assert to not in client_of("viewer").get(reverse("journeys")).content.decode()


def test_a_superuser_sees_every_space(client, space):
    client.force_login(make_user("Root", is_superuser=True))
    set_colours(space=space, accent=TEAL, header_fill="", by=make_user("Ana"))
    assert "Last changed by Ana" in client.get(address("house", space)).content.decode()
