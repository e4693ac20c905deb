import json

from journeys.playbooks.reader import read
from journeys.playbooks.summary import as_json, reading_as_json
from journeys.playbooks.writer import digest

TEXT = b"""# Module: M
## Task 1: T
Length: 3d
Loose.
#### Tools
- [X](https://x.y)
#### Checks
##### G
- Attach it.
## Task 1: Subtask 1: S
"""


def test_the_whole_tree_as_json():
    reading = read(TEXT, name="plan.md")
    said = json.loads(json.dumps(as_json(reading.tree)))
    task = {
        "title": "T",
        "description": "Loose.",
        "starts_after": None,
        "length": 3,
        "tools": [{"name": "X", "url": "https://x.y"}],
        "items": [{"kind": "check", "section": "G", "text": "Attach it.", "needs_evidence": True}],
        "subtasks": [{"title": "S", "description": "", "starts_after": None, "length": None, "tools": [], "items": []}],
    }
    assert said == {
        "slug": "plan",
        "title": "Plan",
        "version": "1.0",
        "summary": "",
        "digest": digest(reading.tree),
        "counts": {"phases": 1, "modules": 1, "tasks": 1, "subtasks": 1, "items": 1, "tools": 1},
        "phases": [
            {
                "title": "Plan",
                "description": "",
                "modules": [{"title": "M", "description": "", "tasks": [task]}],
            }
        ],
    }


def test_a_reading_adds_its_problems():
    said = reading_as_json(read(TEXT, name="plan.md"))
    warning = {"file": "", "line": 4, "text": "Text before the first section of a task became part of its description."}
    assert (said["title"], said["warnings"], said["errors"]) == ("Plan", [warning], [])


def test_a_reading_with_errors_has_no_tree():
    said = reading_as_json(read(b"# Module:", name="plan.md"))
    assert (said["title"], said["phases"]) == (None, None)
    assert said["errors"] == [{"file": "", "line": 1, "text": "This module has no title."}]
