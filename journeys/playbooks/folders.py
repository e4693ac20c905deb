"""The published layout of a playbook: `<Name>/<version>/<Name>/<Phase>/<Module>/tasks.md`, beside a readme.

Files come as a mapping from their path (with `/`, relative to what was named) to their bytes, wherever they were.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import PurePosixPath as Path
from urllib.parse import unquote

from journeys.playbooks.canonical import canonical
from journeys.playbooks.decoding import lines_of
from journeys.playbooks.findings import Findings
from journeys.playbooks.prose import one_line
from journeys.playbooks.reader import Reading, read
from journeys.playbooks.tree import DEFAULT_VERSION, Module, Phase, Problem, Tree

TASKS = "tasks.md"
_VERSION = re.compile(r"v(\d[0-9A-Za-z.+-]{0,30})", re.IGNORECASE)
_README = re.compile(r".*readme.*\.md", re.IGNORECASE)
_LINK = re.compile(r"\]\(\s*<?([^)>]+?)>?\s*\)")
_DIGITS = re.compile(r"(\d+)")
# What systems and archives leave behind, and nobody wrote.
_LITTER = re.compile(r"(.*/)?(__MACOSX/.*|\.[^/]*(/.*)?|Thumbs\.db|desktop\.ini)", re.IGNORECASE)
NAMED_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Found:
    """One playbook, and the folder of its phases."""

    path: str
    reading: Reading


def read_folders(
    files: Mapping[str, bytes], *, above: str = "", progress: Callable[[int], None] = lambda percent: None
) -> list[Found]:
    """Every playbook in there, whichever level of the layout was named; nothing where no tasks.md is.

    `above` is the path of what was named, whose last folders may give a playbook's name and version. `progress` is told
    how many percent are read.
    """
    start = Path(above)
    known = {start / path: data for path, data in files.items() if not _LITTER.fullmatch(path)}
    by_root: dict[Path, list[Path]] = {}
    for path in known:
        if path.name.lower() == TASKS:
            by_root.setdefault(root_of(path), []).append(path)
    count, of = itertools.count(1), sum(map(len, by_root.values()))
    return [
        Found(
            str(root.relative_to(start) if root.is_relative_to(start) else "."),
            read_one(root, paths, known, is_read=lambda: progress(100 * next(count) // of)),
        )
        for root, paths in sorted(by_root.items(), key=lambda each: natural(str(each[0])))
    ]


def root_of(tasks: Path) -> Path:
    """The folder of the phases, where `<Phase>/<Module>/tasks.md` begins."""
    return tasks.parent.parent.parent


def natural(text: str) -> list:
    """A key that sorts “Wave 2” before “Wave 10”."""
    return [int(part) if part.isdecimal() else part.casefold() for part in _DIGITS.split(text)]


def read_one(root: Path, tasks: list[Path], files: Mapping[Path, bytes], *, is_read: Callable[[], None]) -> Reading:
    """`is_read` is called for each file."""
    errors: list[Problem] = []
    warnings: list[Problem] = []
    readme, listed = readme_of(root, tasks, files)
    if missing := len(tasks) - len(listed) if readme else 0:
        text = f"The readme does not list {missing} of the modules; they follow by name."
        warnings.append(Problem(0, text, file=readme.name if readme else ""))
    phases: list[Phase] = []
    for name, paths in groupby(in_order(tasks, listed), key=lambda path: path.parent.parent.name):
        for path in paths:
            reading = read(files[path], name=f"{path.parent.name}.md")
            errors += placed(reading.errors, path, root)
            warnings += placed(reading.warnings, path, root)
            if reading.tree:
                add(phases, name, path.parent.name, reading.tree)
            is_read()
    warnings += left_out(root, tasks, files)
    if errors:
        return Reading(None, tuple(errors), tuple(warnings))
    title, version = name_of(root)
    summary = summary_in(files[readme]) if readme else ""
    tree = Tree(title=title, version=version, summary=summary, phases=tuple(phases))
    return Reading(canonical(tree), (), tuple(warnings))


def placed(problems: Iterable[Problem], path: Path, root: Path) -> list[Problem]:
    return [replace(problem, file=str(path.relative_to(root))) for problem in problems]


def add(phases: list[Phase], phase: str, module: str, tree: Tree) -> None:
    """The modules of one file go to the phase of their folder, unless the file itself names phases."""
    for read_phase in tree.phases:
        is_own = read_phase.title != tree.title
        modules = tuple(named(each, module, tree) for each in read_phase.modules)
        title = read_phase.title if is_own else phase
        at = next((at for at, each in enumerate(phases) if each.title == title), None)
        if at is None:
            phases.append(Phase(title, read_phase.description, modules))
        else:
            there = phases[at]
            description = "\n\n".join(filter(None, (there.description, read_phase.description)))
            phases[at] = replace(there, description=description, modules=there.modules + modules)


def named(module: Module, folder: str, tree: Tree) -> Module:
    """A file without a heading for its module is titled like its folder."""
    return replace(module, title=folder) if module.title == tree.title else module


def name_of(root: Path) -> tuple[str, str]:
    """Title and version. The folder above the version has the whole name, the one below it often a shorter one."""
    for folder in (root, *root.parents):
        if found := _VERSION.fullmatch(folder.name):
            return titled(folder.parent.name or root.name), found[1]
    return titled(root.name), DEFAULT_VERSION


def titled(name: str) -> str:
    words = one_line(name.replace("-", " ").replace("_", " "))
    return words[:1].upper() + words[1:] or "Playbook"


def readme_of(root: Path, tasks: list[Path], files: Mapping[Path, bytes]) -> tuple[Path | None, dict[Path, int]]:
    """The readme that lists most of the files, and at which place each stands. Versions may have one each."""
    readmes = [path for path in files if _README.fullmatch(path.name) and path.parent in (root, *root.parents)]
    found = [(path, listed_in(path, files[path], tasks)) for path in sorted(readmes)]
    return max(found, key=lambda each: len(each[1]), default=(None, {}))


def in_order(tasks: list[Path], listed: Mapping[Path, int]) -> list[Path]:
    """As listed; phases and modules that are not follow by name."""
    phases: dict[str, int] = {}
    for path, at in listed.items():
        phases[phase_of(path)] = min(at, phases.get(phase_of(path), at))
    last = 1 + max(listed.values(), default=0)
    return sorted(
        tasks,
        key=lambda path: (
            phases.get(phase_of(path), last), natural(phase_of(path)),
            listed.get(path, last), natural(path.parent.name),
        ),
    )  # fmt: skip


def phase_of(tasks: Path) -> str:
    return tasks.parent.parent.name


def listed_in(readme: Path, data: bytes, tasks: list[Path]) -> dict[Path, int]:
    """At which place of a readme each of the files stands."""
    links = [unquote(link) for line in lines_of(data, Findings()) for link in _LINK.findall(line)]
    places = {folder_of(readme.parent / one_line(link)): at for at, link in reversed([*enumerate(links)])}
    return {path: places[folder_of(path)] for path in tasks if folder_of(path) in places}


def folder_of(path: Path) -> str:
    """The module's folder, as links spell it: in any case, with odd spaces or the name of the file behind it."""
    folder = path.parent if path.name.lower() == TASKS else path
    return one_line(str(folder)).casefold()


def summary_in(readme: bytes) -> str:
    """What a readme says beside its title and its list."""
    lines = (line.strip() for line in lines_of(readme, Findings()))
    return " ".join(line for line in lines if line and line[0] not in "#+-*" and not _LINK.search(line))


def left_out(root: Path, tasks: list[Path], files: Mapping[Path, bytes]) -> list[Problem]:
    """A warning that names the files of the playbook which hold no part of it."""
    others = sorted(
        str(path.relative_to(root))
        for path in files
        if path.is_relative_to(root) and path not in tasks and not _README.fullmatch(path.name)
    )
    if not others:
        return []
    named = ", ".join(others[:NAMED_AT_MOST]) + (" …" if len(others) > NAMED_AT_MOST else "")
    return [Problem(0, f"Beside the {TASKS} files nothing was read: {named}")]
