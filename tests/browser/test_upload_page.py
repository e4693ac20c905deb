"""A contact sends what is asked of them from a phone; the team sees it, and ends the link."""

from playwright.sync_api import expect

from tests.browser.conftest import PHONE

PLAN = {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"The plan."}
LETTER = {"name": "letter.txt", "mimeType": "text/plain", "buffer": b"The letter."}


def made_link(journey, question: str) -> dict:
    """For someone whom a task and a question wait for."""
    uma = journey.say("members/contacts", name="Uma Lind", email="uma@carrier.example")["id"]
    task = journey.ask("tasks")["results"][0]
    journey.change(task["title"], owner=uma)
    item = journey.say("items", task=task["id"], kind="question", text=question)
    journey.say(f"items/{item['id']}/owner", owner=uma)
    return journey.say("upload-links", member=uma) | {"task": task["title"]}


def test_a_contact_sends_files_and_an_answer_from_a_phone(journey, visit, site, complaints):
    link = made_link(journey, "On which day?")
    path = link["url"].partition("/u/")[2]
    phone = visit("", f"/u/{path}", **PHONE)
    expect(phone.get_by_role("heading", name=link["task"])).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.locator("input[type=file]").first.set_input_files([PLAN, LETTER])
    for name in ("plan.txt", "letter.txt"):
        expect(phone.locator(".upload-result.is-added", has_text=name)).to_contain_text("Thank you")
        expect(phone.locator(".desk-sent", has_text=name)).to_contain_text("SHA-256")
    phone.get_by_label("Your answer").fill("On Monday.")
    phone.get_by_role("button", name="Send the answer").click()
    expect(phone.get_by_role("status")).to_contain_text("Thank you, it arrived")
    expect(phone.get_by_role("region", name="Done")).to_contain_text("You answered this.")

    page = visit("lead", journey.task_page(link["task"]))
    expect(page.locator("#task-files")).to_contain_text("Uma Lind, by link")
    expect(page.locator(".item", has_text="On which day?")).to_contain_text("Uma Lind, by link")
    page.goto(journey.page("people/links/"))
    page.get_by_role("button", name="Revoke the link of Uma Lind").click()
    page.get_by_role("button", name="Yes, do it").click()
    expect(page.locator(".upload-links")).to_contain_text("Revoked")
    complaints.expect("the server responded with a status of 404")
    phone.reload()
    expect(phone.get_by_role("heading", name="This link does not work")).to_be_visible()
