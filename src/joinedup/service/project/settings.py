"""Django's settings. Everything that differs between installations comes from the environment.

JOINEDUP_HOME        the installation's folder (see home.py)
JOINEDUP_DATABASE    postgresql://user:password@host:port/name; without it, SQLite in the folder
JOINEDUP_ADDRESS     the address that people type, as https://share.example.org; without it, this machine only
JOINEDUP_SECRET_KEY  signs sessions; without it, one is derived from the master key
JOINEDUP_MAIL        smtp://user:password@host:port, or smtps://; without it, no e-mail is sent
JOINEDUP_MAIL_FROM   whom e-mail comes from
JOINEDUP_OPENID      partners' own sign-in: a JSON file with a list of providers (see docs/operations)
JOINEDUP_FRAMED_BY   where a map may be shown inside another page, as https://www.example.org (several: blanks between)
JOINEDUP_PUBLIC_RATE how many public pages one address may ask for in a minute, at least 30; 600 without it
JOINEDUP_UPLOAD_MB   the largest file that may be uploaded, in megabytes; 2,000 without it
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF

from joinedup.service.project.home import home


def database(url: str) -> dict[str, object]:
    """Django's description of a database from its address; SQLite in the home folder for an empty one."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(home().register),
            # a writer takes its lock at the start, so that two of them wait instead of failing half-way
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or dict(parse_qsl(parts.query)).get("host", "")),
        "PORT": str(parts.port or ""),
    }


def secret_key() -> str:
    """What signs sessions: as set, else derived from the master key, so that every process has the same."""
    given = os.environ.get("JOINEDUP_SECRET_KEY")
    if given:
        return given
    master = home().master_key
    if not master.is_file():
        return secrets.token_urlsafe(50)  # nothing is there yet that could be signed
    return hmac.new(master.read_bytes(), b"joinedup sessions", hashlib.sha256).hexdigest()


def openid_providers(file: str) -> list[dict[str, Any]]:
    """Partners' own OpenID Connect providers, as the sign-in library takes them."""
    return list(json.loads(Path(file).read_text(encoding="utf-8"))) if file else []


def origins(providers: list[dict[str, Any]]) -> list[str]:
    """Where providers' own pages are."""
    found = [urlsplit(one["settings"]["server_url"]) for one in providers]
    return [f"{one.scheme}://{one.netloc}" for one in found]


ADDRESS = os.environ.get("JOINEDUP_ADDRESS", "").rstrip("/")
_SECURE = ADDRESS.startswith("https://")
_HOST = urlsplit(ADDRESS).hostname or ""
MADE_UP = (home().folder / "made-up").is_dir()  # a demonstration, which lets anybody in as anybody
SECRET_KEY = secret_key()
DEBUG = False
ALLOWED_HOSTS = [_HOST] if _HOST else ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ADDRESS] if ADDRESS else []
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": {**database(os.environ.get("JOINEDUP_DATABASE", "")), "CONN_MAX_AGE": 60}}
ROOT_URLCONF = "joinedup.service.project.urls"
WSGI_APPLICATION = "joinedup.service.project.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "joinedup.service.accounts",  # first, so that its templates are found before the library's
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "oauth2_provider",
    "ninja",
    "joinedup.service.audit",
    "joinedup.service.partners",
    "joinedup.service.initiatives",
    "joinedup.service.agreements",
    "joinedup.service.supplies",
    "joinedup.service.linkage",
    "joinedup.service.releases",
    "joinedup.service.areas",
    "joinedup.service.indicators",
    "joinedup.service.lookups",
    "joinedup.service.training",
    "joinedup.service.residents",
    "joinedup.service.objections",
    "joinedup.service.notices",
    "joinedup.service.gatehouse",
    "joinedup.service.work",
    "joinedup.service.api",
    "joinedup.service.pages",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "joinedup.service.authorization.doors.DoorsMiddleware",
    "joinedup.service.pages.problems.ProblemsMiddleware",
    "axes.middleware.AxesMiddleware",
]
_CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.messages.context_processors.messages",
    "joinedup.service.pages.context.page",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "joinedup.service.pages.environment.environment",
            "context_processors": _CONTEXT,
            "trim_blocks": True,
            "lstrip_blocks": True,
        },
    },
    {  # for the pages of libraries that have no page of ours
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _CONTEXT},
    },
]

# what the pages are made of: built at set-up from assets/, and each part's own
STATIC_URL = "/static/"
ASSETS = Path(os.environ.get("JOINEDUP_ASSETS") or Path(sys.prefix) / "assets")
STATICFILES_DIRS = [ASSETS] if ASSETS.is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# signing in
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},  # OWASP ASVS 5 asks for 8, and recommends more
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("name", "email")}},
]  # fmt: skip
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "joinedup.service.accounts.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "joinedup.service.accounts.adapter.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited: the invitation proves the address
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = (
    False
    if MADE_UP
    else {
        "reset_password": "5/m/ip",
        "reauthenticate": "10/m/user",
        "login_failed": None,  # axes locks out
    }
)
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Joinedup"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _SECURE
_PROVIDERS = openid_providers(os.environ.get("JOINEDUP_OPENID", ""))
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": _PROVIDERS}}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # who may come in by a provider, the adapter says
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "joinedup.service.accounts.adapter.sign_in_name"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_VERBOSE = False

# sessions that end: an hour without a click (see accounts/sessions.py), and with the browser
SESSION_COOKIE_AGE = 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _SECURE
SESSION_COOKIE_NAME = "__Host-session" if _SECURE else "joinedup-session"
CSRF_COOKIE_NAME = "__Host-csrf" if _SECURE else "joinedup-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "joinedup.service.pages.views.refused_form"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _SECURE
SECURE_SSL_REDIRECT = False  # the proxy in front does it
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *origins(_PROVIDERS)],  # browsers hold the way on to a provider to it, too
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}


def sites(words: str) -> list[str]:
    """The addresses among some words, as https://www.example.org: no wildcards, and nothing that is none."""
    return [one for one in words.split() if re.fullmatch(r"https?://[a-zA-Z0-9][a-zA-Z0-9.-]*(:\d+)?", one)]


FRAMED_BY = sites(os.environ.get("JOINEDUP_FRAMED_BY", ""))  # every other page keeps frame-ancestors none

# what comes in
PUBLIC_A_MINUTE = max(30, int(os.environ.get("JOINEDUP_PUBLIC_RATE", "600")))
CACHES = {
    # which one-time codes were used, how often somebody tried: known to every process that serves pages
    "default": {"BACKEND": "joinedup.service.accounts.remembered.Remembered"},
    "addresses": {  # who asked how often, in each process: many, so that none is forgotten within its minute
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "addresses",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
UPLOAD_BYTES = int(os.environ.get("JOINEDUP_UPLOAD_MB", "2000")) * 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# e-mail
_MAIL = urlsplit(os.environ.get("JOINEDUP_MAIL", ""))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _MAIL.hostname else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _MAIL.hostname or "", _MAIL.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_MAIL.username or ""), unquote(_MAIL.password or "")
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.scheme == "smtps", _MAIL.scheme == "smtp+tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("JOINEDUP_MAIL_FROM", f"joinedup@{_HOST or 'localhost'}")

# jobs, in the database itself
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# partners' systems: client credentials only, short tokens
OAUTH2_PROVIDER = {
    "SCOPES": {
        "supply": "send supplies",
        "ask": "ask for releases",
        "receive": "receive releases",
        "figures": "read figures of areas",
    },
    "ACCESS_TOKEN_EXPIRE_SECONDS": 600,
    "ALLOWED_GRANT_TYPES": ["client-credentials"],
}
# nobody's data in a log: what is logged are kinds of errors, not their words
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
