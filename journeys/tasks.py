"""Thin Celery tasks: ids in, services do the work."""
