"""The one settings file. Everything that differs between desks comes from the environment; nonsense is refused.

| Variable | Meaning | Default |
|---|---|---|
| SITREPS_HOME | folder of all state: database, files, key, broker | ./var |
| DATABASE_URL | postgresql://user:password@host/name | SQLite in SITREPS_HOME |
| REDIS_URL | redis://host:6379/0, rediss://…, unix:///path | our own Valkey in SITREPS_HOME |
| SITREPS_PUBLIC_URL | the address readers use | http://127.0.0.1:8000 |
| SITREPS_ALLOWED_HOSTS | further host names, by comma | none |
| SITREPS_SECURE_COOKIES | cookies over https only, HSTS | yes when the public URL is https |
| SITREPS_LICENCE | on what terms the record may be used | CC BY 4.0 |
| SITREPS_ATTRIBUTION | whom to name when using it | Situation report desk |
| SITREPS_FOUR_EYES | before, after or off | before |
| SITREPS_SECRET_KEY | at least 50 characters | generated once into SITREPS_HOME |
| SITREPS_PROXIES | how many proxies stand before the desk and add to X-Forwarded-For | 0 |
| SITREPS_LOGIN_TRIES, SITREPS_LOGIN_PAUSE_MINUTES | failed tries until a name must wait, and how long | 5, 15 |
| SITREPS_PROCESS | web or worker: how long a statement may take | worker |
| SITREPS_LOG_FORMAT, SITREPS_LOG_LEVEL | console or json; DEBUG to ERROR | console, INFO |
| SITREPS_JOB_LEASE_SECONDS | how long a worker holds a job unheard | 30 |
| SITREPS_APPROX_PERCENT | how far "about n" reaches to either side | 10 |
| SITREPS_CONFLICT_LEAST, SITREPS_CONFLICT_PERCENT | a conflict blocks an edition from this gap on, in both | 3, 20 |
| SITREPS_CHANGE_LEAST, SITREPS_CHANGE_PERCENT | a change since the last edition is large from here on | 5, 25 |
| SITREPS_STALE_HOURS | how long a newer, higher number may wait | 12 |
| SITREPS_FAULT_POINTS | named crash points for drills | off |
| SITREPS_DEBUG | Django's debug pages, for developers on loopback | off |
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environs
from marshmallow.validate import OneOf, Range

from config import environment, logs

BASE_DIR = Path(__file__).resolve().parent.parent
env = environs.Env()

# ---- The desk itself

SITREPS_HOME = environment.home(env.str("SITREPS_HOME", "var"), BASE_DIR)
SITREPS_FILES = SITREPS_HOME / "files"
SITREPS_PUBLIC_URL = environment.public_url(env.str("SITREPS_PUBLIC_URL", "http://127.0.0.1:8000"))
SITREPS_LICENCE = env.str("SITREPS_LICENCE", "CC BY 4.0")
SITREPS_ATTRIBUTION = env.str("SITREPS_ATTRIBUTION", "Situation report desk")
SITREPS_FOUR_EYES = env.str("SITREPS_FOUR_EYES", "before", validate=OneOf(("before", "after", "off")))
SITREPS_PROCESS = env.str("SITREPS_PROCESS", "worker", validate=OneOf(tuple(environment.STATEMENT_TIMEOUTS)))
FAULT_POINTS = env.bool("SITREPS_FAULT_POINTS", False)
# How long a worker holds a job before another may take it over; a render renews its hold every few seconds.
SITREPS_JOB_LEASE_SECONDS = env.int("SITREPS_JOB_LEASE_SECONDS", 30, validate=Range(2, 600))

# The house parameters of the arithmetic (figures/parameters.py; reconciliation.md, "hp").
SITREPS_HOUSE = {
    "approx_percent": env.int("SITREPS_APPROX_PERCENT", 10, validate=Range(1, 50)),
    "conflict_least": env.int("SITREPS_CONFLICT_LEAST", 3, validate=Range(1, 1000)),
    "conflict_percent": env.int("SITREPS_CONFLICT_PERCENT", 20, validate=Range(1, 100)),
    "change_least": env.int("SITREPS_CHANGE_LEAST", 5, validate=Range(1, 1000)),
    "change_percent": env.int("SITREPS_CHANGE_PERCENT", 25, validate=Range(1, 100)),
    "stale_hours": env.int("SITREPS_STALE_HOURS", 12, validate=Range(1, 168)),
}

DEBUG = env.bool("SITREPS_DEBUG", False)
SECRET_KEY = environment.secret_key(env.str("SITREPS_SECRET_KEY", None), SITREPS_HOME / "secret-key")

# ---- Django

INSTALLED_APPS = [
    "sitreps.apps.SitrepsConfig",
    "sitreps.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "axes",
]

MIDDLEWARE = [
    "sitreps.middleware.SecurityHeaders",
    "sitreps.middleware.AcceptedEncodings",  # before all that compresses, WhiteNoise too
    "django.middleware.security.SecurityMiddleware",
    "sitreps.middleware.ContentPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sitreps.authentication.DemoFromHereOnly",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it puts the page of a held account in the place of the form
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "sitreps.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # an incident with many claims is one form

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["sitreps.templatetags.edition"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sitreps.authentication.known_here",
            ],
        },
    },
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# ---- Database (reliability.md 7)

DATABASES = {"default": environment.database(env.str("DATABASE_URL", None), SITREPS_HOME, SITREPS_PROCESS)}

# ---- Files

MEDIA_ROOT = SITREPS_FILES
STATIC_URL = "/static/"
STATIC_ROOT = SITREPS_HOME / "static"
STATICFILES_DIRS = [path for path in (BASE_DIR / "static",) if path.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# ---- Celery (reliability.md 8; sitreps/checks.py holds the same values and refuses others)

BROKER_SOCKET = environment.broker_socket(SITREPS_HOME)
BROKER_EMBEDDED = env.str("REDIS_URL", None) is None
CELERY_BROKER_URL = environment.broker_url(env.str("REDIS_URL", None), BROKER_SOCKET)
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 2,
    "socket_connect_timeout": 1,
    "health_check_interval": 30,
    "retry_on_timeout": False,
}
CELERY_RESULT_BACKEND = None
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_TIME_LIMIT = 150
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "sitreps"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 100
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # kB
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
# Beat keeps no file: it only knocks every 30 s, and what is due stands in rows (reliability.md 9).
# A knock that nobody heard before the next one is worth nothing, hence it expires.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "sitreps.tick", "schedule": 30.0, "options": {"expires": 25}},
    "reconcile": {"task": "sitreps.reconcile", "schedule": 30.0, "options": {"expires": 25}},
    "sweep": {"task": "sitreps.sweep", "schedule": 3600.0, "options": {"expires": 3500}},
}

# ---- Security (reliability.md 16)

_host = urlsplit(SITREPS_PUBLIC_URL).hostname or ""
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", _host, *env.list("SITREPS_ALLOWED_HOSTS", [])]
_https = env.bool("SITREPS_SECURE_COOKIES", SITREPS_PUBLIC_URL.startswith("https://"))
_prefix = "__Host-" if _https else ""  # browsers take the prefix from secure cookies only

CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "sitreps.site.errors.stale_page"
CSRF_COOKIE_NAME = f"{_prefix}csrftoken"
CSRF_COOKIE_SECURE = _https
CSRF_TRUSTED_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(SITREPS_PUBLIC_URL))]
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = f"{_prefix}sessionid"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _https
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}
API_CONTENT_SECURITY_POLICY = {"default-src": ["'none'"], "frame-ancestors": ["'none'"], "sandbox": True}

AUTHENTICATION_BACKENDS = ["sitreps.authentication.Brake", "sitreps.authentication.DeskBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# The brake on guesses (authentication.py). A name is held for whoever tries it from one address, so that nobody can
# lock a colleague out from elsewhere; what is tried while it is held does not make the pause longer.
SITREPS_PROXIES = env.int("SITREPS_PROXIES", 0, validate=Range(0, 10))
AXES_ENABLED = True
AXES_FAILURE_LIMIT = env.int("SITREPS_LOGIN_TRIES", 5, validate=Range(3, 50))
AXES_COOLOFF_TIME = timedelta(minutes=env.int("SITREPS_LOGIN_PAUSE_MINUTES", 15, validate=Range(1, 24 * 60)))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HANDLER = "sitreps.authentication.BrakeHandler"
AXES_CLIENT_IP_CALLABLE = "sitreps.authentication.address_of"
AXES_LOCKOUT_CALLABLE = "sitreps.authentication.held"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken", "next"]
LOGIN_URL = LOGOUT_REDIRECT_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# ---- API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "sitreps.api.openapi.schema.RecordSchema",
    "EXCEPTION_HANDLER": "sitreps.api.problems.answer",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
}

SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "TITLE": "Situation reports",
    "VERSION": "1",
    "DESCRIPTION": "The published record of a situation-report desk: incidents, figures, editions, and what changed.",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": ["sitreps.api.openapi.schema.complete"],
}

# ---- Logs

LOGGING = logs.configuration(
    form=env.str("SITREPS_LOG_FORMAT", "console", validate=OneOf(("console", "json"))),
    level=env.str("SITREPS_LOG_LEVEL", "INFO", validate=OneOf(("DEBUG", "INFO", "WARNING", "ERROR"))),
)
