"""What is sent in is read, at once or by a worker, and stored only when someone says so."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from journeys.models import FoundPlaybook, Playbook, PlaybookUpload
from journeys.playbooks.writer import write
from journeys.queries.playbook_uploads import Verdict, judged
from journeys.services import playbook_uploads as service
from journeys.services.errors import Refusal
from journeys.services.playbook_uploads import QUEUE, discard, import_found, read_again, take_in
from journeys.services.playbooks import import_playbook
from journeys.services.queues import ClaimLost
from journeys.tasks import read_playbooks, sweep
from tests.archives import PUBLISHED, bomb, zipped
from tests.makers import make_space, make_tree, make_user

pytestmark = pytest.mark.usefixtures("disk")
Status = PlaybookUpload.Status


@pytest.fixture(autouse=True)
def told(monkeypatch):
    """The ids of which the broker was told."""
    told = []
    monkeypatch.setattr(QUEUE, "nudge", told.append)
    return told


@pytest.fixture
def by(db):
    return make_user("Member")


@pytest.fixture
def space(db):
    return make_space()


@pytest.fixture
def send(space, by):
    def send(content: bytes = b"", name: str = "plan.zip") -> PlaybookUpload:
        upload = SimpleUploadedFile(name, content or zipped(PUBLISHED))
        return take_in(space=space, upload=upload, by=by)

    return send


@pytest.fixture
def for_the_worker(monkeypatch, send):
    """Sends what no request reads itself."""
    monkeypatch.setattr(service, "AT_ONCE_BYTES", 10)
    return send


def files_in(disk) -> list:
    return [path for path in disk.rglob("*") if path.is_file()]


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def verdicts(upload) -> list[Verdict]:
    return [row.verdict for row in judged(upload, upload.found.all())]


def test_a_small_file_is_read_at_once_and_no_playbook_yet(send, told, disk):
    upload = send()
    assert (upload.status, told, files_in(disk)) == (Status.READY, [], [])
    assert [(found.title, found.version) for found in upload.found.all()] == [
        ("Move Things", "1.0"), ("Move Things", "2.0")
    ]  # fmt: skip
    assert upload.found.first().path == "Move-Things/v1.0/MoveThings"
    assert not Playbook.objects.exists()


def test_a_file_with_errors_is_shown_with_its_lines(send):
    [found] = send(b"# Phase: One\n# Module: Two\n## Task 1:\n", "My plan.md").found.all()
    assert [(problem["line"], problem["text"]) for problem in found.errors]
    assert (found.title, found.digest, found.counts) == ("", "", {})


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.pdf", b"%PDF", "ends in .md, .txt"),
        ("plan.zip", b"PK", "damaged"),
        ("plan.md", b"", "it is empty"),
        ("plan.zip", zipped({"readme.md": b"Nothing."}), "no tasks.md"),
        ("plan.zip", zipped({f"{n}/P/M/tasks.md": b"" for n in range(201)}), "201 playbooks; 200 at once"),
    ],
)
def test_what_is_no_playbook_is_refused(space, by, name, content, words):
    with pytest.raises(Refusal, match=words):
        take_in(space=space, upload=SimpleUploadedFile(name, content), by=by)
    assert not PlaybookUpload.objects.exists()


def test_a_file_beyond_the_limit_is_refused(send, settings):
    settings.MAX_UPLOAD_MIB = 1
    with pytest.raises(Refusal, match="the limit for one file is 1 MiB"):
        send(b"a" * (1024 * 1024 + 1), "plan.md")


def test_a_large_file_waits_for_a_worker_and_goes_once_it_is_read(
    for_the_worker, told, disk, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        upload = for_the_worker()
    assert (upload.status, told, len(files_in(disk))) == (Status.QUEUED, [upload.pk], 1)
    read_playbooks.delay(upload.pk)
    assert (fresh(upload).status, fresh(upload).progress, upload.found.count()) == (Status.READY, 100, 2)
    assert files_in(disk) == []
    read_playbooks.delay(upload.pk)
    assert upload.found.count() == 2


def test_what_unpacks_to_a_lot_is_left_to_the_worker_too(send):
    upload = send(bomb())
    assert upload.status == Status.QUEUED
    read_playbooks.delay(upload.pk)
    assert fresh(upload).status == Status.REFUSED
    assert "more than 64 MiB" in fresh(upload).reason


def test_the_worker_says_how_far_it_is(for_the_worker, monkeypatch):
    said = []
    upload = for_the_worker()
    monkeypatch.setattr(QUEUE, "set_progress", lambda row, percent: said.append(percent))
    read_playbooks.delay(upload.pk)
    assert said == [50, 100]


def test_a_worker_that_lost_its_claim_leaves_nothing(for_the_worker, monkeypatch):
    def lose(*args, **fields):
        raise ClaimLost

    upload = for_the_worker()
    monkeypatch.setattr(QUEUE, "finish", lose)
    assert read_playbooks.delay(upload.pk).successful()
    assert not FoundPlaybook.objects.exists()


def test_what_failed_can_be_read_again(for_the_worker, monkeypatch, told, django_capture_on_commit_callbacks):
    upload = for_the_worker()
    with monkeypatch.context() as broken:
        broken.setattr(service, "playbooks_in", lambda *args, **more: 1 / 0)
        read_playbooks.delay(upload.pk)
    assert fresh(upload).status == Status.FAILED
    with django_capture_on_commit_callbacks(execute=True):
        read_again(upload=upload)
        read_again(upload=upload)
    assert (fresh(upload).status, told) == (Status.QUEUED, [upload.pk])
    read_playbooks.delay(upload.pk)
    assert fresh(upload).status == Status.READY


def test_only_what_is_chosen_is_imported(send, space, by):
    upload = send()
    [done] = import_found(upload=upload, places=[2, 99], by=by)
    playbook = Playbook.objects.get()
    assert (done.playbook, playbook.version, playbook.space, playbook.imported_by) == (playbook, "2.0", space, by)
    assert [found.playbook for found in upload.found.all()] == [None, playbook]
    with pytest.raises(Refusal, match="tick"):
        import_found(upload=upload, places=[], by=by)


def test_importing_twice_is_importing_once(send, by):
    upload = send()
    import_found(upload=upload, places=[1, 2], by=by)
    assert [bool(done.playbook) for done in import_found(upload=upload, places=[1, 2], by=by)] == [True, True]
    assert Playbook.objects.count() == 2


def test_one_that_is_refused_keeps_no_other_back(send, space, by):
    changed = PUBLISHED | {"Broken/v1.0/Broken/A/B/tasks.md": b"# Module: B\n## Task 1:\n"}
    import_found(upload=send(), places=[1], by=by)
    first = "Move-Things/v1.0/MoveThings/Assess/Look around/tasks.md"
    changed[first] += b"## Task 2: Other\n"
    upload = send(zipped(changed))
    assert verdicts(upload) == [Verdict.WRONG, Verdict.TAKEN, Verdict.VERSION]
    done = import_found(upload=upload, places=[1, 2, 3], by=by)
    assert ["errors" in done[0].refusal, "Raise the version" in done[1].refusal, done[2].playbook.version] == [
        True, True, "2.0"
    ]  # fmt: skip


class TestVerdicts:
    def test_each_is_compared_with_its_own_space_first(self, send, space, by):
        tree = make_tree()
        text = write(tree).encode()
        assert verdicts(send(text, "small.md")) == [Verdict.NEW]
        shipped = import_playbook(tree=tree).playbook
        [row] = judged(upload := send(text, "small.md"), upload.found.all())
        assert (row.verdict, row.base) == (Verdict.NEW, shipped)
        own = import_playbook(tree=tree, space=space).playbook
        [row] = judged(upload, upload.found.all())
        assert (row.verdict, row.base) == (Verdict.SAME, own)

    def test_another_text_is_taken_and_another_version_is_older_or_newer(self, send, space):
        tree = make_tree()
        import_playbook(tree=tree, space=space)
        text = write(tree).encode()
        assert verdicts(send(text.replace(b"Calculator", b"Ruler"), "a.md")) == [Verdict.TAKEN]
        [newer] = judged(upload := send(text.replace(b"version: 1.0", b"version: 1.1"), "a.md"), upload.found.all())
        [older] = judged(upload := send(text.replace(b"version: 1.0", b"version: 0.9"), "a.md"), upload.found.all())
        assert [(row.verdict, row.is_older) for row in (newer, older)] == [
            (Verdict.VERSION, False), (Verdict.VERSION, True)
        ]  # fmt: skip

    @pytest.mark.parametrize("size", [1, 3])
    def test_they_cost_one_query(self, send, size, django_assert_num_queries):
        files = {f"P{n}/v1.0/P{n}/A/B/tasks.md": b"# Module: B\n## Task 1: T\n" for n in range(size)}
        upload = send(zipped(files))
        found = list(upload.found.defer("text"))
        with django_assert_num_queries(1):
            assert len(judged(upload, found)) == size


def test_what_is_discarded_leaves_nothing_but_the_imported(
    for_the_worker, by, disk, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        discard(upload=for_the_worker())
    assert files_in(disk) == []
    upload = for_the_worker()
    read_playbooks.delay(upload.pk)
    import_found(upload=upload, places=[1], by=by)
    discard(upload=upload)
    assert (PlaybookUpload.objects.count(), Playbook.objects.count()) == (0, 1)


def test_the_sweep_forgets_after_a_week(send):
    old, new = send(), send()
    PlaybookUpload.objects.filter(pk=old.pk).update(at=now() - timedelta(days=8))
    sweep.delay()
    assert list(PlaybookUpload.objects.all()) == [new]
