"""The key that pushes are signed with (VAPID, RFC 8292): 32 bytes on the curve P-256."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def new_vapid_key() -> str:
    """Return a new private key, as base64url."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _wrapped(number.to_bytes(32))


def public_key(private: str) -> str:
    """
    Return what browsers subscribe with, as base64url; empty for an empty key.

    :raises ValueError: if it is no such key
    """
    if not private:
        return ""
    number = int.from_bytes(urlsafe_b64decode(private + "=" * (-len(private) % 4)))
    key = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    return _wrapped(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def _wrapped(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
