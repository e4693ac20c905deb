"""A space, a team and its role in a journey, in a browser: who is in the team sees the journey at once."""

from playwright.sync_api import expect


def add_guest(page) -> None:
    page.get_by_label("E-mail address").fill("guest@example.com")
    page.get_by_role("button", name="Add or invite").click()


def test_who_joins_a_team_sees_its_journey(make_journey, visit, complaints):
    complaints.expect("the server responded with a status of 404")  # in the end
    journey = make_journey("Move of the carrier")
    guest = visit("guest", "/journeys/")
    expect(guest.get_by_role("link", name=journey.title)).to_have_count(0)
    page = visit("lead", "/spaces/")
    page.get_by_role("link", name="Migrations", exact=True).click()
    page.get_by_role("link", name="New team").click()
    page.get_by_label("Name").fill("Carrier desk")
    page.get_by_role("button", name="Make the team").click()
    add_guest(page)
    expect(page.get_by_role("row", name="Gus Guest")).to_be_visible()
    page.goto(journey.page("people/"))
    team = page.get_by_role("region", name="Add a team")
    team.get_by_label("Team").select_option("Carrier desk")
    team.get_by_label("Role").select_option("Stakeholder")
    team.get_by_role("button", name="Add the team").click()
    expect(page.get_by_role("row", name="Carrier desk")).to_contain_text("Stakeholder")
    guest.goto(journey.page())
    expect(guest.get_by_role("heading", name=journey.title)).to_be_visible()
    page.get_by_role("row", name="Carrier desk").get_by_text("Change").click()
    page.get_by_role("button", name="Remove from the journey").click()
    page.get_by_role("button", name="Yes, do it").click()
    expect(page.get_by_text("Carrier desk is no longer part of this journey.")).to_be_visible()
    assert guest.goto(journey.page()).status == 404


def test_the_last_admin_of_a_space_stays(site, visit):
    site.manage("shell", "--no-imports", "-c", OF_THE_MATE)
    page = visit("mate", "/spaces/")
    page.get_by_role("link", name="Create a space").first.click()
    page.get_by_label("Name").fill("Northern Europe")
    page.get_by_role("button", name="Create the space").click()
    expect(page.get_by_role("heading", name="Northern Europe")).to_be_visible()
    page.get_by_role("row", name="Max Mate").get_by_text("Change").click()
    page.get_by_label("Role of Max Mate").select_option("Contributor")
    page.get_by_role("row", name="Max Mate").get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("would be left without an admin")
    page.get_by_role("button", name="Delete the space").click()
    page.get_by_role("button", name="Yes, do it").click()
    expect(page.get_by_text("Northern Europe is deleted.")).to_be_visible()


OF_THE_MATE = """
from journeys.models import User
from journeys.services.spaces import space_called
space_called("Of the mate", by=User.objects.get(email="mate@example.com"))
"""
