"""The project's settings with what a test run needs otherwise: plain HTTP, a fast hasher, its own data folder."""

import atexit
import os
import shutil
import tempfile

folder = tempfile.mkdtemp(prefix="migops-tests-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)
os.environ["MIGOPS_DATA"] = folder
os.environ["MIGOPS_URL"] = "http://testserver"
os.environ.setdefault("MIGOPS_SECRET_KEY", "only-for-tests")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:6379/9" if os.environ.get("DATABASE_URL") else "")

from migops.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = False
if os.environ.get("MIGOPS_TEST_DB"):  # two runs at once on one database server need two names
    DATABASES["default"]["TEST"] = {"NAME": f"test_{os.environ['MIGOPS_TEST_DB']}"}  # noqa: F405
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Each test makes clients, and each client a handler, which would look through all static files.
WHITENOISE_AUTOREFRESH = True
if EMBEDDED:  # noqa: F405
    # A file, as in real life: threads share an in-memory database only by locking whole tables.
    DATABASES["default"]["TEST"] = {"NAME": f"{folder}/test.sqlite3"}  # noqa: F405
