"""A carrier's message: signed with a secret we share, and what it says in our words."""

import hmac
import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from clust.supply.models import CarrierEvent

TOLERANCE = timedelta(minutes=5)
LONGEST = 100_000


class BadMessage(Exception):
    """It is not signed by somebody who knows the secret, too old, or says nothing we understand."""


class Said(NamedTuple):
    """What a carrier says of a parcel."""

    carrier: str
    tracking: str
    kind: str
    ref: str
    happened_at: datetime


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the signature of a body sent at a moment: HMAC-SHA256 of both, in hex."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, sha256).hexdigest()


def read(secret: str, timestamp: str, signed: str, body: bytes, *, now: datetime) -> Said:
    """
    Return what a message says.

    :param timestamp: seconds since 1970 at which it was sent
    :raises BadMessage: if it is forged, older than five minutes, or not understood
    """
    if not secret or len(body) > LONGEST or not (timestamp.isascii() and timestamp.isdecimal()):
        raise BadMessage
    if not hmac.compare_digest(signature(secret, timestamp, body).encode(), signed.encode()):
        raise BadMessage
    if abs(now.timestamp() - int(timestamp[:12])) > TOLERANCE.total_seconds():
        raise BadMessage
    try:
        return _said(json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadMessage from error


def _said(message: dict[str, Any]) -> Said:
    said = Said(
        carrier=str(message["carrier"])[:60],
        tracking=str(message["tracking"])[:60],
        kind=str(message["kind"]),
        ref=str(message["id"])[:60],
        happened_at=datetime.fromisoformat(message["at"]),
    )
    if said.kind not in CarrierEvent.Kind.values or said.happened_at.tzinfo is None:
        raise BadMessage
    if not said.ref or not said.tracking:
        raise BadMessage
    return said
