import pytest

from journeys.models import Mail, Member, Notification, NotificationChoice, Role
from journeys.queries.notifications import choices_of, followers_of, notifications_for, unread_count
from journeys.services.journeys import delete_journey
from journeys.services.members import remove_member
from journeys.services.notification_choices import choose
from journeys.services.notifications import News, mark_read, notify, tell
from tests.clock import THURSDAY, Clock
from tests.makers import make_user

Kind, How = Notification.Kind, NotificationChoice.How


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


def test_each_is_told_but_not_who_did_it(journey, cast):
    people = [cast["admin"], cast["viewer"], cast["viewer"]]
    notify(Kind.ASSIGNED, people, "Admin assigned it.", by=cast["admin"], journey=journey, task=7)
    [told] = Notification.objects.all()
    assert (told.user, told.kind, told.text, told.about) == (
        cast["viewer"],
        "assigned",
        "Admin assigned it.",
        {"task": 7},
    )


def test_an_account_that_is_switched_off_is_told_nothing(journey, cast):
    cast["viewer"].is_active = False
    notify(Kind.ASSIGNED, [cast["viewer"]], "Assigned.", by=None, journey=journey)
    assert not Notification.objects.exists()


@pytest.mark.parametrize(("key", "count"), [("", 2), ("overdue-7", 1)])
def test_with_a_key_each_is_told_and_mailed_once(journey, cast, key, count):
    choose(user=cast["viewer"], choices={Kind.OVERDUE: How.AT_ONCE})
    for _ in range(2):
        notify(Kind.OVERDUE, [cast["viewer"]], "Overdue.", by=None, journey=journey, key=key)
    assert (Notification.objects.count(), Mail.objects.count()) == (count, count)


def test_a_long_text_is_cut(journey, cast):
    notify(Kind.ASSIGNED, [cast["viewer"]], "x" * 900, by=None, journey=journey)
    assert len(Notification.objects.get().text) == 500


@pytest.mark.parametrize(
    ("how", "mails", "digest_at"),
    [
        (How.AT_ONCE, 1, None),
        (How.DAILY, 0, THURSDAY.replace(day=19, hour=6)),  # 7:00 in Berlin
        (How.WEEKLY, 0, THURSDAY.replace(day=22, hour=6)),
        (How.NEVER, 0, None),
    ],
)
def test_the_mail_comes_as_each_chose(journey, cast, clock, how, mails, digest_at):
    viewer = cast["viewer"]
    viewer.time_zone = "Europe/Berlin"
    viewer.save()
    choose(user=viewer, choices={Kind.BLOCKED: how})
    notify(Kind.BLOCKED, [viewer], "It is blocked.", by=None, journey=journey)
    assert (Mail.objects.count(), Notification.objects.get().digest_at) == (mails, digest_at)


def test_who_has_chosen_nothing_is_mailed_what_waits_for_them(journey, cast):
    assert choices_of(cast["viewer"])[Kind.ASSIGNED] == How.AT_ONCE
    notify(Kind.ASSIGNED, [cast["viewer"]], "Assigned.", by=None, journey=journey)
    notify(Kind.DOCUMENT, [cast["viewer"]], "Ready.", by=None, journey=journey)
    mail = Mail.objects.get()
    assert (mail.kind, mail.email, mail.user) == ("notification", cast["viewer"].email, cast["viewer"])


def test_what_has_a_mail_of_its_own_is_not_mailed_twice(journey, cast):
    notify(Kind.INVITED, [cast["viewer"]], "You are invited.", by=None, by_mail=False)
    assert (Notification.objects.count(), Mail.objects.count()) == (1, 0)


@pytest.mark.parametrize("size", [1, 5])
def test_telling_costs_the_same_however_much_there_is(journey, cast, size, django_assert_num_queries):
    people = [make_user(f"Person {number}") for number in range(size)]
    with django_assert_num_queries(3):  # choices, notifications, mails
        tell([News(person, Kind.ASSIGNED, "Assigned.", journey) for person in people for _ in range(size)])
    assert Mail.objects.count() == Notification.objects.count() == size * size


@pytest.mark.parametrize("size", [1, 5])
def test_telling_once_costs_the_same_too(journey, cast, size, django_assert_num_queries):
    viewer = cast["viewer"]
    news = [News(viewer, Kind.OVERDUE, "Overdue.", journey, {"task": n}, f"overdue-{n}") for n in range(size)]
    with django_assert_num_queries(3):  # choices, notifications, which of them are new
        assert len(tell(news)) == size
    assert tell(news) == []


def test_what_one_may_not_see_any_more_is_not_shown(journey, cast):
    viewer = cast["viewer"]
    notify(Kind.ASSIGNED, [viewer], "Assigned.", by=None, journey=journey)
    notify(Kind.INVITED, [viewer], "Invited.", by=None)
    assert (unread_count(viewer), len(notifications_for(viewer))) == (2, 2)
    remove_member(member=journey.members.get(user=viewer), by=journey.created_by)
    assert [told.text for told in notifications_for(viewer)] == ["Invited."]
    assert unread_count(viewer) == 1


def test_nor_what_is_of_a_deleted_journey(journey, cast):
    notify(Kind.ASSIGNED, [cast["viewer"]], "Assigned.", by=None, journey=journey)
    delete_journey(journey=journey, by=journey.created_by)
    assert unread_count(cast["viewer"]) == 0


def test_one_marks_ones_own_as_read(journey, cast):
    told = notify(Kind.ASSIGNED, [cast["viewer"], cast["admin"]], "Assigned.", by=None, journey=journey)
    mark_read(user=cast["viewer"], ids=[each.pk for each in told])
    assert (unread_count(cast["viewer"]), unread_count(cast["admin"])) == (0, 1)
    assert mark_read(user=cast["admin"]) == 1
    assert mark_read(user=cast["admin"]) == 0


def test_followers_are_those_whose_account_is_switched_on(journey, cast):
    task = journey.tasks.first()
    for name in ("viewer", "admin"):
        cast[name].follows.create(task=task)
    cast["admin"].is_active = False
    cast["admin"].save()
    assert followers_of(task) == [cast["viewer"]]


def test_a_contact_has_no_account_to_be_told(journey):
    Member.objects.create(journey=journey, name="Desk", role=Role.CONTACT)
    notify(Kind.ASSIGNED, [], "Assigned.", by=None, journey=journey)
    assert not Notification.objects.exists()
