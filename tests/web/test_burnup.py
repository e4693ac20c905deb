from datetime import date

from journeys.web.burnup import burnup


def test_the_line_climbs_in_steps_to_today():
    picture = burnup(
        [(date(2027, 3, 3), 1), (date(2027, 3, 5), 2)], 4, date(2027, 3, 1), date(2027, 3, 11), date(2027, 3, 6)
    )
    assert picture.done == ("0.0,200.0 200.0,200.0 200.0,150.0 400.0,150.0 400.0,100.0 500.0,100.0 500.0,100.0")
    assert (picture.pace, picture.today, picture.completed) == ("0.0,200.0 1000.0,0.0", 500.0, 2)


def test_a_journey_that_starts_today_without_anything_in_it_has_a_picture():
    today = date(2027, 3, 1)
    picture = burnup([], 0, today, None, today)
    assert (picture.starts_on, picture.ends_on, picture.completed, picture.pace) == (today, today, 0, "")


def test_work_that_was_done_before_the_start_is_in_the_picture():
    picture = burnup([(date(2027, 2, 1), 1)], 2, date(2027, 3, 1), None, date(2027, 3, 2))
    assert picture.starts_on == date(2027, 2, 1)


def test_a_start_in_the_future_leaves_no_line_outside():
    picture = burnup([], 2, date(2027, 4, 1), date(2027, 5, 1), date(2027, 3, 2))
    assert picture.starts_on == date(2027, 3, 2)
    assert picture.today == 0
