"""Where the shop answers: host names, the records that prove them, checked by us."""

from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clust.storefronts.actions.domains import (
    ClaimEnded,
    claim_domain,
    give_domain_up,
    prove_domain,
    take_claim_back,
)
from clust.storefronts.models import Domain, DomainClaim
from clust.storefronts.records import NamesSilent
from clust.web.office.access import OfficeRequest, owner_page
from clust.web.office.setup_forms import DomainEndForm, DomainForm
from clust.web.parts.paces import too_often

SECTION = "office:domains"


@owner_page
def domains(request: OfficeRequest) -> HttpResponse:
    """Show host names and what to write into the domain name system; claim one."""
    form = DomainForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.attempt(
        claim_domain,
        storefront=request.storefront,
        host=form.cleaned_data["host"],
        by=request.user,
        now=timezone.now(),
    ):
        messages.success(request, _("Now write the records below; we look for them."))
        return redirect(SECTION)
    return _page(request, form)


@require_POST
@owner_page
def claim(request: OfficeRequest, pk: int) -> HttpResponse:
    """Look for the record now, or claim the host name no more."""
    mine = DomainClaim.objects.open().filter(storefront=request.storefront)
    found = get_object_or_404(mine, pk=pk)
    if "end" in request.POST:
        take_claim_back(claim=found, now=timezone.now())
        return redirect(SECTION)
    if not ratelimit.consume(request, action="prove", key=str(request.storefront.pk)):
        return too_often(request)
    try:
        check = prove_domain(found, now=timezone.now())
    except NamesSilent:
        messages.warning(request, _("No name server answered. We try again."))
    except ClaimEnded:
        pass
    else:
        _say(request, found.host, check.found)
    return redirect(SECTION)


@require_POST
@owner_page
def domain(request: OfficeRequest, pk: int) -> HttpResponse:
    """Give a host name up."""
    found = get_object_or_404(Domain.objects.filter(storefront=request.storefront), pk=pk)
    form = DomainEndForm(request.POST)
    form.attempt(give_domain_up, domain=found, now=timezone.now())
    if form.errors:
        return _page(request, DomainForm(), form)
    messages.success(request, _("The change is written."))
    return redirect(SECTION)


def _say(request: OfficeRequest, host: str, found: bool) -> None:
    if found:
        messages.success(request, _("%(host)s is yours: the shop answers there.") % {"host": host})
    else:
        messages.warning(request, _("The record is not there yet. It can take some hours."))


def _page(request: OfficeRequest, form: DomainForm, refused: Any = None) -> HttpResponse:
    claims = DomainClaim.objects.open().filter(storefront=request.storefront)
    shown = {
        "domains": request.storefront.domains.order_by("host"),
        "claims": claims.prefetch_related("checks").order_by("host"),
        "target": settings.STOREFRONT_TARGET,
        "addresses": settings.STOREFRONT_ADDRESSES,
        "form": form,
        "refused": refused,
        "section": SECTION,
    }
    wrong = (form.is_bound and form.errors) or refused
    return render(request, "office/domains.html", shown, status=422 if wrong else 200)
