import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from journeys.documents.reading import take_snapshot
from journeys.documents.registry import KINDS
from journeys.documents.rendering import UnknownDocument, check, render
from journeys.models import Journey


class Command(BaseCommand):
    help = "Renders a document of a journey at once, without a worker. It is a draft: not stored, without a number."

    def add_arguments(self, parser):
        parser.add_argument("journey", type=int, help="its id")
        parser.add_argument("kind", help=f"one of {', '.join(KINDS)}")
        parser.add_argument("--format", help="the kind's first format, when not given")
        parser.add_argument("--output", required=True, help="the file to write; - for standard output")

    def handle(self, *args, journey, kind, format=None, output, **options):
        try:
            format = format or (next(iter(KINDS[kind].formats)) if kind in KINDS else "")
            check(kind, format)
            content = render(kind, format, take_snapshot(journey, kind=kind))
        except UnknownDocument as error:
            raise CommandError(str(error)) from None
        except Journey.DoesNotExist:
            raise CommandError(f"There is no journey {journey}.") from None
        write(content, output)


def write(content: bytes, output: str) -> None:
    if output == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        Path(output).write_bytes(content)
    except OSError as error:
        raise CommandError(f"{output} can't be written: {error.strerror}.") from None
