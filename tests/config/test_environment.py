"""What an operator sets is understood or refused, never guessed."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from clust.config.environment import Environment, database_parts, mail_parts

KEY = "k" * 60


def test_a_database_address_is_taken_apart() -> None:
    parts = database_parts("postgresql://shop:p%40ss@db.example:5433/clust?sslmode=require")
    assert parts == {
        "NAME": "clust",
        "USER": "shop",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_socket_folder_may_be_the_host() -> None:
    assert database_parts("postgresql://shop@/clust?host=/run/postgresql")["HOST"] == (
        "/run/postgresql"
    )


@pytest.mark.parametrize("url", ["sqlite:///clust.db", "mysql://x/y", "clust", ""])
def test_only_postgresql_will_do(url: str) -> None:
    with pytest.raises(ValueError, match="postgresql://"):
        database_parts(url)


def test_mail_may_be_encrypted_from_the_start_or_later() -> None:
    assert mail_parts("smtps://a:b@mail.example")["EMAIL_PORT"] == 465
    assert mail_parts("smtp+tls://a:b@mail.example")["EMAIL_USE_TLS"] is True
    assert mail_parts("smtp://localhost:1025")["EMAIL_PORT"] == 1025


def test_an_unknown_mail_scheme_is_refused() -> None:
    with pytest.raises(ValueError, match="smtp"):
        mail_parts("http://mail.example")


def test_production_needs_a_key_of_its_own() -> None:
    with pytest.raises(ValidationError, match="CLUST_SECRET_KEY"):
        Environment(mode="production", base_url="https://clust.example", secret_key=None)


def test_production_needs_https() -> None:
    with pytest.raises(ValidationError, match="https"):
        Environment(mode="production", secret_key=KEY, base_url="http://clust.example")


def test_errors_do_not_repeat_secrets() -> None:
    with pytest.raises(ValidationError) as problem:
        Environment(mode="production", secret_key="short-secret")
    assert "short-secret" not in str(problem.value)


def test_a_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first = Environment(mode="demo", data=tmp_path).key
    assert Environment(mode="demo", data=tmp_path).key == first
    assert len(first) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_a_live_price_from_elsewhere_is_a_named_origin() -> None:
    at = "https://clust.example"
    assert Environment(base_url=at, live_url="https://live.example/x").live_origin == (
        "https://live.example"
    )
    assert Environment(base_url=at, live_url="").live_origin == ""
    assert Environment(base_url=at, live_url=at).live_origin == ""
