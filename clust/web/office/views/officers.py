"""Who runs the shop: officers appointed and shown out by those in charge."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from clust.notices.plain import plain_mail
from clust.storefronts.actions.officers import (
    LastOwner,
    NotInvited,
    end_office,
    invite_officer,
    take_office_back,
    take_up_office,
)
from clust.storefronts.models import Officer, OfficerInvitation
from clust.storefronts.readings import invitations_to
from clust.web.office.access import OfficeRequest, owner_page
from clust.web.office.forms import LAST_OWNER, OfficerEndForm, OfficerForm
from clust.web.parts.access import PersonRequest, led_to_sign_in_anew, signed_in
from clust.web.parts.lists import number_in

SECTION = "office:officers"


@owner_page
def officers(request: OfficeRequest) -> HttpResponse:
    """Show who runs the shop; invite somebody to."""
    form = OfficerForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, form)
    if not ratelimit.consume(request, action="invite", key=f"office-{request.storefront.pk}"):
        return render(request, "429.html", status=429)
    told = {"storefront": request.storefront, "by": request.user, "now": timezone.now()}
    invited = form.attempt(invite_officer, **told, **form.cleaned_data)
    if not invited:
        return _page(request, form)
    _send(request, invited)
    messages.success(request, _("The invitation is sent."))
    return redirect(SECTION)


def _send(request: OfficeRequest, invitation: OfficerInvitation) -> None:
    """Mail an invitation in the shop's language: that of its reader is nobody's business."""
    shop, home = request.storefront, request.build_absolute_uri("/")
    with override(shop.language):
        told = {
            "shop": shop.name,
            "role": invitation.get_role_display(),
            "email": invitation.email,
            "url": request.build_absolute_uri(reverse("office:taking_up")),
        }
        subject = _("Help to run %(shop)s") % {"shop": shop.name}
        text = render_to_string("office/officer_mail.txt", told)
        plain_mail(subject, text, to=invitation.email, storefront=shop, home=home).send()


@require_POST
@owner_page
def officer_invitation(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    found = get_object_or_404(request.storefront.officer_invitations, pk=pk)
    take_office_back(invitation=found, now=timezone.now())
    messages.success(request, _("The invitation is taken back."))
    return redirect(SECTION)


@signed_in
def taking_up(request: PersonRequest) -> HttpResponseBase:
    """Take up an invitation to an address that the person has confirmed."""
    mine = invitations_to(request.user, now=timezone.now()).filter(storefront=request.storefront)
    if request.method != "POST":
        return render(request, "office/taking_up.html", {"invitations": mine})
    found = get_object_or_404(mine, pk=number_in(request.POST.get("invitation", "")))
    if led := led_to_sign_in_anew(request):
        return led
    try:
        take_up_office(invitation=found, person=request.user, now=timezone.now())
    except NotInvited:
        messages.error(request, _("This invitation is over."))
    except LastOwner:
        messages.error(request, LAST_OWNER)
    else:
        messages.success(request, _("Welcome!"))
        return redirect("office:home")
    return redirect("office:taking_up")


@require_POST
@owner_page
def officer(request: OfficeRequest, pk: int) -> HttpResponse:
    """End an office."""
    standing = Officer.objects.standing().filter(storefront=request.storefront)
    found = get_object_or_404(standing, pk=pk)
    form = OfficerEndForm(request.POST)
    form.attempt(end_office, officer=found, by=request.user, now=timezone.now())
    if form.errors:
        return _page(request, OfficerForm(), form)
    messages.success(request, _("The change is written."))
    return redirect("shop:home" if found.person == request.user else SECTION)


def _page(request: OfficeRequest, form: OfficerForm, refused: Any = None) -> HttpResponse:
    standing = Officer.objects.standing().filter(storefront=request.storefront)
    confirmed = EmailAddress.objects.filter(verified=True).order_by("-primary", "pk")
    addresses = Prefetch("person__emailaddress_set", confirmed)
    rows = standing.select_related("person").prefetch_related(addresses)
    waiting = OfficerInvitation.objects.standing(timezone.now())
    shown = {
        "officers": rows.order_by("pk"),
        "invitations": waiting.filter(storefront=request.storefront),
        "form": form,
        "refused": refused,
        "section": SECTION,
    }
    wrong = (form.is_bound and form.errors) or refused
    return render(request, "office/officers.html", shown, status=422 if wrong else 200)
