"""Django's settings, made from the environment."""

from datetime import timedelta
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from clust.config.environment import CHECKOUT, Environment, mail_parts
from clust.config.logging import logging_settings
from clust.config.vapid import public_key

environment = Environment()
PACKAGE = CHECKOUT / "clust"

MODE = environment.mode
DEBUG = MODE == "development"
TESTING = MODE == "testing"
SECRET_KEY = environment.key
DATA = environment.data

# Which hosts are ours is a matter of rows: every other one gets 404 from StorefrontMiddleware.
ALLOWED_HOSTS = ["*"]

ROOMS = [
    "clust.web.shop",
    "clust.web.desk",
    "clust.web.office",
    "clust.web.supplier",
    "clust.web.api",
    "clust.web.widget",
    "clust.web.partner",
    "clust.web.parts",
    "clust.notices",
    "clust.hooks",
    "clust.commissions",
    "clust.sponsoring",
    "clust.talk",
    "clust.gatherings",
    "clust.returns",
    "clust.supply",
    "clust.invoicing",
    "clust.banking",
    "clust.contributions",
    "clust.payments",
    "clust.orders",
    "clust.subsidies",
    "clust.campaigns",
    "clust.sourcing",
    "clust.wishes",
    "clust.wallet",
    "clust.partners",
    "clust.ledger",
    "clust.keys",
    "clust.storefronts",
    "clust.people",
    "clust.base",
]
INSTALLED_APPS = [
    "clust.config",
    *ROOMS,
    "clust.integrations.sandbox",
    "clust.integrations.stripe",
    "django.contrib.admin",
    "django.contrib.humanize",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "clust.integrations.oidc",
    *(f"allauth.socialaccount.providers.{name}" for name in environment.social),
    "csp",
    "django_htmx",
    "django_prometheus",
    "django_structlog",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "clust.web.parts.hosts.StorefrontMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clust.config.logging.RequestLog",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "clust.web.parts.languages.SpokenMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clust.web.parts.clocks.TimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clust.web.parts.admission.DoorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "clust.config.urls"
WSGI_APPLICATION = "clust.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Rows

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **environment.database,
        "OPTIONS": {
            **environment.database["OPTIONS"],
            "pool": {"min_size": 1, "max_size": environment.database_connections, "timeout": 10},
        },
        "TEST": {"NAME": "_".join(filter(None, ("test_clust", environment.test_name)))},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Counts of attempts are kept where every process sees them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"},
}

PROCRASTINATE_IMPORT_PATHS = ["clust.flow"]

# People

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "clust.web.parts.accounts.AccountAdapter"
ACCOUNT_USER_DISPLAY = "clust.web.parts.accounts.display"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"guest": "20/h/ip,3/10m/key", "card": "60/h/ip,12/10m/key"}
ACCOUNT_RATE_LIMITS |= {"quote_file": "60/h/key", "invite": "30/h/key"}
ACCOUNT_RATE_LIMITS |= {"report": "10/h/ip", "parcels": "60/m/key"}
ACCOUNT_RATE_LIMITS |= {"admission": "200/h/key", "prove": "30/10m/key", "new_shop": "30/h/key"}
ACCOUNT_RATE_LIMITS |= {"letters": "30/h/key,60/h/ip", "come": "60/h/ip,600/h/key"}
ACCOUNT_RATE_LIMITS |= {"letters_shop": "200/h/key", "machines": "60/h/key"}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if environment.secure else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if environment.behind_proxy else 0

DESK_SECOND_FACTOR = environment.production
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Clust"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not environment.secure

SOCIALACCOUNT_ADAPTER = "clust.integrations.oidc.adapter.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = environment.social
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_ONLY = False

# Words, days and amounts

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# Mail

vars().update(mail_parts(environment.smtp_url.get_secret_value()))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.mail_from

MAIL_SECRET = environment.mail_secret

# Screens

PUSHER = "clust.integrations.push.client.Pushes"
VAPID_KEY = environment.push_key
VAPID_PUBLIC_KEY = public_key(VAPID_KEY)

# Files

STATIC_URL = "/static/"
STATIC_ROOT = environment.static if environment.production else None
MEDIA_URL = "/media/"
MEDIA_ROOT = environment.pictures
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if environment.production
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not environment.production
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# Safety

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF, *filter(None, [environment.live_origin])],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [
            SELF,
            *(["https:"] if environment.social else []),
            *environment.payment_origins,
        ],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = environment.production
SECURE_REDIRECT_EXEMPT = [r"^health/$", r"^metrics$"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if environment.production else 0
# A storefront's domain belongs to its community: its other hosts are not ours to decide on.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if environment.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = environment.secure
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

# What is seen of a running shop

LOGGING = logging_settings(
    level="ERROR" if TESTING else environment.log_level, as_json=environment.production
)
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = ""
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = 10
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = 20
PROMETHEUS_EXPORT_MIGRATIONS = False
METRICS_TOKEN = environment.metrics_token

if environment.sentry_dsn:
    import sentry_sdk

    sentry_sdk.init(
        environment.sentry_dsn.get_secret_value(),
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
    )

# The shop

BASE_URL = environment.base_url.rstrip("/")
DESK_HOST = (urlsplit(BASE_URL).hostname or "") if environment.production else ""
LIVE_URL = environment.live_url.rstrip("/")
BEHIND_PROXY = environment.behind_proxy
HOSTS_KEPT_SECONDS = 0 if TESTING else 5
PAGES_KEPT_SECONDS = 0 if TESTING else 1

# Payments

PAYMENT_GATEWAYS = {
    "stripe": "clust.integrations.stripe.gateway.StripeGateway",
    "sandbox": "clust.integrations.sandbox.gateway.SandboxGateway",
}
PAYMENT_GATEWAY = environment.payment_gateway
SANDBOX_ANSWERS = environment.sandbox_answers
STRIPE_KEY = environment.stripe_key.get_secret_value()
STRIPE_WEBHOOK_SECRET = environment.stripe_webhook_secret.get_secret_value()
STRIPE_API = environment.stripe_api.rstrip("/")
STRIPE_PREFIX = environment.stripe_prefix
STRIPE_TIMEOUT = (5, 25)
HOLD_MINUTES = 15
PAY_AGAIN_HOURS = environment.pay_again_hours
TRANSFER_DAYS = environment.transfer_days
PROVIDER_PER_SECOND = environment.provider_per_second
COLLECTORS = 4

# Goods

LATE_AFTER_DAYS = environment.late_after_days
DELIVERED_AFTER_DAYS = environment.delivered_after_days
CARRIER_SECRET = environment.carrier_secret

# Companies abroad

LINK_VIEWER = "clust.integrations.links.client.Links"
HOOK_SENDER = "clust.integrations.hooks.client.Sender"
VAT_REGISTER = "clust.integrations.vies.client.Vies"
VIES_URL = environment.vies_url.rstrip("/")

# Communities

NAME_RESOLVER = "clust.integrations.dns.client.Resolver"
NAME_SERVERS = environment.name_servers
OIDC_MAY_BE_LOCAL = environment.oidc_may_be_local and not environment.production
STOREFRONT_TARGET = environment.storefront_target
STOREFRONT_ADDRESSES = environment.storefront_addresses

if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
