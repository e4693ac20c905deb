from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from journeys.models import Playbook


class Command(BaseCommand):
    help = "Writes the canonical text of a stored playbook: the version that was imported last, or the one named."

    def create_parser(self, prog_name, subcommand, **options):
        # Every command has a --version, Django's own; here it is the playbook's.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **options)

    def add_arguments(self, parser):
        parser.add_argument("slug")
        parser.add_argument("--version", help="of the playbook; without it the last that was imported")
        parser.add_argument("--output", metavar="FILE", help="the file to write; without it standard output")

    def handle(self, *args, slug, version=None, output=None, **options):
        playbook = found(slug, version)
        if not output:
            self.stdout.write(playbook.text, ending="")
            return
        try:
            Path(output).write_text(playbook.text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(f"{output} can't be written: {error.strerror}.") from None


def found(slug: str, version: str | None) -> Playbook:
    """The playbook, or an error that says what there is instead."""
    versions = Playbook.objects.filter(slug=slug).order_by("-imported_at", "-pk")
    playbook = (versions.filter(version=version) if version else versions).first()
    if playbook:
        return playbook
    if there := ", ".join(versions.values_list("version", flat=True)):
        raise CommandError(f"There is no version {version} of {slug}, only {there}.")
    slugs = sorted(set(Playbook.objects.order_by().values_list("slug", flat=True)))
    raise CommandError(f"There is no playbook {slug}. Stored: {', '.join(slugs) or 'none yet; see import_playbook'}.")
