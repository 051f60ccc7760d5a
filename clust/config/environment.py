"""What an operator may set: environment variables, and what holds where nothing is set."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import AliasChoices, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from clust.config.embedded import address
from clust.config.vapid import new_vapid_key

CHECKOUT = Path(__file__).resolve().parent.parent.parent

STRIPE_API = "https://api.stripe.com"
STRIPE_PAGES = ["https://checkout.stripe.com", "https://hooks.stripe.com"]

Mode = Literal["development", "demo", "testing", "production"]


class Environment(BaseSettings):
    """Every name is read with the prefix CLUST_, but for DATABASE_URL and SENTRY_DSN."""

    model_config = SettingsConfigDict(
        env_prefix="CLUST_", frozen=True, populate_by_name=True, hide_input_in_errors=True
    )

    mode: Mode = "development"
    data: Path = CHECKOUT / "var"
    secret_key: SecretStr | None = None
    database_url: SecretStr | None = Field(
        None, validation_alias=AliasChoices("DATABASE_URL", "CLUST_DATABASE_URL")
    )
    database_connections: int = Field(16, ge=2)
    test_name: str = ""

    base_url: str = "http://localhost:8000"
    live_url: str = ""
    behind_proxy: bool = False
    metrics_token: SecretStr | None = None
    media: Path | None = None
    static: Path = CHECKOUT / "static"

    smtp_url: SecretStr = SecretStr("smtp://localhost:1025")
    mail_from: str = "Clust <bonjour@localhost>"
    payment_gateway: Literal["sandbox", "stripe"] = "sandbox"
    sandbox_in_production: bool = False
    stripe_key: SecretStr = SecretStr("")
    stripe_webhook_secret: SecretStr = SecretStr("")
    stripe_api: str = STRIPE_API
    stripe_prefix: str = Field("clust", pattern=r"^[a-z0-9]{1,20}$")
    vies_url: str = "https://ec.europa.eu/taxation_customs/vies/rest-api"
    name_servers: list[str] = []
    storefront_target: str = ""
    storefront_addresses: list[str] = []
    oidc_may_be_local: bool = False
    pay_again_hours: int = Field(48, ge=1)
    transfer_days: int = Field(7, ge=1)
    provider_per_second: int = Field(80, ge=1)
    late_after_days: int = Field(7, ge=0)
    delivered_after_days: int = Field(14, ge=1)
    carrier_secret: SecretStr = SecretStr("")
    mail_secret: SecretStr = SecretStr("")
    vapid_key: SecretStr | None = None
    social: dict[str, Any] = {}
    sentry_dsn: SecretStr | None = Field(
        None, validation_alias=AliasChoices("SENTRY_DSN", "CLUST_SENTRY_DSN")
    )
    log_level: str = "INFO"

    @model_validator(mode="after")
    def _production_is_said_in_full(self) -> "Environment":
        if not self.production:
            return self
        if not self.secret_key or len(self.key) < 50:
            raise ValueError("in production CLUST_SECRET_KEY must be set, 50 characters or more")
        if not self.secure:
            raise ValueError("in production CLUST_BASE_URL must be set and begin with https://")
        if self.stripe_api != STRIPE_API:
            raise ValueError("in production Stripe itself is asked: CLUST_STRIPE_API is not set")
        return self

    @model_validator(mode="after")
    def _stripe_is_said_in_full(self) -> "Environment":
        if self.payment_gateway == "stripe" and not (
            self.stripe_key.get_secret_value() and self.stripe_webhook_secret.get_secret_value()
        ):
            raise ValueError("Stripe wants CLUST_STRIPE_KEY and CLUST_STRIPE_WEBHOOK_SECRET")
        return self

    @property
    def production(self) -> bool:
        """Whether real people meet this installation."""
        return self.mode == "production"

    @cached_property
    def key(self) -> str:
        """The secret key; outside production it is made once and kept with the data."""
        if self.secret_key:
            return self.secret_key.get_secret_value()
        return _kept_key(self.data / "secret_key")

    @cached_property
    def push_key(self) -> str:
        """The key that pushes are signed with; made once and kept with the data, not in production.

        Empty where there is none: then no pushes are offered.
        """
        if self.vapid_key:
            return self.vapid_key.get_secret_value()
        return "" if self.production else _kept_key(self.data / "vapid_key", new_vapid_key)

    @property
    def secure(self) -> bool:
        """Whether the pages are reached over HTTPS."""
        return urlsplit(self.base_url).scheme == "https"

    @property
    def sandbox_answers(self) -> bool:
        """Whether the provider that moves no money stands in for a real one."""
        meets_nobody = not self.production or self.sandbox_in_production
        return self.payment_gateway == "sandbox" and meets_nobody

    @property
    def payment_origins(self) -> list[str]:
        """Where forms of ours may lead: the provider's pages, where a card is entered."""
        if self.payment_gateway != "stripe":
            return []
        return STRIPE_PAGES if self.stripe_api == STRIPE_API else [self.stripe_api.rstrip("/")]

    @property
    def pictures(self) -> Path:
        """Where uploaded pictures lie."""
        return self.media or self.data / "media"

    @property
    def database(self) -> dict[str, Any]:
        """Where the database is: `DATABASE_URL`, or the server kept with the data."""
        if self.database_url:
            return database_parts(self.database_url.get_secret_value())
        return database_parts(address(self.data))

    @property
    def live_origin(self) -> str:
        """The origin the live price comes from, empty where it is the pages' own."""
        live, pages = urlsplit(self.live_url), urlsplit(self.base_url)
        same = (live.scheme, live.netloc) in {("", ""), (pages.scheme, pages.netloc)}
        return "" if same else f"{live.scheme}://{live.netloc}"


def _new_secret() -> str:
    return secrets.token_urlsafe(60)


def _kept_key(path: Path, new: Callable[[], str] = _new_secret) -> str:
    """Make the key whole or not at all, readable by its owner only; the first one made stays."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as fresh:
            fresh.write(new())
            fresh.flush()
            with contextlib.suppress(FileExistsError):
                os.link(fresh.name, path)
    return path.read_text()


def database_parts(url: str) -> dict[str, Any]:
    """
    Return Django's NAME, USER, PASSWORD, HOST, PORT and OPTIONS for a PostgreSQL address.

    :raises ValueError: if it is not a `postgresql://` address
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError("DATABASE_URL must begin with postgresql://")
    options: dict[str, str] = dict(parse_qsl(parts.query))
    return {
        "NAME": unquote(parts.path.lstrip("/")) or "clust",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }


def mail_parts(url: str) -> dict[str, Any]:
    """
    Return Django's EMAIL_* settings for an address such as `smtp+tls://user:word@host:587`.

    :raises ValueError: if the scheme is none of smtp, smtps, smtp+tls
    """
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"}:
        raise ValueError("CLUST_SMTP_URL must begin with smtp://, smtps:// or smtp+tls://")
    return {
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 20,
    }
