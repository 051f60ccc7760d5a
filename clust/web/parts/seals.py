"""What a page of a private clust may read the live price with."""

import hmac
from hashlib import sha256


def live_seal(secret: str, campaign: int) -> str:
    """Return the word that opens the live stream of a campaign that nobody lists."""
    return hmac.new(secret.encode(), b"clust.live:%d" % campaign, sha256).hexdigest()[:32]
