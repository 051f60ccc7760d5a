"""The line to a community's service: to public addresses only, and every token checked."""

from typing import Any
from urllib.parse import urlsplit

import httpcore
import requests
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.urls import reverse
from requests.adapters import HTTPAdapter

from clust.integrations.links.addresses import is_everybodys, resolved
from clust.integrations.links.line import Deadline, Line, NotAllowed
from clust.integrations.oidc.tokens import checked

SECONDS = 5
MOST_BYTES = 500_000
HTTPS = 443


class NotPublic(requests.RequestException):
    """The service would lie at an address that is not of the public internet."""


class PublicSession(requests.Session):
    """Asks public addresses only, over TLS, without following where they lead."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.headers["Accept-Encoding"] = "identity"
        for scheme in ("https://", "http://"):
            self.mount(scheme, PinnedAdapter())

    def request(self, method: str, url: Any, *args: Any, **options: Any) -> requests.Response:
        """
        Ask; the address is looked at first.

        :raises NotPublic: if it is not of the public internet
        """
        if not settings.OIDC_MAY_BE_LOCAL:
            check_public(str(url))
        return super().request(method, url, *args, **{**options, "allow_redirects": False})


class PinnedAdapter(HTTPAdapter):
    """Connects to the address that was checked; gives up in time, and on long answers."""

    def send(self, request: Any, *args: Any, **options: Any) -> requests.Response:
        """
        Ask, and read the answer.

        :raises NotPublic: if the name stands for an address that is not everybody's
        :raises RequestException: if no answer comes in time, or one too long
        """
        line = Line(resolved, _may_reach, Deadline(SECONDS))
        body = request.body.encode() if isinstance(request.body, str) else request.body
        try:
            with (
                httpcore.ConnectionPool(network_backend=line) as pool,
                pool.stream(
                    request.method,
                    request.url,
                    headers=list(request.headers.items()),
                    content=body,
                ) as answer,
            ):
                return _told(request, answer)
        except NotAllowed as error:
            raise NotPublic(request.url) from error
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise requests.ConnectionError(request.url) from error


def _may_reach(address: str, port: int) -> bool:
    return bool(settings.OIDC_MAY_BE_LOCAL) or is_everybodys(address, port)


def _told(request: Any, answer: httpcore.Response) -> requests.Response:
    content = bytearray()
    for part in answer.iter_stream():
        content += part
        if len(content) > MOST_BYTES:
            raise requests.RequestException("the answer is too long")
    told = requests.Response()
    told.status_code, told.url, told.request = answer.status, request.url, request
    told.headers.update({name.decode(): value.decode("latin-1") for name, value in answer.headers})
    told._content = bytes(content)
    return told


def check_public(url: str) -> None:
    """
    See that an address lies on the public internet, behind TLS.

    :raises NotPublic: if not
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise NotPublic(url)
    port = parts.port or HTTPS
    try:
        found = resolved(parts.hostname, port)
    except OSError as error:
        raise NotPublic(url) from error
    if not found or not all(is_everybodys(address, port) for address in found):
        raise NotPublic(url)


class CommunityAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Checks the signature of every token, however it came."""

    def _decode_id_token(self, app: Any, id_token: str) -> Any:
        config = self.openid_config
        with PublicSession() as line:
            answer = line.get(config["jwks_uri"])
            answer.raise_for_status()
        return checked(
            id_token, keys=answer.json(), issuer=config["issuer"], audience=app.client_id
        )

    def complete_login(self, request: Any, app: Any, token: Any, **options: Any) -> Any:
        """
        Return who signed in.

        :raises RequestException: if no token came that says who it is
        :raises OAuth2Error: if what else is told is about somebody else
        """
        if not options["response"].get("id_token"):
            raise requests.RequestException("no token that says who it is")
        login = super().complete_login(request, app, token, **options)
        told = login.account.extra_data
        if told.get("userinfo", told["id_token"]).get("sub") != told["id_token"]["sub"]:
            raise OAuth2Error("the service speaks of two people")
        return login

    def get_callback_url(self, request: Any, app: Any) -> str:
        """Return where the service leads back to: this storefront's own host."""
        return str(
            request.build_absolute_uri(
                reverse("oidc_callback", kwargs={"provider_id": self.provider_id})
            )
        )
