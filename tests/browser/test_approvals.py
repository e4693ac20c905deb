"""An approval in two browsers: asked for, sent back, asked for again, given; and the gate that misses it."""

from playwright.sync_api import Page, expect

TASK = "Record the numbers"
ITEM = "The list is complete."


def ask(page: Page, words: str) -> None:
    item = page.locator(".item").filter(has_text=ITEM)
    item.get_by_role("link", name="Ask for approval").click()
    item.get_by_label("Whom to ask").select_option("Max Mate (stakeholder)")
    item.get_by_label("What you ask for").fill(words)
    item.get_by_role("button", name="Ask", exact=True).click()
    expect(item.locator(".approval").first).to_contain_text("Waits for approval")


def test_an_item_is_sent_back_asked_for_again_and_approved(make_journey, visit):
    journey = make_journey(mate="stakeholder")
    lead = visit("lead", journey.task_page(TASK))
    ask(lead, "Is it all?")
    mate = visit("mate", "/pending/")
    asked = mate.locator(".line").filter(has_text=ITEM).filter(has_text="Is it all?")
    asked.get_by_label("Your words").fill("The shops are missing.")
    asked.get_by_role("button", name="Send back").click()
    expect(mate.get_by_text("Sent back.")).to_be_visible()
    lead.reload()
    expect(lead.locator(".approval")).to_contain_text("The shops are missing.")
    ask(lead, "Now with the shops.")
    phase = journey.ask("phases")["results"][0]["id"]
    lead.goto(journey.page(f"phases/{phase}/gate/"))
    missing = lead.locator("section").filter(has_text="Missing approvals").locator(".line").filter(has_text=ITEM)
    missing.get_by_role("button", name="Ask Max Mate").click()
    expect(missing).to_contain_text("asked by Lea Lead")
    mate.goto("/notifications/")
    expect(mate.get_by_text(f"Lea Lead asks for “{ITEM}”").first).to_be_visible()
    mate.goto(journey.task_page(TASK))
    mate.locator(".item").filter(has_text=ITEM).get_by_role("button", name="Approve", exact=True).click()
    expect(mate.locator(".approval").first).to_contain_text("Approved")
    lead.reload()
    expect(lead.get_by_role("heading", name="Missing approvals")).to_have_count(0)
