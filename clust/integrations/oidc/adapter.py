"""Whom a community's service may bring: each storefront has its own, and may not take accounts."""

from typing import Any

import requests
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from clust.integrations.oidc.line import PublicSession
from clust.integrations.oidc.linking import ask, may_link
from clust.partners.services import CHARGED, has_charge, let_wait
from clust.people.models import Person
from clust.storefronts.models import IdentityProvider, Storefront

DOWN = _("Your community’s service does not answer, or not as it should. Try again later.")
NOT_TRUSTED = _("What your community’s service said could not be trusted. Nobody was signed in.")
CANCELLED = _("You did not sign in there. Nothing was changed.")
NO_ADDRESS = _(
    "Your community’s service did not tell us an e-mail address. Ask whoever runs it to release it."
)
UNKNOWN = _("The address that your community’s service told us is not one of this community’s.")
TAKEN = _(
    "An account with this address is here already. Sign in with it first; then you can come by"
    " your community’s service."
)


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Offers each storefront its own service only, and says why somebody is not let in."""

    def list_apps(
        self, request: HttpRequest, provider: Any = None, client_id: Any = None
    ) -> list[SocialApp]:
        """Return the services on offer at this storefront."""
        found = super().list_apps(request, provider=provider, client_id=client_id)
        own = provider_of(request)
        return [app for app in found if app.pk is None or (own and app.pk == own.app_id)]

    def get_requests_session(self) -> requests.Session:
        """Return a line that reaches public addresses only."""
        return PublicSession()

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        """Say what went wrong there."""
        if getattr(provider, "app", None) is None or provider.app.provider != "oidc":
            return
        if isinstance(exception, requests.RequestException):
            raise ImmediateHttpResponse(refusal(request, DOWN, status=502))
        said = CANCELLED if error == "cancelled" else NOT_TRUSTED
        raise ImmediateHttpResponse(refusal(request, said))

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Person:
        """Write a new person; the service signs them in only once their address is confirmed."""
        person: Person = super().save_user(request, sociallogin, form)
        own = provider_of(request)
        if own is None or sociallogin.account.provider != own.app.provider_id:
            return person
        if not EmailAddress.objects.filter(user=person, verified=True).exists():
            account = {"provider": own.app.provider_id, "uid": sociallogin.account.uid}
            let_wait(request.session, person=person, **account)
            sociallogin.account.delete()
        return person

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """
        Refuse who has no address, or one that is somebody else's here; ask who is signed in.

        Who was linked before and has a charge by now is signed in by the service no more.
        """
        own = provider_of(request)
        if own is None or sociallogin.account.provider != own.app.provider_id:
            return
        if sociallogin.state.get("process") == "connect":
            raise ImmediateHttpResponse(refusal(request, NOT_TRUSTED))
        if sociallogin.is_existing and has_charge(sociallogin.user):
            raise ImmediateHttpResponse(refusal(request, CHARGED))
        if sociallogin.is_existing:
            return
        if may_link(request.user, sociallogin) and not _is_foreign(own, sociallogin):
            raise ImmediateHttpResponse(ask(request, own, sociallogin))
        said = _why_not(own, sociallogin)
        if said:
            raise ImmediateHttpResponse(refusal(request, said))


def _why_not(own: IdentityProvider, sociallogin: SocialLogin) -> Any:
    """Return why a stranger is not taken in, empty if they are."""
    mail = next(iter(sociallogin.email_addresses), None)
    if mail is None:
        return NO_ADDRESS
    if _is_foreign(own, sociallogin):
        return UNKNOWN
    known = Person.objects.by_confirmed_address(mail.email)
    if known is None:
        held = EmailAddress.objects.filter(email__iexact=mail.email).exists()
        return TAKEN if held and not mail.verified else ""
    return TAKEN


def _is_foreign(own: IdentityProvider, sociallogin: SocialLogin) -> bool:
    domains = own.storefront.mail_domains.split()
    mail = sociallogin.email_addresses[0].email
    return bool(domains) and mail.rpartition("@")[2].lower() not in domains


def refusal(request: HttpRequest, said: Any, status: int = 403) -> HttpResponse:
    """Answer with a page that says why nobody was signed in."""
    return render(request, "parts/service_refused.html", {"said": said}, status=status)


def provider_of(request: HttpRequest) -> IdentityProvider | None:
    """Return the service of the storefront at this host, None where it has none."""
    storefront: Storefront | None = getattr(request, "storefront", None)
    if storefront is None:
        return None
    rows = IdentityProvider.objects.select_related("app", "storefront")
    return rows.filter(storefront=storefront).first()
