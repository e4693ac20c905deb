import pytest

from journeys.playbooks.canonical import canonical
from journeys.playbooks.tree import Item, Module, Phase, Task, Tree
from journeys.services.journeys import start_journey
from journeys.services.playbooks import import_playbook
from journeys.services.tasks import edit_text
from tests.makers import make_space, make_user


def version(number: str, *tasks: Task):
    tree = Tree("Small", number, phases=(Phase("Plan", modules=(Module("M", tasks=tasks),)),))
    return import_playbook(tree=canonical(tree)).playbook


@pytest.fixture
def versions(db):
    one = version("1", Task("T", "Old", items=(Item("criterion", "", "Done"),)), Task("U", "Old"))
    return one, version("2", Task("T", "New", items=(Item("criterion", "", "Done"),)), Task("U", "New"), Task("V"))


@pytest.fixture
def journey(versions):
    return start_journey(space=make_space(), title="Acme", playbook=versions[0], by=make_user("Owner"))


def test_versions_changes_taking_them_over_and_undoing(api, journey, versions):
    two = versions[1]
    task = journey.tasks.get(title="U")
    edit_text(task=task, field="description", text="Ours", base_revision=99, by=journey.created_by)
    address = f"journeys/{journey.pk}/upgrades"
    assert [row["version"] for row in api("admin", "GET", address).json()["results"]] == ["2"]
    said = api("admin", "GET", f"{address}/{two.pk}").json()
    told = [(change["what"], change["title"], change["is_conflict"]) for change in said["changes"]]
    assert told == [("changed", "T", False), ("changed", "U", True), ("added", "V", False)]
    take = [change["id"] for change in said["changes"] if not change["is_conflict"]]
    answer = api("admin", "POST", address, {"playbook": two.pk, "stamp": said["stamp"], "take": take})
    assert (answer.status_code, answer.json()["playbook"]["version"]) == (200, "2")
    texts = {task.title: task.description for task in journey.tasks.filter(module__title="M")}
    assert texts == {"T": "New", "U": "Ours", "V": ""}
    undo = api("admin", "GET", f"journeys/{journey.pk}/undo").json()["last"]
    assert api("admin", "POST", f"journeys/{journey.pk}/undo", {"change": undo["id"]}).status_code == 200
    journey.refresh_from_db()
    assert (journey.playbook.version, journey.tasks.filter(title="V").exists()) == ("1", False)


def test_a_stale_list_is_a_409(api, journey, versions):
    body = {"playbook": versions[1].pk, "stamp": "other", "take": []}
    answer = api("admin", "POST", f"journeys/{journey.pk}/upgrades", body)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:migops:refused")
    assert "Look again" in answer.json()["detail"]


def test_what_is_no_version_is_a_400(api, journey, versions):
    body = {"playbook": versions[0].pk, "stamp": "x", "take": []}
    answer = api("admin", "POST", f"journeys/{journey.pk}/upgrades", body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "playbook")
    assert api("admin", "GET", f"journeys/{journey.pk}/upgrades/{versions[0].pk}").status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("admin", 200), ("contributor", 403), ("stakeholder", 403), ("viewer", 403), ("stranger", 404), ("nobody", 401)],
)
def test_only_admins_look(api, journey, versions, who, status):
    for path in ("upgrades", f"upgrades/{versions[1].pk}"):
        assert api(who, "GET", f"journeys/{journey.pk}/{path}").status_code == status
