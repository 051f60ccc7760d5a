"""What those who run the shop may ask, and who may not."""

import pytest
from django.test import Client
from pydantic import SecretStr

pytestmark = pytest.mark.django_db


def test_the_shop_says_it_is_well(client: Client) -> None:
    assert client.get("/health/", headers={"host": "10.0.0.7:8000"}).content == b"ok"


def test_this_machine_may_see_the_figures(client: Client) -> None:
    assert b"django_http_requests" in client.get("/metrics").content


def test_others_may_not(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 404


def test_behind_a_proxy_only_the_token_counts(client: Client, settings: object) -> None:
    settings.BEHIND_PROXY = True  # type: ignore[attr-defined]
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = SecretStr("word")  # type: ignore[attr-defined]
    assert client.get("/metrics", headers={"authorization": "Bearer word"}).status_code == 200
    assert client.get("/metrics", headers={"authorization": "Bearer wörd"}).status_code == 404


def test_an_unknown_host_gets_nothing_of_ours(client: Client) -> None:
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 404
    assert b"evil" not in answer.content


@pytest.mark.parametrize("host", ["evil.example:80@x", "a b", "[::1", "x" * 300])
def test_a_forged_host_is_no_error_of_ours(client: Client, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code in {400, 404}
