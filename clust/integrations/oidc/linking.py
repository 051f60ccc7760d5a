"""Linking a community’s service to an account that is here already: once its holder says yes."""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialLogin
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from clust.partners.services import has_charge
from clust.people.models import Person
from clust.storefronts.models import IdentityProvider

ASKED = "community_link"
LASTS = timedelta(minutes=10)


def may_link(person: Any, login: SocialLogin) -> bool:
    """Say whether the confirmed address that the service names is that of who is signed in."""
    mail = next(iter(login.email_addresses), None)
    if mail is None or not mail.verified or not person.is_authenticated or has_charge(person):
        return False
    mine = EmailAddress.objects.filter(user=person, verified=True)
    return bool(mine.filter(email__iexact=mail.email).exists())


def ask(request: HttpRequest, own: IdentityProvider, login: SocialLogin) -> HttpResponse:
    """Keep in this browser who came back from the service, and lead to the question."""
    request.session[ASKED] = {
        "login": login.serialize(),
        "person": request.user.pk,
        "provider": own.app.provider_id,
        "until": (timezone.now() + LASTS).timestamp(),
    }
    return redirect("oidc_link", own.app.provider_id)


def asked(request: HttpRequest, own: IdentityProvider) -> dict[str, Any] | None:
    """Return what was kept for who is signed in at this storefront; None once it is too old."""
    kept: dict[str, Any] | None = request.session.get(ASKED)
    if kept is None or kept["until"] <= timezone.now().timestamp():
        return None
    here = kept["provider"] == own.app.provider_id and kept["person"] == request.user.pk
    return kept["login"] if here else None


def link(request: HttpRequest, told: dict[str, Any], person: Person) -> SocialLogin | None:
    """Link the account, once; None where the address or the service is somebody else's by now."""
    request.session.pop(ASKED, None)
    login = SocialLogin.deserialize(told)
    login.lookup()
    if login.is_existing or not may_link(person, login):
        return None
    try:
        with transaction.atomic():
            login.connect(request, person)
    except IntegrityError:
        return None
    return SocialLogin.deserialize(told)
