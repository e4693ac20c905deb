import json

from django.core.management.base import BaseCommand, CommandError

from journeys.models import Space
from journeys.playbooks.summary import reading_as_json
from journeys.playbooks.tree import Problem
from journeys.services.playbook_files import FileImport, import_files


class Command(BaseCommand):
    help = "Reads playbooks and stores them, for everyone or for a space. Exits with 1 when any of them has an error."
    requires_system_checks = []  # some look at the database, which a dry run does without

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a playbook's file, folder, .zip or .tar.gz")
        parser.add_argument("--space", metavar="NAME", help="store them for the people of this space only")
        parser.add_argument("--dry-run", action="store_true", help="read and report, store nothing; needs no database")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each playbook")

    def handle(self, *args, paths, space=None, dry_run=False, json=False, **options):
        into = space_called(space) if space is not None and not dry_run else None
        read = failed = 0
        for done in import_files(paths, dry_run=dry_run, space=into):
            read, failed = read + 1, failed + bool(done.reading.errors)
            self.stdout.write(as_line(done) if json else as_text(done))
        if failed:
            raise CommandError(f"{failed} of {read} {'playbook has' if read == 1 else 'playbooks have'} errors.")


def space_called(name: str) -> Space:
    space = Space.objects.filter(name=name.strip()).first()
    if space is None:
        raise CommandError(f"There is no space “{name}”. Nothing was read.")
    return space


def as_line(done: FileImport) -> str:
    return json.dumps({"path": done.path, **reading_as_json(done.reading)})


def as_text(done: FileImport) -> str:
    """Title, counts, what is wrong and what was mended, with the lines."""
    tree, lines = done.reading.tree, [done.path]
    if tree:
        counts = ", ".join(f"{count} {noun if count != 1 else noun[:-1]}" for noun, count in tree.counts.items())
        lines += [f"  {tree.title} {tree.version} ({tree.slug})", f"  {counts}"]
    for name, problems in (("error", done.reading.errors), ("warning", done.reading.warnings)):
        lines += [f"  {name}{place_of(problem)}: {problem.text}" for problem in problems]
    if done.is_new is not None:
        lines.append("  stored" if done.is_new else "  already stored, nothing changed")
    return "\n".join(lines)


def place_of(problem: Problem) -> str:
    """Nothing for the playbook as a whole."""
    return (f" in {problem.file}" if problem.file else "") + (f" in line {problem.line}" if problem.line else "")
