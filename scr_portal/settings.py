"""Settings, read from the environment and safe by default.

Nothing here starts a process or talks to a server. Every variable is described in `docs/configuration.md`;
a test holds that page to this file.
"""

import secrets
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from scr_portal import database

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Which release this is, as pages, health and backups name it.
VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
DEBUG = env.bool("DEBUG", default=False)

# Plain http is for a portal that only its own machine can reach; `manage.py up` asks for it there.
PLAIN_HTTP = env.bool("PLAIN_HTTP", default=False)


def read_or_make_secret(path: Path) -> str:
    """A secret kept in `path`, readable by its owner only; made the first time it is asked for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(50))
    try:
        path.hardlink_to(draft)  # unlike a rename, this leaves another process's secret alone
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()


SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    secret_file = VAR_DIR / "secret_key"
    try:
        SECRET_KEY = (
            secret_file.read_text().strip() if secret_file.exists() else read_or_make_secret(secret_file)
        )
    except OSError as error:
        raise ImproperlyConfigured(
            f"No SECRET_KEY is set and {secret_file} cannot be used ({error}). "
            "Set SECRET_KEY, or VAR_DIR to a folder that this account may write to."
        ) from error

# Where a backup is put each day; nowhere if it is not said.
BACKUP_DIR = env.str("BACKUP_DIR", default="")

# Where all that our own database writes is kept, so that it can go back to any moment; nowhere if it is not said.
WAL_ARCHIVE_DIR = env.str("WAL_ARCHIVE_DIR", default="")
# What Prometheus has to say to be given the figures of this portal; nobody gets any without it.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

# Who answers for this copy of the site, as its pages about itself say.
OPERATOR_NAME = env.str("OPERATOR_NAME", default="")
OPERATOR_CONTACT = env.str("OPERATOR_CONTACT", default="")

# Whoever changed the words of a finding last cannot publish them.
SECOND_PERSON_PUBLISHES = env.bool("SECOND_PERSON_PUBLISHES", default=False)

# Whether readers can make an account and comment.
if (discussion := env.str("DISCUSSION", default="off")) not in ("on", "without-replies", "off"):
    raise ImproperlyConfigured(f"DISCUSSION is on, without-replies or off, not {discussion!r}.")
DISCUSSION = discussion != "off"
REPLIES = discussion == "on"  # comments may answer each other
# Whether moderators can let comments of some authors appear before somebody reads them.
TRUSTED_AUTHORS = env.bool("TRUSTED_AUTHORS", default=False)

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "scr_portal",
    "themes",
    "reviews",
    "django.forms",
    "procrastinate.contrib.django",  # before those that look for its jobs when they are ready
    "scr_portal.apps.WorkspaceConfig",  # Django's admin, with our front page
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django_filters",
    "pghistory",
    "pgtrigger",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "scr_portal.signing_in",
]

MIDDLEWARE = [
    "scr_portal.logs.number_requests",
    "scr_portal.middleware.answer_head_without_body",  # outermost: the others need the body
    "scr_portal.metrics.measure_requests",  # around all that takes time
    "scr_portal.open_data.serve_programs",  # around all that refuses: the API says it as JSON
    "scr_portal.middleware.take_only_forms",
    "scr_portal.health.answer_health",  # before all that looks at hosts, https or the collection
    "scr_portal.middleware.keep_typed_words_nowhere",  # of all, also of what leads to https
    "scr_portal.middleware.keep_others_out",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "scr_portal.faults.refuse_what_cannot_be_saved",  # before all that asks the database
    "scr_portal.kept_pages.PageKeeper",  # before sessions: what is kept asks for nobody, and sets no cookie
    "scr_portal.open_data.limit_programs",  # behind what is kept, which costs nothing
    "scr_portal.middleware.leave_room_for_calls",  # around all that makes a page
    "scr_portal.time_limits.end_in_time",  # likewise
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "scr_portal.signing_in.second_factor.hold_until_second_step",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "themes.explore.carrying.carry_list",  # innermost: all others see the page as it is sent
]

ROOT_URLCONF = "scr_portal.urls"
WSGI_APPLICATION = "scr_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "scr_portal.context.site",
            ],
            "builtins": ["themes.templatetags.numbers"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database.build_settings(env, VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "scr_portal.signing_in.passwords.NotEndless"},
    {"NAME": "scr_portal.signing_in.passwords.TellsOfNewPassword"},
]

# Signing in: names and passwords, a second step, and what is sent by mail. Nobody makes an account for themselves.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_ADAPTER = "scr_portal.signing_in.adapters.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_SIGNUP_ENABLED = False
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator gives the address
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False  # an account that may not come in would be led round for ever
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 (a class)
PASSWORD_RESET_TIMEOUT = 60 * 60
# Beside the pauses after wrong passwords and codes (`signing_in.guessing`), whatever the name.
ACCOUNT_RATE_LIMITS = {
    # Each wrong try is a line of the log of sign-ins, also with names that nobody has.
    "login": "60/m/ip,200/h/ip",
    "login_failed": "30/h/key",
    "reset_password": "20/h/ip,3/h/key",
    "member_name": "10/d/user",  # each has to be looked at
    "member_letter": "20/h/ip,3/h/key",  # with a link, to an address that a reader gives
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "30/m/user",
    "check_comment": "40/h/user",  # each tells whether a rule about a report fired
    "post_comment": "30/h/user",
    "send_notice": "10/h/key",  # notices and complaints, likewise
    "report_problem": "30/h/key",  # of readers, who have no account: see `problem_pages`
    "ask_for_alerts": "20/h/key",  # likewise: see `alert_pages`
}
ACCOUNT_FORMS = {
    "login": "scr_portal.signing_in.forms.SignInForm",
    "reauthenticate": "scr_portal.signing_in.forms.PasswordAgainForm",
    "reset_password": "scr_portal.signing_in.forms.ForgottenPasswordForm",
    "reset_password_from_key": "scr_portal.signing_in.forms.NewPasswordForm",
}
MFA_ADAPTER = "scr_portal.signing_in.adapters.SecondSteps"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_TOTP_ISSUER = "SCR Portal"
MFA_FORMS = {
    "authenticate": "scr_portal.signing_in.forms.CodeForm",
    "reauthenticate": "scr_portal.signing_in.forms.CodeAgainForm",
    "activate_totp": "scr_portal.signing_in.forms.FirstCodeForm",
    "add_webauthn": "scr_portal.signing_in.forms.AddPasskeyForm",
    "edit_webauthn": "scr_portal.signing_in.forms.NamePasskeyForm",
}
# Who uses the workspace gives a code or a passkey beside the password.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=not PLAIN_HTTP)
SIGN_IN_LOG_DAYS = env.int("SIGN_IN_LOG_DAYS", default=90)
# What a comment said that was taken down and sealed, or removed for legal reasons, stays sealed for so long.
EVIDENCE_DAYS = env.int("EVIDENCE_DAYS", default=90)

# Single sign-on, for accounts that are there already.
OIDC_NAME = env.str("OIDC_NAME", default="your organisation")
OIDC_TRUST_EMAIL = env.bool("OIDC_TRUST_EMAIL", default=False)
SOCIALACCOUNT_ADAPTER = "scr_portal.signing_in.adapters.SingleSignOn"
# By a link: the browser would not follow a form to another site, as our policy has it.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if OIDC_ISSUER := env.str("OIDC_ISSUER", default=""):
    address = urlsplit(OIDC_ISSUER)
    # What it says of people is believed because it comes by https.
    if not (address.scheme == "https" or address.hostname in ("127.0.0.1", "localhost", "::1")):
        raise ImproperlyConfigured(f"OIDC_ISSUER must begin with https://: {OIDC_ISSUER}")
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": OIDC_NAME,
                "client_id": env.str("OIDC_CLIENT_ID"),
                "secret": env.str("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_ISSUER.rstrip("/"), "verified_email": OIDC_TRUST_EMAIL},
            }
        ],
    }

# Mail: to a folder where nothing else is said.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
if SENDS_MAIL := bool(env.str("EMAIL_URL", default="")):
    vars().update(env.email_url("EMAIL_URL"))
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("EMAIL_FROM", default="scr-portal@localhost")

# What all web processes must know of limits and used codes, also after a restart. Pages are not kept here.
CACHES = {
    "default": {
        "BACKEND": "scr_portal.signing_in.counts.CountsCache",
        "LOCATION": "signing_in_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = ["scr_portal.formats"]
TIME_ZONE = "Europe/London"
USE_TZ = True

# `example.org` typed as an address means https. From Django 6 on that is so without saying it.
FORMS_URLFIELD_ASSUME_HTTPS = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
ASSETS_DIR = VAR_DIR / "assets"  # what `make assets` builds: styles and scripts
STATICFILES_DIRS = [BASE_DIR / "static" / "img", ASSETS_DIR]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Pages name no others, and to press each twice takes seconds of a start.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = VAR_DIR / "documents"
# Beside the documents, where there is room: a container's own /tmp is small, and in memory.
FILE_UPLOAD_TEMP_DIR = MEDIA_ROOT / "uploads"
SILENCED_SYSTEM_CHECKS = [
    "files.E001",  # that folder is made when the first file comes
    # Whether https holds for every other name below this one, and in browsers for good, is not ours to promise.
    "security.W005",
    "security.W021",
]
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "reviews.documents.uploading.UploadHandler",
]
# The program that reads the words of pages that are pictures, where the machine has it; empty: none is used.
OCR_PROGRAM = env("OCR_PROGRAM", default="tesseract")
# How much room the pictures of pages may take beside the documents, in megabytes.
PICTURES_MB = env.int("PICTURES_MB", default=500)

# How much memory the finished pages of each web process may take, in megabytes; 0: none are kept.
KEPT_PAGES_MB = env.int("KEPT_PAGES_MB", default=32)
# Whether each web process is told of changes over a connection of its own, or asks with every request.
LISTEN_FOR_CHANGES = env.bool("LISTEN_FOR_CHANGES", default=True)

# After how many seconds a page is given up; 0: never.
REQUEST_TIMEOUT = env.int("REQUEST_TIMEOUT", default=20)

# Whether each web process finds and counts in its own memory, or asks the database with every request.
INDEX_IN_MEMORY = env.bool("INDEX_IN_MEMORY", default=True)

# How many answers of the API each web process makes for one address in a minute; 0: as many as it asks for.
API_REQUESTS_A_MINUTE = env.int("API_REQUESTS_A_MINUTE", default=120)

# Security. The policy allows nothing inline and nothing from another host, in the admin too.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    },
}
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else env.int("HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Only behind a proxy that sets this header itself and strips the visitor's.
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the last address in X-Forwarded-For is the visitor's
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "scr_portal.signing_in.views.refuse_form"
SESSION_COOKIE_AGE = 8 * 60 * 60  # a working day
X_FRAME_OPTIONS = "DENY"

# Reading changes nothing, so its queries need not say who reads and where.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# What is too heavy for a request waits in the database for a worker. The modules that say what there is to do:
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# The name under which the sites of reports are asked whether they still have them.
VISITS_AS = env.str("VISITS_AS", default="SCR Portal, looking whether reports can still be had")

# Logs go to the console. Addresses are never logged with their query: it holds what people typed.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "scr_portal.logs.LineFormatter",
            "format": "{asctime} {levelname} {name} [{request_number}]: {message}",
            "style": "{",
        },
        "json": {"()": "scr_portal.logs.JsonFormatter"},
    },
    "filters": {"of_jobs": {"()": "scr_portal.logs.JobFilter"}},
    "handlers": {
        "console": {
            "filters": ["of_jobs"],
            "class": "logging.StreamHandler",
            "formatter": "json" if env.bool("LOG_JSON", default=False) else "line",
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # Anybody can ask for what is not there, is too much or is not ours: it would only fill the log.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
        # It tells of every try while the database is away; the listener tells once.
        "psycopg.pool": {"level": "ERROR"},
    },
}
