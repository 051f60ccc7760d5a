"""OAuth 2.1's client credentials: a key exchanged for a short-lived token."""

import base64
import binascii
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Form, Router, Schema
from pydantic import Field

from clust.keys.tokens import LASTS, key_of_secret, token_of
from clust.web.api import shapes
from clust.web.api.callers import ApiRequest
from clust.web.api.pages import answer

router = Router(tags=["token"])
Word = Annotated[str, Field(max_length=400)]


class Asked(Schema):
    """What a client asks with."""

    grant_type: Annotated[str, Field(max_length=400, examples=["client_credentials"])] = ""
    client_id: Word = ""
    client_secret: Word = ""
    scope: Word = ""


@router.post(
    "/token/",
    response={200: shapes.Token, 400: shapes.TokenError, 401: shapes.TokenError},
    operation_id="make_token",
    auth=None,
)
def token(request: ApiRequest, asked: Form[Asked]) -> HttpResponse:
    """Exchange a key (client_id, client_secret) for a token of a quarter of an hour."""
    if asked.grant_type != "client_credentials":
        return _no("unsupported_grant_type", "Only client_credentials are.")
    client, secret = _basic(request) or (asked.client_id, asked.client_secret)
    key = key_of_secret(secret)
    if key is None or key.public != client or key.storefront_id != request.storefront.pk:
        return _no("invalid_client", "No such client at this storefront.", 401)
    scopes = frozenset(asked.scope.split()) or key.scope_set
    if scopes - key.scope_set:
        return _no("invalid_scope", "The key lacks one of these scopes.")
    said = {
        "access_token": token_of(key, scopes, timezone.now()),
        "token_type": "Bearer",
        "expires_in": int(LASTS.total_seconds()),
        "scope": " ".join(sorted(scopes)),
    }
    return answer(said)


def _no(error: str, words: str, status: int = 400) -> HttpResponse:
    given = answer({"error": error, "error_description": words}, status)
    if status == 401:
        given["WWW-Authenticate"] = 'Basic realm="clust"'
    return given


def _basic(request: HttpRequest) -> tuple[str, str] | None:
    scheme, _, said = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client, _, secret = base64.b64decode(said, validate=True).decode("ascii").partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return client, secret
