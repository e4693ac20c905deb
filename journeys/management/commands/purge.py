import logging

from django.core.management.base import BaseCommand

from journeys.services.journeys import DAYS_TO_BRING_BACK, deleted_long_ago, purge_journey

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = f"Removes journeys that were deleted more than {DAYS_TO_BRING_BACK} days ago, with their files and history."

    def handle(self, *args, **options):
        count = 0
        for journey in deleted_long_ago():
            # The one trace that is left: history goes with the journey.
            said = journey.pk, journey.title, journey.space, journey.deleted_at, journey.event_count
            purge_journey(journey)
            logger.warning("Purged journey %s “%s” of the space “%s”, deleted at %s, with %s events.", *said)
            count += 1
        self.stdout.write(f"{count} {'journey' if count == 1 else 'journeys'} removed for good.")
