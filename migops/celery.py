"""The Celery application. It takes its settings, named CELERY_…, from Django's."""

import os

from celery import Celery
from celery.signals import setup_logging, worker_ready
from kombu.transport import TRANSPORT_ALIASES

from migops import worker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "migops.settings")
TRANSPORT_ALIASES["folder"] = "migops.broker:Transport"

app = Celery("migops")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].update([worker.Heartbeat, worker.Schedule, worker.SoloTimeLimit])


@setup_logging.connect
def leave_logging_to_django(**kwargs):
    """Celery sets up no logging of its own while something is connected here."""


@worker_ready.connect
def catch_up(**kwargs):
    """What was asked for while no worker ran, or lost with one, is taken up at once."""
    worker.send_scheduled(app)
