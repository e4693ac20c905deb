import sys
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO

from django.core.management.base import BaseCommand, CommandError

from journeys.documents.reading import take_snapshot
from journeys.documents.registry import KINDS
from journeys.documents.rendering import UnknownDocument, check, write
from journeys.models import Journey
from journeys.queries.files import open_bytes


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
            snapshot = take_snapshot(journey, kind=kind)
        except UnknownDocument as error:
            raise CommandError(str(error)) from None
        except Journey.DoesNotExist:
            raise CommandError(f"There is no journey {journey}.") from None
        # Written whole before the output is touched: a failure leaves an older file as it is.
        with TemporaryFile() as file:
            write(kind, format, snapshot, file, open_attachment=lambda attachment: open_bytes(attachment.id))
            file.seek(0)
            save(file, output)


def save(file: BinaryIO, output: str) -> None:
    if output == "-":
        copyfileobj(file, sys.stdout.buffer)
        return
    try:
        with Path(output).open("wb") as target:
            copyfileobj(file, target)
    except OSError as error:
        raise CommandError(f"{output} can't be written: {error.strerror}.") from None
