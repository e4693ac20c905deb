from django.core.management.base import BaseCommand

from journeys.services.digests import send_now


class Command(BaseCommand):
    help = "Sends what waits for digests now, without waiting for people's mornings: to see whether mail arrives."

    def handle(self, **options):
        count = send_now()
        self.stdout.write(f"{count} digest{'' if count == 1 else 's'} put in line.")
