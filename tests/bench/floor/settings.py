"""The project's settings, with nothing but what a signed-in page needs."""

from migops.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.floor.views"
MIDDLEWARE = [
    "migops.health.HealthChecks",  # says when the server is ready; passes other requests on
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # allauth, which signs people in, does not load without it
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "tests" / "bench" / "floor" / "templates"],  # noqa: F405
    }
]
