"""Whether a token is what the service signed, for us, and not over yet."""

from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]


def checked(token: str, *, keys: dict[str, Any], issuer: str, audience: str) -> dict[str, Any]:
    """
    Return what a token says (OpenID Connect Core 3.1.3.7).

    :param keys: the service's published keys (JWKS)
    :raises OAuth2Error: if it is not signed by one of them, not for us, or over
    """
    try:
        key = _key_of(token, jwt.PyJWKSet.from_dict(keys).keys)
        told: dict[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=ALGORITHMS,
            issuer=issuer,
            audience=audience,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
        return told
    except jwt.PyJWTError as error:
        raise OAuth2Error("the token is not to be believed") from error


def _key_of(token: str, keys: list[jwt.PyJWK]) -> jwt.PyJWK:
    """Return the key that a token names; the only one where it names none."""
    number = jwt.get_unverified_header(token).get("kid")
    fitting = [key for key in keys if number is None or key.key_id == number]
    if len(fitting) != 1:
        raise OAuth2Error("no such key")
    return fitting[0]
