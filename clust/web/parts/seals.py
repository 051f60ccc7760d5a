"""What a page of a private clust may read the live price with."""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

LASTS = timedelta(days=1)


def live_seal(secret: str, campaign: int, now: datetime) -> str:
    """Return the word that opens, today and tomorrow, the live stream of what nobody lists."""
    said = f"clust.live:{campaign}:{now.toordinal()}".encode()
    return hmac.new(secret.encode(), said, sha256).hexdigest()[:32]


def live_seals(secret: str, campaign: int, now: datetime) -> tuple[str, str]:
    """Return the words that open it now: today's and yesterday's."""
    return live_seal(secret, campaign, now), live_seal(secret, campaign, now - LASTS)
