from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize

from journeys.models import Journey
from journeys.services.history import verify


class Command(BaseCommand):
    help = "Checks that the history of a journey, or of all, is what was written. Exits with 1 when it is not."

    def add_arguments(self, parser):
        parser.add_argument("journey", nargs="?", type=int, help="its id; without one, every journey")

    def handle(self, *args, journey=None, **options):
        journeys = Journey.objects.order_by("pk")
        if journey is not None:
            journeys = journeys.filter(pk=journey)
            if not journeys:
                raise CommandError(f"There is no journey {journey}.")
        broken = 0
        for each in journeys:
            problem = verify(each)
            broken += problem is not None
            state = (
                f"broken at event {problem.sequence}: {problem.reason}"
                if problem
                else f"{each.event_count} event{pluralize(each.event_count)}, whole"
            )
            self.stdout.write(f"{each.pk} {each.title}: {state}")
        if broken:
            raise CommandError(f"The history of {broken} of {len(journeys)} journeys is not what was written.")
