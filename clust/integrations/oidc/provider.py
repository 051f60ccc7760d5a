"""A community’s service as allauth knows it: believed about addresses only where trusted."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider

from clust.integrations.oidc.line import CommunityAdapter


class CommunityProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """The service of one storefront's community."""

    id = "oidc"
    name = "OpenID Connect"
    oauth2_adapter_class = CommunityAdapter

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """Return the address; confirmed only if the service says so and is trusted with it."""
        found = super().extract_email_addresses(data)
        trusted = self.app.settings.get("trusted_domains", [])
        for mail in found:
            ours = mail.email.rpartition("@")[2].lower() in trusted
            mail.verified = ours and mail.verified in (True, "true")
        return found  # type: ignore[no-any-return]


provider_classes = [CommunityProvider]
