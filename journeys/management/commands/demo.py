from django.core.management.base import BaseCommand, CommandError

from journeys.services import demo
from journeys.services.errors import Refusal


class Command(BaseCommand):
    help = "Makes demo data to look around in: two journeys with people, files, comments and a status report."

    def add_arguments(self, parser):
        parser.add_argument("--remove", action="store_true", help="takes the demo data away again")

    def handle(self, *args, remove, **options):
        try:
            if remove:
                demo.remove()
                self.stdout.write("The demo data is gone.")
            else:
                space = demo.load(by=None)
                self.stdout.write(f"The demo data is in the space {space.name}: two journeys, three people.")
                self.stdout.write("Its people can't sign in. Whoever runs this installation sees it under Journeys.")
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
