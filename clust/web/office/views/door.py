"""Who is let in: the door, and invitations."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clust.notices.plain import plain_mail
from clust.storefronts.actions.admitting import (
    InvitationUsed,
    change_door,
    invite,
    take_invitation_back,
)
from clust.storefronts.models import AdmissionInvitation
from clust.web.office.access import OfficeRequest, host_page, owner_page
from clust.web.office.setup_forms import DoorForm, InviteForm
from clust.web.parts.invitations import invitation_url
from clust.web.parts.paces import too_often

DOOR, INVITATIONS = "office:door", "office:invitations"


@owner_page
def door(request: OfficeRequest) -> HttpResponse:
    """Choose who is let in."""
    form = DoorForm(
        request.POST if request.method == "POST" else None, initial=vars(request.storefront)
    )
    told = {"storefront": request.storefront, "now": timezone.now()}
    if form.is_valid() and form.attempt(change_door, **told, **form.cleaned_data):
        messages.success(request, _("The change is written; it shows within a few seconds."))
        return redirect(DOOR)
    shown = {"form": form, "section": DOOR}
    return render(request, "office/door.html", shown, status=422 if form.errors else 200)


@host_page
def invitations(request: OfficeRequest) -> HttpResponse:
    """Show who is invited; invite somebody by mail, or get a link to hand on."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, form)
    if not ratelimit.consume(request, action="admission", key=str(request.storefront.pk)):
        return too_often(request)
    told = {"storefront": request.storefront, "by": request.user, "now": timezone.now()}
    made = form.attempt(invite, **told, **form.cleaned_data)
    if made is None:
        return _page(request, form)
    url = invitation_url(request, made)
    if not made.email:
        return _page(request, InviteForm(), url)
    _send(request, made, url)
    messages.success(request, _("The invitation is sent."))
    return redirect(INVITATIONS)


@require_POST
@host_page
def invitation(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    mine = AdmissionInvitation.objects.filter(storefront=request.storefront)
    try:
        take_invitation_back(invitation=get_object_or_404(mine, pk=pk), now=timezone.now())
    except InvitationUsed:
        messages.error(request, _("Somebody came in by this invitation already."))
    else:
        messages.success(request, _("The invitation is taken back."))
    return redirect(INVITATIONS)


def _page(request: OfficeRequest, form: InviteForm, url: str = "") -> HttpResponse:
    waiting = AdmissionInvitation.objects.filter(storefront=request.storefront, admission=None)
    shown: dict[str, Any] = {
        "invitations": waiting.order_by("-at")[:200],
        "form": form,
        "url": url,
        "now": timezone.now(),
        "section": INVITATIONS,
    }
    wrong = form.is_bound and form.errors
    return render(request, "office/invitations.html", shown, status=422 if wrong else 200)


def _send(request: OfficeRequest, invitation: AdmissionInvitation, url: str) -> None:
    shop = request.storefront
    subject = _("You are invited to %(shop)s") % {"shop": shop.name}
    told = {"shop": shop.name, "url": url, "expires_at": invitation.expires_at}
    text = render_to_string("office/invitation_mail.txt", told)
    home = request.build_absolute_uri("/")
    plain_mail(subject, text, to=invitation.email, storefront=shop, home=home).send()
