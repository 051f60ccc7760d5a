"""Who calls: a key or a token of OAuth, and what it may."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from clust.keys.actions import note_use
from clust.keys.models import ApiKey
from clust.keys.scopes import SCOPES
from clust.keys.tokens import key_of_secret, key_of_token
from clust.people.models import Person
from clust.storefronts.actions.admitting import is_let_in
from clust.storefronts.models import Storefront
from clust.web.api.problems import Problem

REALM = {"WWW-Authenticate": 'Bearer realm="clust"'}
TOKEN_PATH = "/api/v1/token/"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Caller:
    """A key at the storefront that was asked, with the scopes it came with."""

    key: ApiKey
    scopes: frozenset[str]

    @property
    def person(self) -> Person:
        """Return whose key it is."""
        return self.key.person


class ApiRequest(HttpRequest):
    """A request at the door for machines."""

    storefront: Storefront
    caller: Caller | None
    once: Any


def caller_of(request: ApiRequest) -> Caller | None:
    """Return who calls at this storefront, None for a stranger."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        return None
    found = _by_secret(secret) or key_of_token(secret, timezone.now())
    if found is None or found[0].storefront_id != request.storefront.pk:
        return None
    key, scopes = found
    if not is_let_in(storefront=request.storefront, person=key.person):
        return None
    note_use(api_key=key, now=timezone.now())
    return Caller(key, scopes)


def _by_secret(secret: str) -> tuple[ApiKey, frozenset[str]] | None:
    key = key_of_secret(secret) if secret.startswith("clust_") else None
    return (key, key.scope_set) if key else None


class Key(HttpBearer):
    """Lets in who has a scope."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller:
        """
        Return the caller.

        :raises Problem: 401 for strangers, 403 where the scope is missing
        """
        caller: Caller | None = request.caller  # type: ignore[attr-defined]
        if caller is None:
            raise Problem(
                401, "No key, an unknown one, or one of another storefront.", headers=REALM
            )
        if self.scope not in caller.scopes:
            raise Problem(403, f"This key may not do that: it lacks {self.scope}.", code="scope")
        return caller

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """Return the caller (asked by the framework)."""
        return self(request)


OAUTH = {
    "type": "oauth2",
    "flows": {
        "clientCredentials": {
            "tokenUrl": TOKEN_PATH,
            "scopes": {scope: str(words) for scope, words in SCOPES.items()},
        }
    },
}


def allowed(scope: str) -> dict[str, Any]:
    """Return what an operation declares of who may call it: a key, or a token with the scope."""
    return {"auth": Key(scope), "openapi_extra": {"security": [{"OAuth": [scope]}]}}
