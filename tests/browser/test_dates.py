"""Moving the start of a journey, in a browser: the question, the plan of a task, and both without JavaScript."""

from playwright.sync_api import Page, expect

EARLY, LATE = "Choose the region", "Watch the first day"


def give_plans(journey) -> None:
    """Two tasks with a plan, counted from 1 March; the second has a date that was set by hand."""
    journey.api.patch(f"journeys/{journey.id}", starts_on="2027-03-01")
    for title, starts_after in ((EARLY, 0), (LATE, 10)):
        journey.change(title, starts_after=starts_after, length=5)
        journey.say(f"tasks/{journey.task(title)}/dates")
    journey.change(LATE, starts_on=None, due_on="2027-03-20")


def move_start(page: Page, day: str) -> None:
    page.get_by_label("Start (optional)").fill(day)
    page.get_by_role("button", name="Save", exact=True).click()


def due(page: Page, journey, title: str):
    page.goto(journey.task_page(title))
    return page.get_by_label("Due")


def test_the_start_moves_and_the_tasks_with_it(journey, visit):
    give_plans(journey)
    page = visit("lead", journey.page("settings/"))
    move_start(page, "2027-03-08")
    expect(page.get_by_role("heading", name="Should the tasks follow?")).to_be_visible()
    expect(page.get_by_text("5 working days later. 2 tasks that are not done yet could move")).to_be_visible()
    page.get_by_label("Move only the 1 task that still has the playbook’s dates").check()
    page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    expect(due(page, journey, EARLY)).to_have_value("2027-03-12")
    expect(due(page, journey, LATE)).to_have_value("2027-03-20")
    page.goto(journey.page("settings/"))
    page.get_by_role("link", name="Set dates from the playbook").click()
    page.get_by_role("button", name="Set the dates of 1 task").click()
    expect(page.get_by_text("1 task has new dates.")).to_be_visible()
    expect(due(page, journey, LATE)).to_have_value("2027-03-26")


def test_the_question_is_answered_without_script(journey, visit):
    give_plans(journey)
    page = visit("lead", journey.page("settings/"), java_script_enabled=False)
    move_start(page, "2027-03-02")
    page.get_by_role("button", name="Save the settings").click()
    expect(due(page, journey, EARLY)).to_have_value("2027-03-08")
    expect(due(page, journey, LATE)).to_have_value("2027-03-23")


def test_a_task_gets_a_plan_and_its_dates(journey, visit):
    journey.api.patch(f"journeys/{journey.id}", starts_on="2027-03-01")
    page = visit("lead", journey.task_page(EARLY))
    part = page.locator("#task-dates")
    part.get_by_text("Plan: none").click()
    part.get_by_label("Starts after, days").fill("3")
    part.get_by_label("Length, days").fill("2")
    part.get_by_role("button", name="Save the plan").click()
    expect(part.get_by_text("Plan: starts 3 working days after the journey, takes 2 working days")).to_be_visible()
    part.get_by_role("button", name="Set dates from the plan").click()
    expect(part.get_by_label("Start", exact=True)).to_have_value("2027-03-04")
    expect(part.get_by_label("Due", exact=True)).to_have_value("2027-03-05")
    expect(part.get_by_role("button", name="Set dates from the plan")).to_have_count(0)
