import errno

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http.multipartparser import MultiPartParser
from django.test import RequestFactory

from journeys.models import User
from journeys.services.attachments import attach
from journeys.services.errors import Refusal
from journeys.services.receiving import ToDisk
from tests.files import upload


def receive(user, **files):
    """What a form with these files gives a view."""
    request = RequestFactory().post("/", files)
    request.user = user
    request.upload_handlers = [ToDisk(request)]
    return request


@pytest.fixture
def member():
    return User(email="ana@example.com")


def test_files_come_out_as_they_were_sent(member):
    request = receive(member, a=upload("a.txt", b"x" * 200_000), b=upload("b.txt", b"b"))
    assert [(file.name, file.size) for file in request.FILES.values()] == [("a.txt", 200_000), ("b.txt", 1)]
    assert request.FILES["b"].read() == b"b"
    request.close()


def test_a_file_beyond_the_limit_is_counted_but_not_kept(member, settings, journey):
    settings.MAX_UPLOAD_MIB = 1
    request = receive(member, a=upload("a.txt", b"x" * 3_000_000), b=upload("b.txt", b"b"))
    assert request.FILES["a"].size == 3_000_000
    assert len(request.FILES["a"].read()) <= 1024 * 1024
    with pytest.raises(Refusal, match=r"it has 2\.9 MiB"):
        attach(journey=journey, upload=request.FILES["a"], by=journey.created_by)
    assert request.FILES["b"].read() == b"b"
    request.close()


def test_nothing_is_written_for_a_visitor_who_is_not_signed_in():
    request = receive(None, a=upload("a.txt", b"x"))
    assert (request.FILES["a"].size, request.FILES["a"].read()) == (1, b"")
    request.close()


def test_a_full_disk_while_receiving_is_told_by_attach(member, journey, monkeypatch):
    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TemporaryUploadedFile, "write", full)
    request = receive(member, a=upload("a.txt", b"x" * 200_000))
    with pytest.raises(Refusal, match="disk is full"):
        attach(journey=journey, upload=request.FILES["a"], by=journey.created_by)
    request.close()
    assert not journey.attachments.exists()


def test_a_body_that_was_cut_gives_no_file(member):
    whole = receive(member, a=upload("a.txt", b"x" * 200_000))
    body = whole.body
    cut = RequestFactory().generic("POST", "/", body[:100_000], content_type=whole.META["CONTENT_TYPE"])
    cut.user = member
    _, files = MultiPartParser(cut.META, cut, [ToDisk(cut)]).parse()
    assert not files
