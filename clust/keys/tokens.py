"""Access tokens of OAuth's client credentials: short-lived, signed, nothing stored."""

from datetime import datetime, timedelta

from django.core import signing
from django.utils.crypto import constant_time_compare

from clust.keys.actions import digest
from clust.keys.models import ApiKey
from clust.keys.scopes import told

SALT = "clust.keys.token"
LASTS = timedelta(minutes=15)


def key_of_secret(secret: str) -> ApiKey | None:
    """Return the standing key with this secret, None where there is none."""
    _, _, rest = secret.partition("_")
    public, _, _ = rest.partition("_")
    key = _standing(public=public) if 0 < len(public) <= 16 and "\x00" not in public else None
    return key if key and constant_time_compare(key.digest, digest(secret)) else None


def token_of(key: ApiKey, scopes: frozenset[str], now: datetime) -> str:
    """Return a token for some of a key's scopes that holds for a quarter of an hour."""
    ends = int((now + LASTS).timestamp())
    return signing.dumps([key.public, told(scopes), ends], salt=SALT)


def key_of_token(token: str, now: datetime) -> tuple[ApiKey, frozenset[str]] | None:
    """Return the standing key a token was made with and its scopes, None where it does not hold."""
    try:
        public, scopes, ends = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    key = _standing(public=public) if ends > now.timestamp() else None
    return (key, frozenset(scopes.split()) & key.scope_set) if key else None


def _standing(public: str) -> ApiKey | None:
    rows = ApiKey.objects.standing().select_related("person")
    return rows.filter(public=public).first()
