"""The fake's own calls, below `/_fake/`: what goes wrong, what is sent again, what was counted."""

import random
from collections.abc import Callable
from typing import Any

from fakes.stripe import paying, payouts, saving
from fakes.stripe.fake import Fake
from fakes.stripe.store import shown


def control(fake: Fake, method: str, path: str, given: dict[str, Any]) -> dict[str, Any] | str:
    """
    Do what a test or the demo asks of the fake itself.

    :raises KeyError: if it knows no such call
    """
    parts = path.removeprefix("/_fake/").strip("/").split("/")
    with fake.store.lock:
        if method == "GET" and parts[0] == "payouts":
            return payouts.paper(fake, parts[1].removesuffix(".csv"))
        return CALLS[method, parts[0]](fake, given, *parts[1:])


def _faults(fake: Fake, given: dict[str, Any]) -> dict[str, Any]:
    fake.faults.plan(given.get("faults", []), given.get("seed", 0))
    return {"planned": len(fake.faults.planned)}


def _webhooks(fake: Fake, given: dict[str, Any]) -> dict[str, Any]:
    """Set where messages go and how: url, secret, double, shuffle (s), lose, pace, seed."""
    hooks = fake.webhooks
    if "seed" in given:
        hooks.chance = random.Random(given.pop("seed"))
    for name in ("url", "secret", "double", "shuffle", "lose", "pace"):
        setattr(hooks, name, given.get(name, getattr(hooks, name)))
    return {"sent": len(hooks.sent), "idle": hooks.idle()}


def _state(fake: Fake, given: dict[str, Any]) -> dict[str, Any]:
    hooks = fake.webhooks
    return {**payouts.totals(fake), "sent": len(hooks.sent), "idle": hooks.idle()}


def _settle(fake: Fake, given: dict[str, Any]) -> dict[str, Any]:
    return {"settled": paying.settle(fake, at_once=True)}


def _payouts(fake: Fake, given: dict[str, Any]) -> dict[str, Any]:
    paid: dict[str, Any] = shown(payouts.pay_out(fake, given.get("currency", "eur")))
    return paid


def _send(fake: Fake, given: dict[str, Any], number: str) -> dict[str, Any]:
    fake.webhooks.send(fake.store.get("event", number))
    return {"sending": number}


def _card(fake: Fake, given: dict[str, Any], number: str) -> dict[str, Any]:
    """Give a card another date; one in the past makes it expire."""
    card: dict[str, Any] = shown(saving.renew(fake, number, given["exp_month"], given["exp_year"]))
    return card


CALLS: dict[tuple[str, str], Callable[..., dict[str, Any]]] = {
    ("GET", "state"): _state,
    ("POST", "cards"): _card,
    ("POST", "events"): _send,
    ("POST", "faults"): _faults,
    ("POST", "payouts"): _payouts,
    ("POST", "settle"): _settle,
    ("POST", "webhooks"): _webhooks,
}
