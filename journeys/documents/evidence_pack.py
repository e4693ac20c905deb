"""The evidence pack: every file of the journey in folders, who approved what, and hashes that anyone can check."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote

from journeys.documents import approvals
from journeys.documents.declaring import Archive, Column, Kind, Packed, Packing, Sheet, Tone, Workbook
from journeys.documents.snapshot import Attachment, Snapshot
from journeys.documents.text import count
from journeys.services.file_names import safe_name

# Together under 200 characters: Windows takes no path of more than 260, and the pack is unpacked somewhere.
LONGEST_PHASE, LONGEST_MODULE, LONGEST_TASK, LONGEST_SUBTASK, LONGEST_FILE = 24, 30, 36, 30, 54
OF_THE_JOURNEY = "00 Journey"
CHANGED_FOLDER = "CHANGED"
STATES = {
    Packing.WHOLE: Tone.GOOD,
    Packing.CHANGED: Tone.BAD,
    Packing.MISSING: Tone.BAD,
    Packing.UNREADABLE: Tone.BAD,
    Packing.AWAITED: Tone.QUIET,
}


def paths(snapshot: Snapshot) -> Iterator[tuple[str, Attachment]]:
    """Where each file goes, in the outline's order. Two paths differ in more than in capitals."""
    folders = folders_of(snapshot)
    inside: dict[str, list[Attachment]] = defaultdict(list)
    for file in snapshot.attachments:
        inside[folders[file.task.id] if file.task else OF_THE_JOURNEY].append(file)
    for folder in (OF_THE_JOURNEY, *folders.values()):
        taken: set[str] = set()
        for file in inside[folder]:
            yield f"{folder}/{free_name(safe_name(file.name, LONGEST_FILE), taken)}", file


def folders_of(snapshot: Snapshot) -> dict[int, str]:
    """The folder of each task by its id: numbers keep the outline's order, and equal titles apart."""
    numbers: Counter = Counter()
    phases: dict[int, str] = {}
    modules: dict[int, str] = {}
    tasks: dict[int, str] = {}
    for phase in snapshot.phases:
        phases[phase.id] = folder("", numbers, phase.title, LONGEST_PHASE)
    for module in snapshot.modules:
        modules[module.id] = folder(phases[module.phase.id], numbers, module.title, LONGEST_MODULE)
    for task in snapshot.tasks:
        above, longest = (
            (tasks[task.parent.id], LONGEST_SUBTASK) if task.parent else (modules[task.module.id], LONGEST_TASK)
        )
        tasks[task.id] = folder(above, numbers, task.title, longest)
    return tasks


def folder(above: str, numbers: Counter, title: str, longest: int) -> str:
    numbers[above] += 1
    title = safe_name(title.replace("/", "-").replace("\\", "-"))[:longest].strip(". ")
    return f"{above}/{numbers[above]:02} {title}".lstrip("/")


def free_name(name: str, taken: set[str]) -> str:
    """`plan.docx`, then `plan (2).docx`."""
    free, number, path = name, 1, PurePosixPath(name)
    while free.casefold() in taken:
        number += 1
        free = f"{path.stem} ({number}){path.suffix}"
    taken.add(free.casefold())
    return free


def is_bad(packed: Packed) -> bool:
    return STATES[packed.state] is Tone.BAD


def notice(packed: Sequence[Packed]) -> str:
    """Which files can't be relied on, and why."""
    bad = [each for each in packed if is_bad(each)]
    if not bad:
        return ""
    head = f"{len(bad)} of {count(len(packed), 'file')} can't be relied on. Ask whoever runs MigOps for the backup."
    return "\n".join((head, "", *map(complaint, bad)))


def complaint(packed: Packed) -> str:
    where = f", of “{packed.file.task.full_title}”" if packed.file.task else ""
    what = {
        Packing.MISSING: "its bytes are no longer on the server, and not in this pack.",
        Packing.UNREADABLE: "the server can't read its bytes; it is not in this pack.",
        Packing.CHANGED: f"its bytes are not those that were uploaded. What is there now lies at {packed.path}.",
    }[packed.state]
    return f"{packed.state.value}: {packed.file.name}{where}: {what}"


COLUMNS = (
    Column("Phase", "file.task.module.phase.title", width=16),
    Column("Module", "file.task.module.title", width=24),
    Column("Task", "file.task.full_title", width=32),
    Column("Proves", "file.item.text", width=44),
    Column("Approval of the item", lambda packed: approvals.in_words(packed.file.approvals), width=34),
    Column("File", "file.name", width=32, link=lambda packed: quote(packed.path)),
    Column("State", "state.value", width=14, tones={state.value: tone for state, tone in STATES.items()}),
    Column("Added by", "file.uploaded_by", width=18),
    Column("Added", "file.uploaded_at", width=17),
    Column("Size, bytes", "file.size", width=13, right=True, format="#,##0"),
    Column("SHA-256 at upload", "file.sha256", width=36),
    Column("Path in the pack", "path", width=50),
)
FOUND = Column("SHA-256 found", "found_sha256", width=36)
APPROVALS = Sheet(
    "Approvals",
    lambda snapshot: snapshot.approvals,
    (*approvals.WHAT, *approvals.ANSWERS),
    empty="Nobody was asked to approve anything yet.",
    note="Who signed what off, and when; the oldest request first.",
)


def index(packed: Sequence[Packed]) -> Workbook:
    """Every file that belongs into the pack, and who signed what off; files that can't be relied on come first."""
    bad = [each for each in packed if is_bad(each)]
    files = Sheet("Files", lambda _: packed, COLUMNS, empty="The journey has no files yet.")
    alarm = Sheet("Missing or changed", lambda _: bad, (*COLUMNS, FOUND))
    return Workbook("evidence-pack", "Evidence pack", (alarm, files, APPROVALS) if bad else (files, APPROVALS))


ARCHIVE = Archive("evidence-pack", "Evidence pack", paths, index, notice, changed_folder=CHANGED_FOLDER)

EVIDENCE_PACK = Kind(
    kind="evidence-pack",
    title="Evidence pack",
    purpose="Holds every file of the journey in folders, with what each proves and a hash that an auditor can check.",
    formats={"zip": ARCHIVE},
    has_approvals=True,
)
