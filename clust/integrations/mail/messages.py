"""A mail provider's message, signed as Standard Webhooks say, and what it says in our words."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from clust.notices.models import Bounce

LONGEST = 100_000
KINDS = {
    "mail.bounced": Bounce.Kind.HARD,
    "mail.deferred": Bounce.Kind.SOFT,
    "mail.complained": Bounce.Kind.COMPLAINT,
}


class BadMessage(Exception):
    """It is not signed by who knows the secret, too old, or says nothing we understand."""


class Said(NamedTuple):
    """What a provider says of an address."""

    ref: str
    address: str
    kind: str
    happened_at: datetime


def read(secret: str, headers: Mapping[str, str], body: bytes) -> Said:
    """
    Return what a message says.

    :raises BadMessage: if it is forged, more than five minutes old, or not understood
    """
    if not secret or len(body) > LONGEST:
        raise BadMessage
    try:
        Webhook(secret).verify(body, dict(headers), json_parse=False)
        return _said(headers["webhook-id"], json.loads(body))
    except (WebhookVerificationError, ValidationError) as error:
        raise BadMessage from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadMessage from error


def _said(ref: str, message: dict[str, Any]) -> Said:
    address = str(message["data"]["email"])
    validate_email(address)
    happened_at = datetime.fromisoformat(message["timestamp"])
    if happened_at.tzinfo is None or len(ref) > 120 or len(address) > 254:
        raise BadMessage
    return Said(ref, address, KINDS[message["type"]], happened_at)
