from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from journeys.management.commands.export_playbook import found
from journeys.models import User
from journeys.services.errors import Refusal
from journeys.services.journeys import start_journey
from journeys.services.spaces import space_called
from journeys.services.welcome import FIRST_SPACE


class Command(BaseCommand):
    help = "Starts a journey from a stored playbook and prints its id."

    def add_arguments(self, parser):
        parser.add_argument("--playbook", metavar="SLUG", required=True, help="the version imported last is taken")
        parser.add_argument("--title", required=True)
        parser.add_argument("--admin", metavar="EMAIL", required=True, help="of an account; the journey's first admin")
        parser.add_argument("--space", default=FIRST_SPACE, help="made when it is missing; default: %(default)s")

    @transaction.atomic
    def handle(self, *args, playbook, title, admin, space, **options):
        by = User.objects.filter(email=admin.strip().lower(), is_active=True).first()
        if by is None:
            raise CommandError(f"No active account has the address {admin}.")
        try:
            journey = start_journey(
                space=space_called(space, by=by), playbook=found(playbook, None), title=title, by=by
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(str(journey.pk))
