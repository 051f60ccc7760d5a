"""A community's own service to sign in with: connected by its officers, trusted by the operator."""

from collections.abc import Sequence
from datetime import datetime

from allauth.socialaccount.models import SocialAccount, SocialApp
from django.db import transaction

from clust.storefronts.models import Door, IdentityProvider, Storefront

PROVIDER = "oidc"


class StillTheDoor(Exception):
    """People are let in by this service: choose another door first."""


@transaction.atomic
def connect_provider(
    *,
    storefront: Storefront,
    label: str,
    server_url: str,
    client_id: str,
    secret: str,
    now: datetime,
) -> IdentityProvider:
    """
    Let people of a storefront sign in at their community's service, or at another one from now on.

    :param server_url: where its discovery document is
    :param secret: left empty, the one known stays
    """
    Storefront.objects.select_for_update(no_key=True).get(pk=storefront.pk)
    own = IdentityProvider.objects.select_related("app").filter(storefront=storefront).first()
    app = own.app if own else SocialApp(provider=PROVIDER, provider_id=f"s{storefront.pk}")
    moved = app.settings.get("server_url") != server_url
    app.name, app.client_id = label, client_id
    app.secret = secret or app.secret
    app.settings = {**app.settings, "server_url": server_url, "oauth_pkce_enabled": True}
    if moved:
        # Another service knows other people by the same numbers, and was never trusted.
        app.settings["trusted_domains"] = []
        SocialAccount.objects.filter(provider=app.provider_id).delete()
    app.save()
    provider, _ = IdentityProvider.objects.update_or_create(
        storefront=storefront, defaults={"app": app, "label": label, "at": now}
    )
    if moved:
        return trust_provider(provider=provider, domains=[], now=now)
    return provider


@transaction.atomic
def trust_provider(
    *, provider: IdentityProvider, domains: Sequence[str], now: datetime
) -> IdentityProvider:
    """Believe a service about addresses of these domains: they need no confirmation."""
    app = provider.app
    app.settings = {**app.settings, "trusted_domains": [domain.lower() for domain in domains]}
    app.save()
    provider.trusted_domains = " ".join(domains).lower()
    provider.save(update_fields=["trusted_domains"])
    return provider


@transaction.atomic
def disconnect_provider(*, provider: IdentityProvider, now: datetime) -> None:
    """
    Let nobody sign in at a community's service any more; people keep their accounts.

    :raises StillTheDoor: if people are let in by it
    """
    storefront = Storefront.objects.select_for_update(no_key=True).get(pk=provider.storefront_id)
    if storefront.admission == Door.OIDC:
        raise StillTheDoor
    app = provider.app
    SocialAccount.objects.filter(provider=app.provider_id).delete()
    provider.delete()
    app.delete()
