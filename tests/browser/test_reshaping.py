"""A journey reshaped: by mouse, by keyboard, without JavaScript, and from nothing."""

import re

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def outline(journey, visit) -> Page:
    return visit("lead", journey.page("outline/?edit=1"))


def task(page: Page, title: str):
    return page.locator(".task").filter(has=page.get_by_role("link", name=title, exact=True))


def branch(page: Page, kind: str, title: str):
    return page.locator(f".{kind}").filter(has=page.get_by_role("heading", name=title, exact=True))


def titles(page: Page):
    return page.locator(".row-title")


def told(page: Page, words: str) -> None:
    expect(page.locator("#notice")).to_contain_text(words)


def in_order(journey) -> list[str]:
    """The titles of the tasks as the server holds them, subtasks indented."""
    phases = journey.ask("tree")["phases"]
    tasks = [task for phase in phases for module in phase["modules"] for task in module["tasks"]]
    return [line for task in tasks for line in (task["title"], *("  " + sub["title"] for sub in task["subtasks"]))]


def add(page: Page, where, noun: str, title: str) -> None:
    form = where.locator(f"details.add:has(input[value={noun}])")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    form.get_by_label(f"Title of the new {noun}").fill(title)
    form.get_by_role("button", name=f"Add the {noun}").click()


def test_the_edit_mode_is_one_click_away_and_one_back(journey, visit):
    page = visit("lead", journey.page("outline/"))
    expect(page.locator(".add, .row-more")).to_have_count(0)
    page.get_by_role("link", name="Edit the plan").click()
    expect(page.locator(".row-more")).to_have_count(7)
    page.get_by_role("link", name="Done editing").click()
    expect(page.locator(".row-more")).to_have_count(0)


def test_a_task_is_dragged_to_another_place_and_another_module(outline, journey):
    page = outline
    task(page, "Choose the region").get_by_role("link", name="Choose the region", exact=True).drag_to(
        task(page, "Record the numbers"), target_position={"x": 300, "y": 4}
    )
    expect(titles(page).first).to_have_text("Choose the region")
    told(page, "“Choose the region” was moved.")
    task(page, "Record the numbers").drag_to(
        task(page, "Review the network"), source_position={"x": 600, "y": 18}, target_position={"x": 300, "y": 30}
    )
    told(page, "“Record the numbers” was moved.")
    wanted = ["Choose the region", "Review the network", "Record the numbers", "  Ask the carrier", "  Ask the shops"]
    assert in_order(journey)[:5] == wanted
    page.reload()
    expect(titles(page)).to_have_text([line.strip() for line in in_order(journey)])


def test_a_module_and_a_phase_are_dragged(outline, journey):
    module = branch(outline, "module", "Readiness").locator("> summary")
    module.drag_to(branch(outline, "module", "Cutover").locator("> summary"), target_position={"x": 300, "y": 2})
    told(outline, "“Readiness” was moved.")
    phases = outline.locator(".phase > summary")
    phases.last.drag_to(phases.first, target_position={"x": 300, "y": 2})
    told(outline, "“Mobilize” was moved.")
    found = [(p["title"], [m["title"] for m in p["modules"]]) for p in journey.ask("tree")["phases"]]
    assert found == [("Mobilize", ["Readiness", "Cutover"]), ("Assess", ["Discovery"])]


def test_what_the_server_refuses_goes_back_to_its_place(outline, journey):
    before = titles(outline).all_inner_texts()
    task(outline, "Record the numbers").get_by_role("link", name="Record the numbers", exact=True).drag_to(
        task(outline, "Ask the carrier"), target_position={"x": 300, "y": 4}
    )
    expect(titles(outline)).to_have_text(before)
    task(outline, "Record the numbers").drag_to(
        task(outline, "Choose the region"), source_position={"x": 600, "y": 18}, target_position={"x": 300, "y": 30}
    )
    told(outline, "was moved.")
    settings = outline.context.new_page()
    settings.goto(journey.page("settings/"))
    settings.get_by_label("Reason").fill("Frozen for the audit.")
    settings.get_by_role("button", name="Lock the journey").click()
    expect(settings.locator("#notice")).to_contain_text("The journey is locked.")
    task(outline, "Record the numbers").drag_to(
        task(outline, "Choose the region"), source_position={"x": 600, "y": 18}, target_position={"x": 300, "y": 4}
    )
    expect(outline.get_by_role("alert")).to_contain_text("Frozen for the audit.")
    expect(titles(outline).first).to_have_text("Choose the region")


def test_the_keyboard_moves_and_says_where_to(outline, journey):
    said = outline.locator("#reshape-said")
    outline.keyboard.press("j")
    outline.keyboard.press("Alt+ArrowDown")
    expect(said).to_have_text("Record the numbers: line 2 of 4 in Discovery.")
    expect(outline.locator(".row:focus")).to_contain_text("Record the numbers")
    outline.keyboard.press("Alt+ArrowDown")
    expect(said).to_have_text("Record the numbers: line 1 of 4 in Readiness.")
    outline.keyboard.press("Alt+ArrowDown")
    told(outline, "was moved.")
    outline.keyboard.press("k")
    outline.keyboard.press("k")
    expect(outline.locator(".row:focus")).to_contain_text("Choose the region")
    outline.keyboard.press("j")
    outline.keyboard.press("j")
    outline.keyboard.press("j")
    expect(outline.locator(".row:focus")).to_contain_text("Ask the carrier")
    outline.keyboard.press("Alt+ArrowLeft")
    expect(said).to_contain_text("Ask the carrier: line 4 of 4 in Readiness.")
    expect(outline.locator("#notice")).to_contain_text("“Ask the carrier” was moved.")
    outline.keyboard.press("Alt+ArrowRight")
    expect(said).to_contain_text("a subtask.")
    outline.keyboard.press("Alt+ArrowUp")
    expect(said).to_contain_text("Ask the carrier: line 3 of 4 in Readiness, a subtask.")
    outline.get_by_role("heading", name="Mobilize").locator("..").focus()
    outline.keyboard.press("Alt+ArrowUp")
    told(outline, "“Mobilize” was moved.")
    wanted = ["Choose the region", "Review the network", "Record the numbers", "  Ask the carrier", "  Ask the shops"]
    assert in_order(journey)[2:] == wanted


def test_the_keyboard_adds_one_task_after_the_other(outline, journey):
    outline.keyboard.press("j")
    outline.keyboard.press("n")
    for title in ("Count the lines", "Order the lines"):
        outline.keyboard.type(title)
        outline.keyboard.press("Enter")
        told(outline, f"“{title}” was added.")
        expect(outline.locator("input:focus")).to_have_value("")
    assert in_order(journey)[4:6] == ["Count the lines", "Order the lines"]


def test_the_keyboard_renames_and_moves_by_the_sheet(outline, journey):
    outline.keyboard.press("j")
    outline.keyboard.press("m")
    sheet = outline.get_by_role("dialog")
    sheet.get_by_label("Title").fill("Write the numbers down")
    outline.keyboard.press("Enter")
    expect(sheet).to_have_count(0)
    expect(titles(outline).first).to_have_text("Write the numbers down")
    expect(outline.locator(".row:focus")).to_contain_text("Write the numbers down")
    outline.keyboard.press("m")
    sheet.get_by_label("Move to").select_option("Behind Choose the region")
    sheet.get_by_role("button", name="Move").click()
    told(outline, "was moved.")
    assert in_order(journey)[:2] == ["Choose the region", "Write the numbers down"]


def test_what_is_folded_stays_so(outline):
    outline.get_by_role("heading", name="Discovery").click()
    add(outline, outline.locator("#outline"), "phase", "Afterwards")
    told(outline, "“Afterwards” was added.")
    expect(branch(outline, "module", "Discovery")).not_to_have_attribute("open", re.compile(""))


@pytest.mark.parametrize("with_script", [True, False])
def test_a_journey_is_made_from_nothing(api, visit, with_script):
    space = api.get("spaces")["results"][0]["id"]
    journey = api.post("journeys", title="From nothing", space=space)["id"]
    page = visit("lead", f"/journeys/{journey}/outline/", java_script_enabled=with_script)
    expect(page.get_by_text("This journey has no plan yet.")).to_be_visible()
    add(page, page.locator("#outline"), "phase", "Assess")
    told(page, "“Assess” was added.")
    add(page, branch(page, "phase", "Assess"), "module", "Discovery")
    told(page, "“Discovery” was added.")
    add(page, branch(page, "module", "Discovery"), "task", "Count the numbers")
    told(page, "“Count the numbers” was added.")
    page.get_by_role("link", name="Change Count the numbers").click()
    page.get_by_label("New subtask").fill("Ask the carrier")
    page.get_by_role("button", name="Add the subtask").click()
    expect(titles(page)).to_have_text(["Count the numbers", "Ask the carrier"])


def test_without_script_it_is_plain_forms(journey, visit):
    page = visit("lead", journey.page("outline/?edit=1"), java_script_enabled=False)
    page.get_by_role("link", name="Change Readiness").click()
    page.get_by_label("Title").fill("Network")
    page.get_by_role("button", name="Rename").click()
    page.get_by_role("link", name="Change Network").click()
    page.get_by_label("Description").fill("What the network has to carry.")
    page.get_by_role("button", name="Save description").click()
    page.get_by_role("link", name="Change Network").click()
    expect(page.get_by_label("Description")).to_have_value("What the network has to carry.")
    page.get_by_label("Move to").select_option("At the end of Mobilize")
    page.get_by_role("button", name="Move", exact=True).click()
    told(page, "“Network” was moved.")
    page.get_by_role("link", name="Change Watch the first day").click()
    page.get_by_label("Move to").select_option("Below Forward the main number")
    page.get_by_role("button", name="Move", exact=True).click()
    told(page, "“Watch the first day” was moved.")
    assert in_order(journey)[-3:] == ["Forward the main number", "  Watch the first day", "Review the network"]


def select(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("checkbox", name=f"Select {name}", exact=True).check()


def test_rows_are_selected_with_shift_and_changed_at_once(journey, visit):
    page = visit("lead", journey.page("outline/"))
    bar = page.locator("#bulk")
    expect(bar).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(bar).to_contain_text("1 task selected")
    task(page, "Choose the region").locator(".row").click(modifiers=["Shift"], position={"x": 500, "y": 18})
    expect(bar).to_contain_text("4 tasks selected")
    bar.get_by_label("Owner", exact=True).select_option("Lea Lead")
    bar.get_by_role("button", name="Apply").click()
    told(page, "4 tasks changed.")
    expect(page.locator(".row-owner")).to_have_text(["Lea Lead"] * 4)
    expect(bar).to_be_hidden()
    page.locator("#notice").get_by_role("button", name="Undo").click()
    told(page, "Undone: you changed 4 tasks")
    expect(page.locator(".row-owner")).to_have_count(0)


def test_many_are_deleted_after_a_question_and_come_back(outline, journey):
    before = in_order(journey)
    select(outline, "Record the numbers", "Choose the region")
    outline.get_by_label("What to change").select_option("Delete")
    outline.get_by_role("button", name="Apply").click()
    outline.get_by_role("button", name="Yes, do it").click()
    told(outline, "2 tasks deleted.")
    assert len(in_order(journey)) == 3
    outline.goto(journey.page("history/"))
    outline.get_by_role("button", name="Undo").click()
    told(outline, "Undone: you deleted")
    expect(outline).to_have_url(re.compile("/history/$"))
    assert in_order(journey) == before


def test_what_is_in_the_way_of_many_is_named(outline):
    select(outline, "Record the numbers", "Choose the region")
    outline.get_by_label("What to change").select_option("Set the status")
    outline.get_by_label("Status").last.select_option("Blocked")
    outline.get_by_role("button", name="Apply").click()
    alert = outline.get_by_role("alert")
    expect(alert).to_contain_text("Choose the region: Say what blocks this task.")
    outline.get_by_label("Reason").fill("The carrier is late.")
    outline.get_by_role("button", name="Apply").click()
    told(outline, "2 tasks changed.")


def test_a_module_is_deleted_in_its_sheet_and_brought_back(outline, journey):
    before = in_order(journey)
    outline.get_by_role("link", name="Change Discovery").click()
    sheet = outline.get_by_role("dialog")
    sheet.get_by_role("button", name="Delete this module").click()
    expect(sheet).to_contain_text("Delete “Discovery”, with 4 tasks and 4 items?")
    sheet.get_by_role("button", name="Yes, do it").click()
    expect(sheet).to_have_count(0)
    expect(branch(outline, "module", "Discovery")).to_have_count(0)
    outline.get_by_role("button", name="Undo").click()
    expect(branch(outline, "module", "Discovery")).to_have_count(1)
    assert in_order(journey) == before


def test_a_move_is_undone(outline, journey):
    before = in_order(journey)
    outline.keyboard.press("j")
    outline.keyboard.press("Alt+ArrowDown")
    outline.get_by_role("button", name="Undo").click()
    told(outline, "Undone: you moved the task")
    assert in_order(journey) == before


def test_without_script_many_are_changed_and_deleted(journey, visit):
    page = visit("lead", journey.page("outline/?edit=1"), java_script_enabled=False)
    expect(page.locator("#bulk")).to_be_hidden()
    select(page, "Choose the region", "Review the network")
    page.get_by_label("What to change").select_option("Set dates")
    page.get_by_label("Due", exact=True).fill("2027-03-14")
    page.get_by_role("button", name="Apply").click()
    told(page, "2 tasks changed.")
    expect(page.locator(".row-due")).to_have_text(["14 Mar 2027"] * 2)
    select(page, "Choose the region")
    page.get_by_label("What to change").select_option("Delete")
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("button", name="Yes, do it").click()
    told(page, "1 task deleted.")
    page.get_by_role("button", name="Undo").click()
    expect(titles(page)).to_have_count(7)
