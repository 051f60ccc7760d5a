"""How to come in to a storefront that is not for everybody: its welcome, and its invitations."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clust.storefronts.actions.admitting import (
    InvitationExpired,
    InvitationUsed,
    NoSuchAddress,
    NotLetIn,
    NotYours,
    WasShownOut,
    admit_by_mail,
    is_let_in,
    take_up_invitation,
)
from clust.storefronts.models import AdmissionInvitation, IdentityProvider
from clust.web.parts.invitations import invitation_in
from clust.web.shop.offers import storefront_of

SAID: dict[type[NotLetIn], Any] = {
    InvitationUsed: gettext_lazy("Somebody came in by this invitation already."),
    InvitationExpired: gettext_lazy("This invitation has expired. Ask for a new one."),
    NotYours: gettext_lazy("This invitation is for another e-mail address. Sign in with that one."),
    NoSuchAddress: gettext_lazy(
        "None of your confirmed e-mail addresses is one of this community’s."
    ),
    WasShownOut: gettext_lazy("Only this community’s officers can let you in again."),
}
GONE = 410


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Say whose shop it is and how one comes in; let in whoever has an address of theirs."""
    storefront, person = storefront_of(request), request.user
    if storefront.is_open or (
        person.is_authenticated and is_let_in(storefront=storefront, person=person)
    ):
        return redirect("shop:home")
    if request.method != "POST":
        return _welcome(request)
    if not person.is_authenticated:
        raise Http404
    try:
        admit_by_mail(storefront=storefront, person=person, now=timezone.now())
    except NotLetIn as error:
        return _welcome(request, SAID[type(error)])
    return _in(request)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def joining(request: HttpRequest, token: str) -> HttpResponse:
    """Come in by an invitation, once."""
    invitation = _invitation(request, token)
    person, now = request.user, timezone.now()
    if invitation is None:
        return _refused(request, _("This invitation is not one of ours, or was taken back."))
    if request.method == "POST" and person.is_authenticated:
        try:
            take_up_invitation(invitation=invitation, person=person, now=now)
        except NotLetIn as error:
            return _refused(request, SAID[type(error)])
        return _in(request)
    if invitation.is_over(now):
        return _refused(request, SAID[InvitationExpired])
    return render(request, "shop/joining.html", {"invitation": invitation})


def _invitation(request: HttpRequest, token: str) -> AdmissionInvitation | None:
    """Return the invitation of a signed link to this storefront, None where it is none."""
    try:
        number = invitation_in(token)
    except signing.BadSignature:
        return None
    mine = AdmissionInvitation.objects.filter(storefront=storefront_of(request))
    return mine.filter(pk=number).first()


def _in(request: HttpRequest) -> HttpResponse:
    said = _("Welcome to %(shop)s!") % {"shop": storefront_of(request).name}
    messages.success(request, said)
    return redirect("shop:home")


def _refused(request: HttpRequest, said: Any) -> HttpResponse:
    return render(request, "shop/joining_refused.html", {"said": said}, status=GONE)


def _welcome(request: HttpRequest, said: Any = "") -> HttpResponse:
    storefront = storefront_of(request)
    told = {"said": said, "domains": storefront.mail_domains.split()}
    told["service"] = IdentityProvider.objects.filter(storefront=storefront).first()
    return render(request, "shop/welcome.html", told, status=422 if said else 200)
