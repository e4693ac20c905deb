"""Reads settings from the environment, strictly: a value that is not understood stops the start."""

import os
from pathlib import Path
from urllib.parse import urlsplit

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
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f'{name} is "{value}". Say a whole number.')
    return int(value)


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f'{name} is "{value}". Say one of: {", ".join(allowed)}.')
    return value


def url(name: str, default: str) -> str:
    """The address of a site: scheme and host, without a slash at the end."""
    value = text(name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        is_site = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.path
        is_site = is_site and (parts.port is None or parts.port > 0)
    except ValueError:
        is_site = False
    if not is_site:
        raise ImproperlyConfigured(f'{name} is "{value}". Say an address such as https://migops.example.org.')
    return value


def issuer(name: str) -> str:
    """The address of an OpenID provider: with https, unless it is on the same machine."""
    value = text(name).rstrip("/")
    try:
        parts = urlsplit(value)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"})
        is_issuer = is_safe and bool(parts.hostname) and not parts.query and not parts.fragment
    except ValueError:
        is_issuer = False
    if value and not is_issuer:
        raise ImproperlyConfigured(
            f'{name} is "{value}". Say an address such as https://login.example.org/realms/main.'
        )
    return value


def words(name: str) -> list[str]:
    """A list, separated by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()]
