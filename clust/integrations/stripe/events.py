"""Stripe's messages: whether one is Stripe's, and what of ours it is about."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import stripe
from django.conf import settings

from clust.payments.gateway import BadWebhook, Event

TOLERANCE = timedelta(minutes=5)
ABOUT = {
    "checkout.session": "hold",
    "setup_intent": "hold",
    "payment_intent": "charge",
    "refund": "refund",
    "payment_method": "card",
    "payout": "payout",
}


def read_event(*, body: bytes, signature: str, now: datetime, prefix: str) -> Event:
    """
    Read a message.

    :raises BadWebhook: if it was not signed with our secret, is too old or too new, or is no event
    """
    try:
        stripe.WebhookSignature.verify_header(body, signature, settings.STRIPE_WEBHOOK_SECRET)
        sent_at = _signed_at(signature)
        told = json.loads(body)
        about = told["data"]["object"]
        number, moment = str(told["id"]), datetime.fromtimestamp(told["created"], UTC)
        kind, ref = ABOUT.get(about["object"], ""), str(about.get("id", ""))
    except stripe.SignatureVerificationError:
        raise BadWebhook("not signed") from None
    except (ValueError, KeyError, TypeError, OverflowError):
        raise BadWebhook("not an event") from None
    if abs(now - sent_at) > TOLERANCE:
        raise BadWebhook("too old")
    if kind in {"card", "payout"}:
        return Event(number, kind, ref, ref, moment)
    key = _key(about, prefix)
    return Event(number, kind if key else "", key, ref, moment)


def _signed_at(signature: str) -> datetime:
    """Return when a message was signed: the time is part of what is signed."""
    parts = dict(part.split("=", 1) for part in signature.split(","))
    return datetime.fromtimestamp(int(parts["t"]), UTC)


def _key(about: dict[str, Any], prefix: str) -> str:
    """Return our key of an object, nothing where another installation made it."""
    named = about.get("client_reference_id") or (about.get("metadata") or {}).get("key") or ""
    return str(named).removeprefix(prefix) if str(named).startswith(prefix) else ""
