"""Every workbook and every text is whole: it opens without repair, whatever people wrote into it."""

import io
import posixpath
import zipfile
from xml.etree import ElementTree

import pytest

from journeys.documents.planning import plan_import
from journeys.documents.reading import take_snapshot
from journeys.documents.registry import KINDS
from journeys.documents.rendering import render
from journeys.models import ChecklistItem, Decision, Task

NASTY = (
    "=cmd|'/c calc'!A1", "+1+1", "-1", "@SUM(A1)", "\t=1", "x" * 300, "\U0001f680" * 100, "שלום مرحبا",
    "bell \x07\x0b \ufffe",
    "<b>&amp;]]>", "_x0041_", "'=1", "line\r\nline",
)  # fmt: skip
LONG = "\U0001f680=" + "y" * 39_000
OFFICE = [(kind, format) for kind, each in KINDS.items() for format in ("xlsx", "docx") if format in each.formats]
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}c"
FORMULA = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}f"
LONGEST_CELL = 32_767


@pytest.fixture
def nasty(journey):
    """A journey in which every text is one of the worst."""
    for number, task in enumerate(journey.tasks.in_order()):
        title = NASTY[number % len(NASTY)]
        Task.objects.filter(pk=task.pk).update(title=title.replace("\x00", ""), description=LONG)
    for number, item in enumerate(ChecklistItem.objects.filter(task__journey=journey)):
        words = NASTY[number % len(NASTY)]
        ChecklistItem.objects.filter(pk=item.pk).update(text=words, section=words[:300], note=LONG)
    journey.members.update(name="=Ana", organisation="@Acme")
    for number, title in enumerate(NASTY, start=1):
        Decision.objects.create(
            journey=journey, number=number, title=title[:300], context=LONG, raised_on=journey.created_at.date()
        )
    type(journey).objects.filter(pk=journey.pk).update(title="=1+1 & \U0001f680")
    return take_snapshot(journey.pk, kind="roadmap")


def parts(file):
    archive = zipfile.ZipFile(io.BytesIO(file))
    assert archive.testzip() is None
    assert len(set(archive.namelist())) == len(archive.namelist())
    return {name: archive.read(name) for name in archive.namelist()}


def trees(contents):
    return {name: ElementTree.fromstring(xml) for name, xml in contents.items() if name.endswith((".xml", ".rels"))}


def targets(name, tree):
    """What the relations of a part point at inside of the archive."""
    folder = posixpath.dirname(posixpath.dirname(name))
    for relation in tree.iter(RELATIONSHIP):
        if relation.get("TargetMode") != "External":
            yield posixpath.normpath(posixpath.join("/", folder, relation.get("Target"))).lstrip("/")


@pytest.mark.parametrize(("kind", "format"), OFFICE)
def test_every_document_is_whole(nasty, kind, format):
    contents = parts(render(kind, format, nasty))
    all_trees = trees(contents)
    for name, tree in all_trees.items():
        if name.endswith(".rels"):
            assert [target for target in targets(name, tree) if target not in contents] == []
    types = all_trees["[Content_Types].xml"]
    named = {each.get("PartName").lstrip("/") for each in types.iter(f"{TYPES}Override")}
    extensions = {each.get("Extension") for each in types.iter(f"{TYPES}Default")}
    assert named <= set(contents)
    for name in set(contents) - {"[Content_Types].xml"} - named:
        assert name.rpartition(".")[2] in extensions
    if format == "xlsx":
        check_sheets(all_trees)


def check_sheets(all_trees):
    strings = all_trees["xl/sharedStrings.xml"]
    texts = ["".join(part.text or "" for part in string.iter() if part.tag.endswith("}t")) for string in strings]
    assert max(len(text.encode("utf-16-le")) // 2 for text in texts) <= LONGEST_CELL
    for name, tree in all_trees.items():
        if not name.startswith("xl/worksheets/sheet"):
            continue
        cells = list(tree.iter(CELL))
        places = [cell.get("r") for cell in cells]
        assert len(set(places)) == len(places)
        formulas = [cell.find(FORMULA).text for cell in cells if cell.find(FORMULA) is not None]
        assert not [
            formula for formula in formulas if "calc" in formula or formula.lstrip("=") in ("1+1", "+1+1", "Ana")
        ]
        assert all(int(cell.findtext("{*}v")) < len(texts) for cell in cells if cell.get("t") == "s")


@pytest.mark.parametrize("kind", ["roadmap", "decision-log"])
def test_the_worst_texts_come_back_as_they_were(nasty, kind):
    plan = plan_import(io.BytesIO(render(kind, "xlsx", nasty)), "sent.xlsx", kind, nasty)
    assert (plan.edits, plan.new_rows, plan.gone_rows, plan.problems) == ((), (), (), ())
