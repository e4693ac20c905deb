from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "journeys"

    def ready(self):
        # Celery's eager mode ignores a task that is not registered.
        from journeys import tasks  # noqa: F401
