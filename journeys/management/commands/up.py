from django.core.management.base import BaseCommand

from journeys.services import playbooks, welcome
from migops import up


class Command(BaseCommand):
    help = "Starts web and worker on one data folder, and ends them together."
    requires_system_checks = ()

    def add_arguments(self, parser):
        up.add_arguments(parser)

    def handle(self, **options):
        up.run(options, prepare=[playbooks.load_shipped], invite=welcome.make_link)
