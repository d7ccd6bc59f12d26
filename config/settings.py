"""Django's settings. What differs between machines comes from config.environment."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

from config.environment import CHECKOUT, environment

HVS = environment
HVS_DEVELOPMENT = environment.development
DEBUG = False
SECRET_KEY = environment.secret_key
if not SECRET_KEY:
    if not HVS_DEVELOPMENT and environment.process != "command":
        raise ImproperlyConfigured("HVS_SECRET_KEY is not set.")
    SECRET_KEY = "not-secret-only-for-commands-and-tests"  # noqa: S105

BASE_HOST = environment.base_host
BASE_SCHEME = environment.scheme
BASE_PORT = "" if environment.port in (80, 443) else f":{environment.port}"
ALLOWED_HOSTS = [BASE_HOST, f".{BASE_HOST}"]
if HVS_DEVELOPMENT:
    ALLOWED_HOSTS += ["127.0.0.1", "testserver", ".testserver"]


def database(url: str, *, migrator: bool) -> dict[str, Any]:
    """Django's description of one database address (postgresql://user:pass@host:port/name)."""
    parts = urlsplit(url)
    return {
        "ENGINE": "tenants.postgres",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 0 if migrator else 60,
        "CONN_HEALTH_CHECKS": not migrator,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "MIGRATOR": migrator,
    }


DATABASES = {"default": database(environment.database_url, migrator=False)}
if environment.migrator_database_url:
    DATABASES["migrator"] = database(environment.migrator_database_url, migrator=True)
DATABASE_ROUTERS = ["tenants.router.PlaceRouter"]
TENANT_SYNC_ROUTER = "tenants.router.PlaceRouter"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Which tables stand where (docs/architecture.md). BOTH: a set in public and one per province.
NATIONAL_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "tenants",
    "catalog.library",
    "enrollment.registry",
    "billing",
]
BOTH_APPS = [
    "django.contrib.sessions",
    "tenants.people",
    "tenants.jobs",
    "catalog",
    "analytics",
]
PROVINCIAL_APPS = ["enrollment"]
PAGE_APPS = [
    "config.ui",
    "config.demo",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_cotton.apps.SimpleAppConfig",
    "django.forms",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
SHARED_APPS = ["django_tenants", *NATIONAL_APPS, *BOTH_APPS, *PAGE_APPS]
TENANT_APPS = [*BOTH_APPS, *PROVINCIAL_APPS]
INSTALLED_APPS = list(dict.fromkeys([*SHARED_APPS, *TENANT_APPS]))
TENANT_MODEL = "tenants.Province"
TENANT_DOMAIN_MODEL = "tenants.Domain"
TENANT_LIMIT_SET_CALLS = False
AUTH_USER_MODEL = "people.User"

# Public tables a province's role may read; public tables provincial rows may point at (Citus).
READABLE_BY_PROVINCES = [
    "library.Release",
    "library.ReleaseMedia",
    "tenants.AdministrativeUnit",
]
REFERENCE_TABLES: list[str] = []

ROOT_URLCONF = "config.national"
PROVINCE_URLCONF = "config.province"
ERROR_PAGE = "config.ui.errors.error_page"
WSGI_APPLICATION = "config.wsgi.application"
MIDDLEWARE = [
    "config.observability.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.ui.middleware.CompressionMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "config.overload.OverloadMiddleware",
    "tenants.middleware.PlaceMiddleware",
    "tenants.people.middleware.PlaceSessionMiddleware",
    "config.ui.middleware.LanguageMiddleware",
    "config.ui.middleware.MethodMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tenants.people.middleware.PageViewMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [CHECKOUT / "config" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.ui.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
COTTON_DIR = "cotton"

SESSION_ENGINE = "tenants.people.sessions"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not HVS_DEVELOPMENT
CSRF_COOKIE_SECURE = not HVS_DEVELOPMENT
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.ui.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [
    f"{BASE_SCHEME}://{BASE_HOST}{BASE_PORT}",
    f"{BASE_SCHEME}://*.{BASE_HOST}{BASE_PORT}",
]
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
AUTHENTICATION_BACKENDS = ["tenants.people.backends.PersonBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "tenants.people.passwords.NotTheDemoPassword"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
DEMO_PASSWORD = "hoc-vu-so"  # noqa: S105 (refused in production by tenants.people.passwords)

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if not HVS_DEVELOPMENT else None
SECURE_PROXY_SSL_HEADER = None if HVS_DEVELOPMENT else ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if HVS_DEVELOPMENT else 60 * 60 * 24 * 30
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "worker-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [CHECKOUT / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = environment.data_dir / "static"
STATICFILES_DIRS = [CHECKOUT / "config" / "static"]
MEDIA_ROOT: Path = environment.media_root or environment.data_dir / "media"
FFMPEG = environment.ffmpeg
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "tenants.storage.PlaceStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# whitenoise's own list and the source maps: minutes of brotli for files that no visitor fetches.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "tenants.cache.place_key",
    }
}
if environment.cache_url:
    CACHES["default"] |= {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": environment.cache_url,
    }

# Without an address, development counts mail and SMS as sent; they are read at /dev/mailbox/.
_mail = urlsplit(environment.email_url)
MAILERS: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": _mail.hostname or "",
            "port": _mail.port or (465 if _mail.scheme == "smtps" else 587),
            "username": unquote(_mail.username or ""),
            "password": unquote(_mail.password or ""),
            "use_ssl": _mail.scheme == "smtps",
            "use_tls": _mail.scheme == "smtp" and bool(_mail.username),
            "timeout": 20,
        },
    }
}
MAIL_IS_SENT = bool(_mail.hostname)
DEFAULT_FROM_EMAIL = environment.email_from or f"Học Vụ Số <khong-tra-loi@{BASE_HOST}>"
SMS_GATEWAY_URL = environment.sms_gateway_url
SMS_GATEWAY_TOKEN = environment.sms_gateway_token

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "tenants.rest.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["tenants.rest.permissions.ScopeAndRole"],
    "DEFAULT_THROTTLE_CLASSES": [
        "tenants.rest.throttling.TokenThrottle",
        "tenants.rest.throttling.TokenWriteThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"token": "600/min", "token-write": "60/min"},
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "tenants.rest.errors.handle",
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Học Vụ Số API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "NodeKind": "catalog.rest.serializers.NODE_KINDS",
        "SegmentKind": "catalog.rest.serializers.SEGMENT_KINDS",
        "QuestionKind": ["single", "multiple"],
    },
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "tenants.rest.schema.add_general_refusals",
    ],
    "TAGS": [
        {"name": "library", "description": "Thư viện quốc gia: khóa học, bản phát hành, nội dung."},
        {
            "name": "sync",
            "description": "Nhận bản mới của khóa học quốc gia: xem trước, quyết định.",
        },
        {"name": "adoptions", "description": "Tỉnh nào đang dùng bản nào (trang quốc gia)."},
        {"name": "courses", "description": "Khóa học và việc học ở trang của tỉnh."},
        {"name": "me", "description": "Việc học của người đang đăng nhập."},
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# Celery's own names, read by config.celery with the prefix CELERY_.
CELERY_BROKER_URL = environment.redis_url or "memory://"
CELERY_RESULT_BACKEND = None
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 6 * 60 * 60}
CELERY_TIMEZONE = TIME_ZONE

LOGGING_CONFIG = "config.observability.configure_logging"
LOGGING: dict[str, Any] = {"level": environment.log_level}
SILENCED_SYSTEM_CHECKS: list[str] = []

if environment.sentry_dsn:
    from config.observability import configure_sentry

    configure_sentry(dsn=environment.sentry_dsn, release=environment.release)
