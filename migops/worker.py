"""What a worker process does beside its tasks: show that it lives, keep the schedule, end tasks that take too long."""

import os
import signal

from celery import bootsteps
from celery.exceptions import SoftTimeLimitExceeded
from celery.signals import task_postrun, task_prerun
from django.conf import settings

from migops import health
from migops.supervisor import SUPERVISED

TIMER = "celery.worker.components:Timer"


def send_scheduled(app) -> None:
    """Send every entry of the schedule now."""
    for entry in app.conf.beat_schedule.values():
        app.send_task(entry["task"], **entry.get("options", {}))


class Heartbeat(bootsteps.StartStopStep):
    """Notes every few seconds that a worker is there, also while a task runs."""

    requires = (TIMER,)

    def start(self, worker):
        health.note_worker()
        self.entry = worker.timer.call_repeatedly(health.BEAT_SECONDS, health.note_worker)

    def stop(self, worker):
        self.entry.cancel()


class Schedule(bootsteps.StartStopStep):
    """The worker of `manage.py up` is alone: it sends the scheduled tasks itself, which saves a beat process."""

    requires = (TIMER,)

    def include_if(self, worker):
        return settings.EMBEDDED or SUPERVISED in os.environ

    def start(self, worker):
        self.entries = [
            worker.timer.call_repeatedly(entry["schedule"], worker.app.send_task, (entry["task"],), entry["options"])
            for entry in worker.app.conf.beat_schedule.values()
        ]

    def stop(self, worker):
        for entry in self.entries:
            entry.cancel()


class SoloTimeLimit(bootsteps.Step):
    """Soft time limits for Celery's solo pool, which runs tasks in the worker itself and knows none."""

    def include_if(self, worker):
        return worker.pool_cls.__module__ == "celery.concurrency.solo"

    def create(self, worker):
        signal.signal(signal.SIGALRM, out_of_time)
        task_prerun.connect(start_clock)
        task_postrun.connect(stop_clock)


def out_of_time(signum, frame):
    raise SoftTimeLimitExceeded


def start_clock(task, **kwargs):
    seconds = task.soft_time_limit or task.app.conf.task_soft_time_limit
    # Again every minute, should a task swallow the first.
    signal.setitimer(signal.ITIMER_REAL, seconds or 0, 60 if seconds else 0)


def stop_clock(**kwargs):
    signal.setitimer(signal.ITIMER_REAL, 0)
