"""For those who hand out at a pickup point: who collects what, by scan, by code, by a tick."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clust import flow
from clust.storefronts.models import DeliveryOption
from clust.supply.actions.receiving import (
    NotThereYet,
    ParcelGone,
    WrongCode,
    hand_out,
    hand_out_by_code,
    may_hand_out,
)
from clust.supply.actions.shipping import AlreadyArrived, note_arrival
from clust.supply.codes import parcel_of, token_of
from clust.supply.documents import pickup_list_html, pickup_list_pdf
from clust.supply.models import Parcel, Shipment
from clust.web.parts.access import signed_in
from clust.web.parts.papers import page_or_pdf
from clust.web.shop.visits import me

_WITH = ("person__identity", "shipment__option", "shipment__arrival", "delivery", "end")


@signed_in
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Show the pickup points where somebody hands out."""
    mine = DeliveryOption.objects.filter(organisers__person=me(request)).order_by("pk")
    if not mine:
        raise Http404
    return render(request, "shop/places.html", {"places": mine})


def _place(request: HttpRequest, pk: int) -> DeliveryOption:
    option = DeliveryOption.objects.filter(pk=pk, kind=DeliveryOption.PICKUP).first()
    if option is None or not may_hand_out(me(request), pk):
        raise Http404
    return option


@signed_in
@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who has still to collect what, and what is on its way here."""
    option = _place(request, pk)
    rows = Parcel.objects.filter(shipment__option=option).select_related(*_WITH)
    lying = list(
        rows.filter(shipment__arrival__isnull=False, delivery=None, end=None)
        .prefetch_related("lines__order__variant", "lines__order__campaign__product", "lines__gap")
        .order_by("person__identity__name", "pk")
    )
    for parcel in lying:
        parcel.token = token_of(parcel)  # type: ignore[attr-defined]
    shipments = option.shipments.select_related("purchase_order__quote__product", "arrival")
    shown = {
        "place": option,
        "lying": lying,
        "handed": rows.filter(delivery__isnull=False).count(),
        "shipments": shipments.order_by("-pk")[:10],
    }
    return render(request, "shop/place.html", shown)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def handing(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a scanned code is for, and hand it out at one button."""
    parcel = parcel_of(token)
    if parcel is None or parcel.shipment is None:
        raise Http404
    option = _place(request, parcel.shipment.option_id)
    if request.method == "POST":
        _hand(request, hand_out, parcel=parcel)
        return redirect("shop:place", option.pk)
    row = Parcel.objects.select_related(*_WITH).get(pk=parcel.pk)
    lines = row.lines.select_related("order__campaign__product", "order__variant", "gap")
    return render(request, "shop/handing.html", {"parcel": row, "lines": lines, "place": option})


@signed_in
@require_POST
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out to somebody who says a code."""
    option = _place(request, pk)
    _hand(request, hand_out_by_code, option=option.pk, code=request.POST.get("code", "")[:40])
    return redirect("shop:place", pk)


def _hand(request: HttpRequest, action: Any, **told: Any) -> None:
    try:
        delivery = flow.act(action, person=me(request), now=timezone.now(), **told)
    except WrongCode:
        messages.error(request, _("Nothing that lies here has this code."))
    except NotThereYet:
        messages.error(request, _("The goods have not arrived here yet."))
    except ParcelGone:
        messages.error(request, _("This parcel goes back, or was lost."))
    else:
        orders = ", ".join(str(line.order_id) for line in delivery.lines.all())
        messages.success(request, _("Handed out: order %(orders)s.") % {"orders": orders})


def _shipment(request: HttpRequest, pk: int) -> Shipment:
    row = Shipment.objects.filter(pk=pk).select_related("option").first()
    if row is None:
        raise Http404
    _place(request, row.option_id)
    return row


@signed_in
@require_safe
def pickup_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the list of who collects what, to print or as PDF."""
    row = _shipment(request, pk)
    return page_or_pdf(
        request, lambda: pickup_list_html(row), lambda: pickup_list_pdf(row), f"pickup-{row.pk}"
    )


@signed_in
@require_POST
def arrival(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a shipment came whole; what came short is counted with the desk."""
    row = _shipment(request, pk)
    try:
        flow.act(note_arrival, shipment=row, person=me(request), now=timezone.now())
    except AlreadyArrived:
        messages.error(request, _("The arrival is noted already."))
    else:
        messages.success(request, _("The arrival is noted; those who collect are told."))
    return redirect("shop:place", row.option_id)
