"""Reads settings from the environment, strictly: a value that is not understood stops the start."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The value of NAME, or of the file that NAME_FILE points at (as Docker secrets are given)."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        try:
            return Path(file).read_text().strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE: {error}") from error
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """Only "true" and "false" count."""
    value = text(name)
    if value not in {"", "true", "false"}:
        raise ImproperlyConfigured(f'{name} is "{value}". Say "true" or "false".')
    return value == "true" if value else default


def number(name: str, default: int) -> int:
    value = text(name)
    if not value:
        return default
    if not value.isdigit():
        raise ImproperlyConfigured(f'{name} is "{value}". Say a whole number.')
    return int(value)


def words(name: str) -> list[str]:
    """A list, separated by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()]
