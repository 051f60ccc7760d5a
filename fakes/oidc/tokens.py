"""The keys of the fake provider, and what it signs with them."""

import json
import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY_NUMBER = "demo"
SECONDS = 300


class Keys:
    """A key pair made at the start."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)

    def public(self) -> dict[str, Any]:
        """Return the public key as others read it."""
        told = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key()))
        return {"keys": [{**told, "kid": KEY_NUMBER, "use": "sig", "alg": "RS256"}]}

    def signed(self, claims: dict[str, Any]) -> str:
        """Return claims as a signed token that holds for five minutes."""
        now = int(time.time())
        told = {**claims, "iat": now, "exp": now + SECONDS}
        return jwt.encode(told, self._key, algorithm="RS256", headers={"kid": KEY_NUMBER})
