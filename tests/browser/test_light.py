"""The status of a journey set by hand, in a browser, and given back to its rule."""

from playwright.sync_api import expect


def test_the_status_is_set_by_hand_and_given_back(journey, visit):
    page = visit("lead", journey.page())
    card = page.locator("#light")
    expect(card.locator("b")).to_have_text("Green")
    card.get_by_text("Set it by hand").click()
    card.get_by_label("Status", exact=True).select_option("Red")
    card.get_by_label("Why").fill("The carrier withdrew.")
    card.get_by_role("button", name="Set the status").click()
    expect(card.locator("b")).to_have_text("Red")
    expect(card).to_contain_text("Set by Lea Lead on")
    expect(card).to_contain_text("By the rule it is green")
    card.get_by_text("Change or remove what was set").click()
    card.get_by_role("button", name="Follow the rule again").click()
    expect(card.locator("b")).to_have_text("Green")
    assert [event["verb"] for event in journey.ask("history")["results"][:2]] == ["light.restored", "light.overridden"]
