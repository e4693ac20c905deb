"""The Jinja2 environment of our pages: what every template may call."""

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment


def environment(**options) -> Environment:
    env = Environment(**options)  # noqa: S701 (Django's backend turns escaping on)
    env.globals.update(static=static, url=lambda name, *args: reverse(name, args=args))
    return env
