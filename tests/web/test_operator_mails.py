"""The outbox, which operators alone see, and the mails in the folder."""

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from journeys.models import Mail
from journeys.services.outbox import post, post_ready
from tests.makers import make_mail, make_schedule, make_user
from tests.postbox import deliver

ANA = {"email": "ana@example.com", "name": "Ana"}
Status = Mail.Status


@pytest.fixture
def client(db):
    client = Client()
    client.force_login(make_user("Op", is_superuser=True, is_staff=True))
    return client


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_HOST, settings.EMAIL_FILE_PATH = "", tmp_path
    return tmp_path


def failed(**facts) -> Mail:
    return Mail.objects.create(
        **{
            "kind": "ready",
            "status": Status.FAILED,
            "reason": "No such host.",
            "text": "x",
            "try_at": now(),
            **ANA,
            **facts,
        }
    )


def write(subject="Hello <b>", text="Text of the mail", html="<p>HTML of it</p><script>alert(1)</script>") -> None:
    message = EmailMultiAlternatives(subject, text, to=["ana@example.com"])
    message.attach_alternative(html, "text/html")
    message.connection = get_connection("django.core.mail.backends.filebased.EmailBackend")
    message.send()


PAGES = ("operator_mails", "written_mails")


@pytest.mark.parametrize("who", ["admin", "viewer", "stranger"])
def test_only_operators_see_any_of_it(client_of, folder, who):
    mail = failed()
    write()
    name = next(folder.iterdir()).name
    for page in (*map(reverse, PAGES), *(reverse(p, args=[name, 0]) for p in ("written_mail", "written_mail_html"))):
        assert client_of(who).get(page).status_code == 404
    assert client_of(who).post(reverse("operator_mail_retry", args=[mail.pk])).status_code == 404


def test_the_outbox_says_what_became_of_each_newest_first(client, journey):
    failed(name="Ben")
    post_ready(**ANA, subject="Your <i>link</i>", text="x")
    html = client.get(reverse("operator_mails")).content.decode()
    assert html.index("Your &lt;i&gt;link") < html.index("Ben")
    assert "No such host." in html
    assert "x</" not in html  # what was ready may hold a secret


def test_it_is_filtered_by_status(client, journey):
    failed(name="Ben")
    post_ready(**ANA, subject="Hello", text="x")
    html = client.get(reverse("operator_mails") + "?status=failed").content.decode()
    assert ("Ben" in html, "Ana" in html) == (True, False)
    assert "No mail has this status" in client.get(reverse("operator_mails") + "?status=skipped").content.decode()


def test_one_that_failed_is_sent_again(client, mailoutbox):
    mail = failed(subject="Hello")
    answer = client.post(reverse("operator_mail_retry", args=[mail.pk]), {"query": "status=failed"})
    assert answer.url == reverse("operator_mails") + "?status=failed"
    deliver()
    assert [message.subject for message in mailoutbox] == ["Hello"]


def test_that_of_a_deleted_document_says_why_not(client, journey):
    mail = make_mail(make_schedule(journey), status="failed", reason="x")
    mail.run.document.delete()
    assert client.post(reverse("operator_mail_retry", args=[mail.pk])).status_code == 409


@pytest.mark.parametrize("size", [1, 4])
def test_it_costs_the_same_however_many(client, journey, size, django_assert_num_queries):
    schedule = make_schedule(journey)
    for number in range(size):
        failed()
        post("notification", **ANA, about={"notification": number})
    make_mail(schedule, status="failed", reason="x")
    with django_assert_num_queries(3):
        client.get(reverse("operator_mails"))  # user, count, mails


def test_without_a_mail_server_it_says_where_mails_are(client, folder, settings):
    assert "No mail server is set." in client.get(reverse("operator_mails")).content.decode()
    assert str(folder) in client.get(reverse("operator_mails")).content.decode()
    settings.EMAIL_HOST = "mail.example.com"
    assert "No mail server is set." not in client.get(reverse("operator_mails")).content.decode()
    assert client.get(reverse("written_mails")).status_code == 404


def test_the_mails_in_the_folder_are_listed_and_read(client, folder):
    assert "The folder is empty" in client.get(reverse("written_mails")).content.decode()
    write()
    html = client.get(reverse("written_mails")).content.decode()
    assert "Hello &lt;b&gt;" in html
    name = next(folder.iterdir()).name
    page = client.get(reverse("written_mail", args=[name, 0])).content.decode()
    assert "Text of the mail" in page
    assert "<script>alert" not in page
    assert "sandbox></iframe>" in page


def test_its_html_is_shut_in(client, folder):
    write()
    answer = client.get(reverse("written_mail_html", args=[next(folder.iterdir()).name, 0]))
    assert "HTML of it" in answer.content.decode()
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_file_with_several_mails_has_them_all(client, folder):
    with get_connection("django.core.mail.backends.filebased.EmailBackend") as connection:
        for subject in ("One", "Two"):
            connection.send_messages([EmailMultiAlternatives(subject, "x" * 200, to=["ana@example.com"])])
    html = client.get(reverse("written_mails")).content.decode()
    assert html.index(">Two<") < html.index(">One<")


@pytest.mark.parametrize("name", ["..", "..%2Fdb.sqlite3", "nothing.log", "x.txt"])
def test_nothing_else_is_read(client, folder, name):
    (folder / "x.txt").write_text("secret")
    assert client.get(f"/operator/mails/folder/{name}/0/").status_code == 404


def test_the_account_page_leads_operators_there(client, client_of):
    link = reverse("operator_mails")
    assert link in client.get(reverse("account")).content.decode()
    assert link not in client_of("admin").get(reverse("account")).content.decode()


def test_my_work_says_when_mails_are_in_trouble(client, client_of):
    assert "failed lately" not in client.get(reverse("my_work")).content.decode()
    failed()
    assert "1 mail" in client.get(reverse("my_work")).content.decode()
    assert "1 mail" not in client_of("admin").get(reverse("my_work")).content.decode()
