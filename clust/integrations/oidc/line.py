"""The line to a community's service: to public addresses only, and every token checked."""

from typing import Any
from urllib.parse import urlsplit

import requests
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.urls import reverse

from clust.integrations.links.addresses import is_everybodys, resolved
from clust.integrations.oidc.tokens import checked

SECONDS = 5
HTTPS = 443


class NotPublic(requests.RequestException):
    """The service would lie at an address that is not of the public internet."""


class PublicSession(requests.Session):
    """Asks public addresses only, over TLS, without following where they lead."""

    def request(self, method: str, url: Any, *args: Any, **options: Any) -> requests.Response:
        """
        Ask; the address is looked at first.

        :raises NotPublic: if it is not of the public internet
        """
        if not settings.OIDC_MAY_BE_LOCAL:
            check_public(str(url))
        told = {"timeout": SECONDS, "allow_redirects": False, **options}
        return super().request(method, url, *args, **told)


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
        """
        if not options["response"].get("id_token"):
            raise requests.RequestException("no token that says who it is")
        return super().complete_login(request, app, token, **options)

    def get_callback_url(self, request: Any, app: Any) -> str:
        """Return where the service leads back to: this storefront's own host."""
        return str(
            request.build_absolute_uri(
                reverse("oidc_callback", kwargs={"provider_id": self.provider_id})
            )
        )
