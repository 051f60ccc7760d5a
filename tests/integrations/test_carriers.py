"""A carrier's word counts once, and only when it is signed and fresh."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client, override_settings
from pydantic import SecretStr

from clust.integrations.carriers.messages import signature
from clust.supply.models import CarrierEvent, Delivery
from tests.supply.goods import SENT, bought, send
from tests.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.urls("clust.integrations.carriers.urls")]
SECRET = "between us"


@pytest.fixture(autouse=True)
def shared() -> Iterator[None]:
    with (
        override_settings(CARRIER_SECRET=SecretStr(SECRET)),
        time_machine.travel(SENT, tick=False),
    ):
        yield


def say(message: Any, *, secret: str = SECRET, late: int = 0, body: bytes | None = None) -> int:
    body = json.dumps(message).encode() if body is None else body
    timestamp = str(int(SENT.timestamp()) - late)
    answer = Client().post(
        "/",
        body,
        content_type="application/json",
        headers={
            "Clust-Timestamp": timestamp,
            "Clust-Signature": signature(secret, timestamp, body),
        },
    )
    return answer.status_code


def delivered(tracking: str = "6A1", ref: str = "e1") -> dict[str, str]:
    return {
        "id": ref,
        "carrier": "Colissimo",
        "tracking": tracking,
        "kind": "delivered",
        "at": SENT.isoformat(),
    }


@pytest.fixture(autouse=True)
def parcel() -> None:
    _, (order,) = bought(make_world(), 1)
    send(order, tracking="6A1")


def test_delivered_is_received_once() -> None:
    assert [say(delivered()) for _ in range(3)] == [204] * 3
    assert Delivery.objects.get().how == "carrier"
    assert CarrierEvent.objects.count() == 1


def test_out_of_order_changes_nothing() -> None:
    assert say(delivered()) == 204
    assert say(delivered(ref="e0") | {"kind": "on_the_way"}) == 204
    assert Delivery.objects.count() == 1


def test_forged_old_or_nonsense_is_refused() -> None:
    assert say(delivered(), secret="guessed") == 400
    assert say(delivered(), late=301) == 400
    assert say(delivered() | {"kind": "eaten"}) == 400
    assert say(delivered() | {"at": "yesterday"}) == 400
    assert say([]) == 400
    assert say(None, body=b"\xff\x00") == 400
    assert say(delivered(tracking="?")) == 404
    assert not CarrierEvent.objects.exists()


def test_without_a_secret_nobody_is_heard() -> None:
    with override_settings(CARRIER_SECRET=SecretStr("")):
        assert say(delivered(), secret="") == 400
