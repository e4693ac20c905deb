from django.core.management.base import BaseCommand

from journeys.services import playbooks, welcome
from migops import up


class Command(BaseCommand):
    help = (
        "Migrates the database, loads the shipped playbooks, and prints the link for the first account, if it is due."
    )

    def handle(self, **options):
        self.stdout.write(up.make_ready([playbooks.load_shipped], welcome.make_link))
