"""Who runs the shop: officers appointed and shown out by those in charge."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clust.storefronts.actions.officers import appoint_officer, end_office
from clust.storefronts.models import Officer
from clust.web.office.access import OfficeRequest, owner_page
from clust.web.office.forms import OfficerEndForm, OfficerForm

SECTION = "office:officers"


@owner_page
def officers(request: OfficeRequest) -> HttpResponse:
    """Show who runs the shop; appoint somebody."""
    form = OfficerForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, form)
    appointed = form.attempt(
        appoint_officer,
        storefront=request.storefront,
        person=form.person,
        role=form.cleaned_data["role"],
        by=request.user,
        now=timezone.now(),
    )
    if not appointed:
        return _page(request, form)
    messages.success(request, _("The change is written."))
    return redirect(SECTION)


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
    rows = standing.select_related("person").prefetch_related("person__emailaddress_set")
    shown = {"officers": rows.order_by("pk"), "form": form, "refused": refused, "section": SECTION}
    wrong = (form.is_bound and form.errors) or refused
    return render(request, "office/officers.html", shown, status=422 if wrong else 200)
