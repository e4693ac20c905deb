"""Parts of `journeys` import themselves and lower ranks only."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RANKS = {
    "playbooks": 0,
    "models": 1,
    "access": 2,
    "queries": 3,
    "services": 4,
    "documents": 5,
    "mailing": 6,
    "web": 7,
    "api": 7,
    "tasks": 7,
    "management": 8,
    "apps": 8,
    "migrations": 8,
    "admin": 8,
}


def part_of(module: str) -> str:
    return module.split(".")[1]


def imports_of(file: Path):
    for node in ast.walk(ast.parse(file.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "journeys":
            names = [f"journeys.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        yield from (name for name in names if name.startswith("journeys."))


FILES = sorted(f for f in (ROOT / "journeys").rglob("*.py") if f.name != "__init__.py" or f.parent.name != "journeys")


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_imports_point_downwards(file):
    part = file.relative_to(ROOT / "journeys").parts[0].removesuffix(".py")
    for module in imports_of(file):
        imported = part_of(module)
        assert imported == part or RANKS[imported] < RANKS[part], f"{file.name} imports {module}"


def test_the_playbook_format_knows_no_django():
    for file in (ROOT / "journeys" / "playbooks").glob("*.py"):
        assert "django" not in {
            name.split(".")[0]
            for node in ast.walk(ast.parse(file.read_text()))
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names])
        }


def test_the_project_package_knows_no_domain_words():
    for file in (ROOT / "migops").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            module = getattr(node, "module", None) or ""
            assert not module.startswith("journeys"), f"{file.name} imports {module}"
