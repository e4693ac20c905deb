"""The server that the browser tests share: people with accounts, and journeys for whoever needs one."""

import json
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from playwright.sync_api import APIRequestContext

from tests.migops.processes import Installation, manage, wait_until

PASSWORD = "nine lives of a cat"
PEOPLE = {
    "lead": "Lea Lead", "mate": "Max Mate", "guest": "Gus Guest", "tess": "Tess Token", "pia": "Pia Passkey",
}  # fmt: skip
PLAYBOOK = Path(__file__).with_name("small-move.md")
END_OF_MAIL = b"\n" + b"-" * 79 + b"\n"
# Accounts are made by operators; the one who runs the installation is the lead.
MAKE_PEOPLE = f"""
from journeys.models import Space, User
from journeys.services.tokens import token_of
Space.objects.create(name="Migrations")
for name, title in {PEOPLE!r}.items():
    user = User.objects.create_user(
        f"{{name}}@example.com", title, {PASSWORD!r}, is_staff=name == "lead", is_superuser=name == "lead"
    )
    if name == "lead":
        print(token_of(user))
"""


class Site(Installation):
    """An installation with people and a small playbook. `token` is the lead's for the API."""

    def __init__(self, folder: Path):
        super().__init__(folder)
        self.address = f"http://127.0.0.1:{self.port}"
        self.token = self.manage("shell", "--no-imports", "-c", MAKE_PEOPLE).strip()
        self.manage("import_playbook", str(PLAYBOOK))

    def manage(self, *arguments: str) -> str:
        done = manage(*arguments, MIGOPS_DATA=str(self.data))
        assert done.returncode == 0, done.stderr
        return done.stdout

    def mails_to(self, address: str) -> list[EmailMessage]:
        """What was mailed to the address, oldest first: without a mail server a folder holds all mails."""
        files = sorted((self.data / "mail").glob("*.log"))
        whole = [mail for file in files for mail in file.read_bytes().split(END_OF_MAIL)[:-1]]
        mails = [message_from_bytes(mail, policy=policy.default) for mail in whole]
        return [mail for mail in mails if mail["To"] == address]

    def mail_to(self, address: str, words: str) -> EmailMessage:
        """The newest mail to the address whose text holds `words`, waited for."""

        def found() -> list[EmailMessage]:
            return [mail for mail in self.mails_to(address) if words in text_of(mail)]

        wait_until(found, f"a mail to {address} says {words}")
        return found()[-1]


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    return mail.get_body((kind,)).get_content()


class Api:
    """The REST API as the lead uses it."""

    def __init__(self, requests: APIRequestContext):
        self.requests = requests

    def get(self, path: str):
        return self.answer(self.requests.get(path))

    def post(self, path: str, **body):
        return self.answer(self.requests.post(path, data=body))

    def patch(self, path: str, **body):
        return self.answer(self.requests.patch(path, data=body))

    def upload(self, path: str, **parts):
        return self.answer(self.requests.post(path, multipart=parts))

    @staticmethod
    def answer(response):
        assert response.ok, response.text()
        return json.loads(response.body() or "null")


class Journey:
    """A journey from a playbook, with the ids of what is in it."""

    def __init__(self, api: Api, title: str, playbook: str = "Small move", **members: str):
        self.api, self.title = api, title
        playbooks = {row["title"]: row["id"] for row in api.get("playbooks")["results"]}
        space = api.get("spaces")["results"][0]["id"]
        self.id = api.post("journeys", title=title, space=space, playbook=playbooks[playbook])["id"]
        self.members = {row["name"]: row["id"] for row in self.ask("members")["results"]}
        for name, role in members.items():
            self.members[PEOPLE[name]] = self.say("members", email=f"{name}@example.com", role=role)["id"]

    def ask(self, path: str):
        return self.api.get(f"journeys/{self.id}/{path}")

    def say(self, path: str, **body):
        return self.api.post(f"journeys/{self.id}/{path}", **body)

    def page(self, name: str = "") -> str:
        """The address of one of its pages."""
        return f"/journeys/{self.id}/{name}"

    def task(self, title: str) -> int:
        return next(row["id"] for row in self.ask("tasks")["results"] if row["title"] == title)

    def task_page(self, title: str) -> str:
        return self.page(f"tasks/{self.task(title)}/")

    def item(self, text: str) -> int:
        return next(row["id"] for row in self.ask("items")["results"] if row["text"].startswith(text))

    def settle(self, text: str, **body) -> None:
        self.say(f"items/{self.item(text)}/settle", **body)

    def set_status(self, title: str, **body) -> None:
        self.say(f"tasks/{self.task(title)}/status", **body)

    def change(self, title: str, **facts) -> None:
        self.api.patch(f"journeys/{self.id}/tasks/{self.task(title)}", **facts)

    def upload(self, name: str, **place: int) -> None:
        file = {"name": name, "mimeType": "text/plain", "buffer": name.encode()}
        self.api.upload(f"journeys/{self.id}/attachments", file=file, **place)
