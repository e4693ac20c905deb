"""The RACI in a browser: roles chosen, letters set by the keyboard and by the mouse, what others changed."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

TASK = "Choose the region"


@pytest.fixture
def roles(journey) -> dict[str, int]:
    """Two roles of the journey's matrix, by name."""
    wanted = {"CIO": "customer", "Architect": "aws"}
    return {name: journey.say("raci/roles", name=name, side=side)["id"] for name, side in wanted.items()}


def cell(page: Page, task: int, role: int):
    return page.locator(f"#cell-task-{task}-{role}")


def verdict(page: Page, task: int):
    return page.locator(f"#rule-task-{task} .state")


def letters_of(journey, title: str) -> dict[str, str]:
    return next(row["letters"] for row in journey.ask("raci")["results"] if row["title"] == title)


def test_a_matrix_starts_with_the_roles_that_a_person_ticks(journey, visit):
    page = visit("lead", journey.page("raci/"))
    page.get_by_label("Executive sponsor").check()
    page.get_by_label("Account manager", exact=True).check()
    page.get_by_role("button", name="Add the ticked roles").click()
    expect(page.get_by_role("columnheader", name="Executive sponsor")).to_be_visible()
    expect(page.locator("thead .raci-role")).to_have_count(2)


def test_letters_are_set_by_the_keyboard(journey, roles, visit):
    page, task = visit("lead", journey.page("raci/")), journey.task(TASK)
    cio, architect = (cell(page, task, role) for role in roles.values())
    page.locator("tbody [tabindex='0']").focus()
    for _ in range(20):
        if page.evaluate("document.activeElement.id") == cio.get_attribute("id"):
            break
        page.keyboard.press("ArrowDown")
    expect(cio).to_be_focused()
    page.keyboard.press("a")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("r")
    expect(verdict(page, task)).to_have_text("OK")
    expect(architect).to_be_focused()
    page.keyboard.press("Delete")
    expect(verdict(page, task)).to_have_text("No R")
    page.keyboard.press("Home")
    expect(page.get_by_role("link", name=TASK)).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+A")
    expect(cio).to_have_text("A/R")
    expect(verdict(page, task)).to_have_text("OK")
    assert letters_of(journey, TASK) == {str(roles["CIO"]): "A/R"}
    expect(page.locator("#raci-counts")).to_contain_text("rows of")
    expect(page.locator("tbody [tabindex='0']")).to_have_count(1)


def test_a_letter_is_chosen_from_a_list(journey, roles, visit):
    page, task = visit("lead", journey.page("raci/")), journey.task(TASK)
    here = cell(page, task, roles["CIO"])
    here.click()
    here.get_by_role("combobox").select_option("C")
    expect(here).to_have_text("C")
    expect(here).to_be_focused()
    page.keyboard.press("Enter")
    here.get_by_role("combobox").press("Escape")
    expect(here).to_have_text("C")
    expect(here).to_be_focused()
    page.reload()
    expect(here).to_have_text("C")


def test_a_choice_stays_open_when_the_row_comes_back(journey, roles, visit):
    page, task = visit("lead", journey.page("raci/")), journey.task(TASK)
    here, held = cell(page, task, roles["CIO"]), []
    page.route("**/raci/**", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    here.focus()
    page.keyboard.press("c")
    page.keyboard.press("Enter")
    expect(here.get_by_role("combobox")).to_be_focused()
    with page.expect_response("**/raci/**"):
        held.pop().continue_()
    expect(page.locator("#raci-said")).not_to_be_empty()
    expect(here.get_by_role("combobox")).to_be_focused()
    expect(here.get_by_role("combobox")).to_have_value("C")
    page.keyboard.press("Escape")
    expect(here).to_have_text("C")
    expect(here).to_be_focused()


def test_the_letter_of_someone_else_is_not_overwritten(journey, roles, visit):
    page, task = visit("lead", journey.page("raci/")), journey.task(TASK)
    page.clock.install()
    journey.say("raci/letters", letters=[{"row": f"task:{task}", "role": roles["CIO"], "letter": "I"}])
    cell(page, task, roles["CIO"]).focus()
    page.keyboard.press("a")
    expect(page.get_by_role("alert")).to_contain_text("CIO for “Choose the region” is I now.")
    expect(cell(page, task, roles["CIO"])).to_have_text("I")
    assert letters_of(journey, TASK) == {str(roles["CIO"]): "I"}


def test_the_letter_of_someone_else_appears(journey, roles, visit):
    page, task = visit("lead", journey.page("raci/")), journey.task(TASK)
    cell(page, task, roles["Architect"]).focus()
    journey.say("raci/letters", letters=[{"row": f"task:{task}", "role": roles["CIO"], "letter": "A/R"}])
    expect(cell(page, task, roles["CIO"])).to_have_text("A/R")
    expect(cell(page, task, roles["Architect"])).to_be_focused()


def test_suggested_letters_are_set_when_they_are_accepted(journey, roles, visit):
    page = visit("lead", journey.page("raci/suggestions/"))
    page.get_by_label("Role").select_option("Customer: CIO")
    page.get_by_role("button", name="Suggest letters").click()
    expect(page.get_by_text("Executives are told about each module.")).to_be_visible()
    page.get_by_label("Discovery").check()
    page.get_by_role("button", name="Set the ticked letters").click()
    expect(page.locator("#notice")).to_contain_text("CIO has 1 more letter.")
    assert letters_of(journey, "Discovery") == {str(roles["CIO"]): "I"}


@pytest.mark.parametrize("how", [{"java_script_enabled": False}, PHONE])
def test_a_row_is_a_form_without_script_and_on_a_phone(journey, roles, visit, how):
    page, task = visit("lead", journey.page("raci/"), **how), journey.task(TASK)
    page.get_by_role("link", name=f"Change letters of {TASK}").click()
    page.get_by_label("CIO").select_option("A/R: Accountable and responsible")
    page.get_by_role("button", name="Save letters").click()
    expect(verdict(page, task)).to_have_text("OK")
    expect(cell(page, task, roles["CIO"])).to_contain_text("A/R")


def test_roles_are_changed_moved_and_removed(journey, roles, visit):
    journey.say("raci/roles", name="CFO", side="customer")
    page = visit("lead", journey.page("raci/roles/"))
    page.get_by_role("button", name="Move up CFO").click()
    expect(page.locator(".raci-roles b").first).to_have_text("CFO")
    line = page.locator(f"#role-{roles['CIO']}")
    line.get_by_text("Change").click()
    line.get_by_label("Lea Lead").check()
    line.get_by_role("button", name="Save people").click()
    expect(line).to_contain_text("Lea Lead")
    line.get_by_text("Change").click()
    line.get_by_role("button", name="Remove the role").click()
    expect(page.locator("#notice")).to_contain_text("CIO is no longer in the matrix.")
