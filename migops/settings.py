"""One settings file for both ways to run; the environment chooses.

Without DATABASE_URL everything lives in the data folder (SQLite, files, a broker without a server).
With everything unset the strict rules hold.
"""

import warnings
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from migops import env, keyfile

BASE_DIR = Path(__file__).resolve().parent.parent
DATA = Path(env.text("MIGOPS_DATA", str(BASE_DIR / "data"))).resolve()
DATABASE_URL = env.text("DATABASE_URL")
REDIS_URL = env.text("REDIS_URL")
EMBEDDED = not DATABASE_URL
if not EMBEDDED and not REDIS_URL:
    raise ImproperlyConfigured("DATABASE_URL is set, REDIS_URL is not. Set both, or neither.")
if EMBEDDED:
    try:
        DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"MIGOPS_DATA: {error}") from error

DEBUG = env.flag("MIGOPS_DEBUG", default=False)
SECRET_KEY = env.text("MIGOPS_SECRET_KEY")
if not SECRET_KEY:
    if not EMBEDDED:
        raise ImproperlyConfigured("Set MIGOPS_SECRET_KEY (or MIGOPS_SECRET_KEY_FILE) to a long random text.")
    SECRET_KEY = keyfile.read_or_make(DATA / "secret-key")

# Where people reach this installation. Its scheme decides whether cookies need TLS: unset means yes.
SITE_URL = env.url("MIGOPS_URL", "https://localhost")
BEHIND_TLS = not SITE_URL.startswith("http://")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
ALLOWED_HOSTS = [f"[{SITE_HOST}]" if ":" in SITE_HOST else SITE_HOST, *env.words("MIGOPS_ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SECURE_HSTS_PRELOAD = BEHIND_TLS
if env.flag("MIGOPS_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # wrong passwords count for the visitor's address, not the proxy's
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BEHIND_TLS
# Read from the cache, which spares each request a query; written to the database, which outlives it.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "migops_session"
CSRF_COOKIE_NAME = "migops_csrf"
CSRF_FAILURE_VIEW = "journeys.web.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "journeys",
]
MIDDLEWARE = [
    "migops.health.HealthChecks",
    "migops.errors.RequestReference",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "migops.urls"
WSGI_APPLICATION = "migops.wsgi.application"

# Our pages are Jinja2 (ten times as fast on rows); admin, sign-in and mails keep Django's own language.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2"],
        "OPTIONS": {"environment": "journeys.web.templating.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "django"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "journeys.web.accounts.entrance",
            ]
        },
    },
]

DATABASES: dict[str, Any]
if EMBEDDED:
    DATABASES = {
        "default": {
            "ENGINE": "migops.sqlite",
            "NAME": DATA / "migops.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # 4 MB of cache, since each of the web server's threads has a connection; the system caches the file.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-4000;",
            },
            "CONN_MAX_AGE": None,
        }
    }
else:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True)}
    if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must start with postgres://. Leave it unset to use SQLite.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES: dict[str, Any]
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    # In files, since web and worker share it: heartbeats and counts of wrong passwords.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": DATA / "cache",
            "OPTIONS": {"MAX_ENTRIES": 2000},
        }
    }

AUTH_USER_MODEL = "journeys.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_work"
ACCOUNT_ADAPTER = "journeys.web.accounts.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# Whose people make accounts for themselves. Without one nobody does.
SIGN_UP_DOMAINS = [domain.lower() for domain in env.words("MIGOPS_SIGN_UP_DOMAINS")]
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {"signup": "journeys.web.sign_up.SignUpForm"}
# Operators and invitations vouch for an address; who signs up proves it by mail before signing in.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# No mail to an address that nobody signs in with: anyone could type it.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_ADAPTER = "journeys.web.two_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "MigOps"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds by which clocks may differ
MFA_FORMS = {
    "authenticate": "journeys.web.two_factor.SignInForm",
    "reauthenticate": "journeys.web.two_factor.AgainForm",
    "activate_totp": "journeys.web.two_factor.AppForm",
    "login_webauthn": "journeys.web.two_factor.PasskeyAloneForm",
    "authenticate_webauthn": "journeys.web.two_factor.PasskeySignInForm",
    "reauthenticate_webauthn": "journeys.web.two_factor.PasskeyAgainForm",
    "add_webauthn": "journeys.web.two_factor.PasskeyForm",
    "edit_webauthn": "journeys.web.two_factor.RenameForm",
}
OPENID_ISSUER = env.issuer("MIGOPS_OIDC_ISSUER")
OPENID_CLIENT = env.text("MIGOPS_OIDC_CLIENT_ID")
OPENID_SECRET = env.text("MIGOPS_OIDC_CLIENT_SECRET")
OPENID_NAME = env.text("MIGOPS_OIDC_NAME", "Sign in with your company account") if OPENID_ISSUER else ""
if len({bool(OPENID_ISSUER), bool(OPENID_CLIENT), bool(OPENID_SECRET)}) > 1:
    raise ImproperlyConfigured(
        "Set MIGOPS_OIDC_ISSUER, MIGOPS_OIDC_CLIENT_ID and MIGOPS_OIDC_CLIENT_SECRET, or none of them."
    )
OPENID_APP = {
    "provider_id": "company",
    "name": OPENID_NAME,
    "client_id": OPENID_CLIENT,
    "secret": OPENID_SECRET,
    "settings": {"server_url": OPENID_ISSUER},
}
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [OPENID_APP] if OPENID_ISSUER else []}
}
SOCIALACCOUNT_ADAPTER = "journeys.web.openid.Adapter"
# An address that the provider verified is the account's that has it.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
# By a link: a form that ends at the provider is what the Content-Security-Policy forbids.
SOCIALACCOUNT_LOGIN_ON_GET = True

LANGUAGE_CODE = "en"
TIME_ZONE = env.text("MIGOPS_TIME_ZONE", "UTC")
USE_TZ = True
USE_I18N = False

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
# An image makes this folder and collects static files into it; a checkout serves them from where they are.
COLLECTED = STATIC_ROOT.is_dir()
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
if not COLLECTED:
    # WhiteNoise warns that there is no collected folder; that is how a checkout is meant to be.
    warnings.filterwarnings("ignore", message="No directory at", category=UserWarning)
MEDIA_ROOT = DATA / "files"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
        # Collected by whoever builds the image, read by whoever runs it.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
# The largest file that people may upload, in MiB.
MAX_UPLOAD_MIB = env.number("MIGOPS_MAX_UPLOAD_MIB", 100)
FILE_UPLOAD_HANDLERS = ["journeys.services.receiving.ToDisk"]
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# An upgrade of the longest journey has a tick for each of its rows.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50_000

DEFAULT_FROM_EMAIL = env.text("MIGOPS_MAIL_FROM", "MigOps <migops@localhost>")
EMAIL_HOST = env.text("MIGOPS_EMAIL_HOST")
EMAIL_PORT = env.number("MIGOPS_EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("MIGOPS_EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("MIGOPS_EMAIL_PASSWORD")
EMAIL_SECURITY = env.choice("MIGOPS_EMAIL_TLS", "starttls", ("starttls", "tls", "none"))
EMAIL_USE_TLS = EMAIL_SECURITY == "starttls"
EMAIL_USE_SSL = EMAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 20
if EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
else:  # nothing is lost while no mail server is set: each mail is a file
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "mail"

CELERY_BROKER_URL = REDIS_URL or "folder://localhost"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ALWAYS_EAGER = False
CELERY_TASK_SOFT_TIME_LIMIT = 480
CELERY_TASK_TIME_LIMIT = 540
CELERY_TIMEZONE = "UTC"
# The database says what is to be done, and a message is only the nudge: this finds work whose message got lost.
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "journeys.sweep", "schedule": 30.0, "options": {"expires": 25}},
}
if not REDIS_URL:
    QUEUE = DATA / "queue"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE),
        "data_folder_out": str(QUEUE),
        "control_folder": str(QUEUE / "control"),
        "polling_interval": 0.02,
    }
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
    CELERY_WORKER_TIMER_PRECISION = 0.2  # how long a worker's end waits for its timer

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "journeys.api.schema.Schema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 100,
    "EXCEPTION_HANDLER": "journeys.api.problems.handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "MigOps",
    "VERSION": "1",
    "DESCRIPTION": (
        "Scripts sign in with a token, in the header `Authorization: Token …`. Get yours on your account's page, or "
        "by POST to `/api/v1/token`. In a browser the session of the pages counts too, with the header `X-CSRFToken`. "
        "What you may do here is what you may do in the pages. Errors are problem details (RFC 9457)."
    ),
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Names in the schema for choices that several fields share, or whose fields have the same name.
    "ENUM_NAME_OVERRIDES": {
        "DocumentStatus": "journeys.models.Document.Status",
        "ItemKind": "journeys.models.ChecklistItem.Kind",
        "TaskStatus": "journeys.models.Task.Status",
        "RiskStatus": "journeys.models.Risk.Status",
        "DocumentKind": "journeys.api.documents.KIND_CHOICES",
        "JourneyRole": "journeys.models.Role",
        "SpaceRole": "journeys.models.SpaceMember.Role",
        "Policy": "journeys.models.Policy",
        "StrictPolicy": "journeys.api.journeys.STRICT_POLICIES",
        "Level": "journeys.models.Level",
        "RaciLetter": "journeys.models.Letter",
        "RaciSide": "journeys.models.Side",
        "CostSide": "journeys.models.CostLine.Side",
        "NotificationKind": "journeys.models.Notification.Kind",
        "HowMailed": "journeys.models.NotificationChoice.How",
    },
}

LOG_LEVEL = env.choice("MIGOPS_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "migops.errors.OneLine",
            "format": "{asctime} {levelname} {name} [{reference}] {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Django gives these two handlers of its own, one of which mails tracebacks.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}

# Plain HTTP is what a browser on the same machine is meant to use; for any other host its warnings stay.
IS_LOOPBACK = SITE_HOST == "localhost" or SITE_HOST == "::1" or SITE_HOST.startswith("127.")
SILENCED_SYSTEM_CHECKS = (
    [] if BEHIND_TLS or not IS_LOOPBACK else [f"security.{number}" for number in ("W004", "W008", "W012", "W016")]
)
