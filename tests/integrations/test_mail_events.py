"""The mail provider's word counts once, and only when it is signed and fresh."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client, override_settings
from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook

from clust.notices.models import Bounce
from tests.notices.members import member
from tests.world import DAY, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.urls("clust.integrations.mail.urls")]
SECRET = "whsec_" + "c2VjcmV0IGJldHdlZW4gdXMgdHdv"


@pytest.fixture(autouse=True)
def shared() -> Iterator[None]:
    with (
        override_settings(MAIL_SECRET=SecretStr(SECRET)),
        time_machine.travel(DAY, tick=False),
    ):
        make_world()
        member("alice@clust.example")
        yield


def message(kind: str = "mail.bounced", email: Any = "alice@clust.example") -> dict[str, Any]:
    return {"type": kind, "timestamp": DAY.isoformat(), "data": {"email": email}}


def say(
    said: Any,
    *,
    ref: str = "m1",
    secret: str = SECRET,
    at: datetime = DAY,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> int:
    content = json.dumps(said).encode() if body is None else body
    signed = Webhook(secret).sign(ref, at.astimezone(UTC), content.decode("latin-1"))
    sent = {
        "webhook-id": ref,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signed,
    }
    answer = Client().post(
        "/", content, content_type="application/json", headers=sent | (headers or {})
    )
    return answer.status_code


def test_a_bounce_said_again_counts_once() -> None:
    assert [say(message()) for _ in range(3)] == [204] * 3
    row = Bounce.objects.get()
    assert (row.kind, row.address, row.happened_at) == ("hard", "alice@clust.example", DAY)


def test_complaints_and_deferrals_are_told_apart() -> None:
    assert say(message("mail.complained"), ref="m2") == 204
    assert say(message("mail.deferred"), ref="m3") == 204
    assert set(Bounce.objects.values_list("kind", flat=True)) == {"complaint", "soft"}


def test_forged_old_or_nonsense_is_refused() -> None:
    other = "whsec_" + "Z3Vlc3NlZCBzZWNyZXQgb2YgZXZl"
    assert say(message(), secret=other) == 400
    assert say(message(), at=datetime(2026, 3, 2, 8, 54, tzinfo=UTC)) == 400
    assert say(message(), at=datetime(2026, 3, 2, 9, 6, tzinfo=UTC)) == 400
    assert say(message("mail.eaten")) == 400
    assert say(message(email=["a@b.example"])) == 400
    assert say(message() | {"timestamp": "yesterday"}) == 400
    assert say([]) == 400
    assert say(None, body=b"\xff\x00") == 400
    assert say(message(), headers={"webhook-signature": "v1,!,!"}) == 400
    assert say(message(), headers={"webhook-signature": "nonsense"}) == 400
    assert say(message(), headers={"webhook-timestamp": "nan"}) == 400
    assert Client().post("/", b"{}", content_type="application/json").status_code == 400
    assert not Bounce.objects.exists()


def test_of_an_address_nobody_has_nothing_is_kept() -> None:
    assert say(message(email="eve@clust.example")) == 204
    assert not Bounce.objects.exists()


def test_without_a_secret_nobody_is_heard() -> None:
    with override_settings(MAIL_SECRET=SecretStr("")):
        assert say(message()) == 400
