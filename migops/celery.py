"""The Celery application. It takes its settings, named CELERY_…, from Django's."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "migops.settings")

app = Celery("migops")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
