"""Parcels and shipments: lists, pages, and what became of each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clust import flow
from clust.people.models import Person
from clust.sourcing.models import Variant
from clust.supply.actions.ending import AlreadyReceived, lose_parcel, send_back_uncollected
from clust.supply.actions.receiving import NotThereYet, ParcelGone, deliver
from clust.supply.actions.shipping import appoint_organiser, note_arrival, units_in
from clust.supply.documents import pickup_list_html, pickup_list_pdf
from clust.supply.models import Delivery, Destination, Parcel, PurchaseOrder, Shipment
from clust.web.desk.goods_forms import ArrivalForm, OrganiserForm
from clust.web.desk.pages import sent
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.goods import BulkForm
from clust.web.parts.lists import Answer, Filter, Listing, listed
from clust.web.parts.papers import page_or_pdf, slip_answer

PARCELS = Listing(
    columns={
        gettext_lazy("Number"): lambda parcel: parcel.pk,
        gettext_lazy("Supplier"): lambda parcel: parcel.supplier.name,
        gettext_lazy("Person"): lambda parcel: parcel.person_id,
        gettext_lazy("Carrier"): lambda parcel: parcel.carrier,
        gettext_lazy("Tracking number"): lambda parcel: parcel.tracking,
        gettext_lazy("Orders"): lambda parcel: " ".join(
            str(line.order_id) for line in parcel.lines.all()
        ),
        gettext_lazy("Sent"): lambda parcel: parcel.dispatched_at,
        gettext_lazy("Received"): lambda parcel: (
            parcel.delivery.at if hasattr(parcel, "delivery") else None
        ),
    },
    search=("carrier", "tracking", "supplier__name", "person__identity__name"),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer("open", gettext_lazy("under way"), lambda now: Q(delivery=None, end=None)),
                Answer("received", gettext_lazy("received"), lambda now: Q(delivery__isnull=False)),
                Answer(
                    "gone", gettext_lazy("lost or going back"), lambda now: Q(end__isnull=False)
                ),
            ],
        )
    ],
    links={"campaign": "lines__order__campaign", "order": "lines__order"},
    sorts={"number": ["pk"], "supplier": ["supplier__name"], "sent": ["dispatched_at"]},
    order="-number",
)
SECTION = "desk:parcels"
_WITH = ("supplier", "person__identity", "shipment__option", "shipment__arrival", "delivery", "end")


@desk_page
def parcels(request: PersonRequest) -> HttpResponseBase:
    """Show what left for buyers."""
    rows = Parcel.objects.select_related(*_WITH).prefetch_related("lines").distinct()
    return listed(request, PARCELS, rows, "desk/parcels.html", section=SECTION)


@desk_page
def parcel(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show one parcel and what may be noted of it."""
    row = get_object_or_404(Parcel.objects.select_related(*_WITH, "address"), pk=pk)
    lines = row.lines.select_related(
        "order__campaign__product", "order__variant", "gap", "destination"
    )
    shown = {"parcel": row, "lines": lines, "events": row.events.all(), "section": SECTION}
    return render(request, "desk/parcel.html", shown)


def _note(request: PersonRequest, pk: int, action: Callable[..., Any], **told: Any) -> HttpResponse:
    row = get_object_or_404(Parcel, pk=pk)
    try:
        flow.act(action, parcel=row, person=request.user, now=timezone.now(), **told)
    except (ParcelGone, AlreadyReceived):
        messages.error(request, _("The parcel has come to another end."))
    except NotThereYet:
        messages.error(request, _("It has not arrived at its pickup point."))
    else:
        messages.success(request, _("It is noted."))
    return redirect("desk:parcel", pk)


@desk_page
@require_POST
def delivery(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Note that a parcel was received."""
    return _note(request, pk, deliver, how=Delivery.How.DESK)


@desk_page
@require_POST
def loss(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Note that a parcel was lost, and refund it or order it again."""
    return _note(request, pk, lose_parcel, resend="resend" in request.POST)


@desk_page
@require_POST
def uncollected(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Note that nobody collected a parcel."""
    return _note(request, pk, send_back_uncollected)


@desk_page
@require_POST
def shipments(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Note what left in bulk for a pickup point."""
    order = get_object_or_404(PurchaseOrder, pk=pk)
    form = BulkForm(request.POST, order=order)
    if form.is_valid() and (left := form.ship(request.user, timezone.now())):
        messages.success(request, _("The shipment is noted; those who collect there see it."))
        return redirect("desk:shipment", left.pk)
    messages.error(request, _("Nothing is left to be sent there."))
    return redirect("desk:purchase_order", pk)


def _shipment(pk: int) -> Shipment:
    rows = Shipment.objects.select_related("option", "arrival", "purchase_order__quote__product")
    return get_object_or_404(rows, pk=pk)


@desk_page
def shipment(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show a shipment, who collects, who hands out; note its arrival."""
    row = _shipment(pk)
    form = ArrivalForm(sent(request), shipment=row, sent=_units(row))
    if form.is_valid() and form.attempt(
        flow.act,
        note_arrival,
        shipment=row,
        units=form.units,
        person=request.user,
        now=timezone.now(),
    ):
        messages.success(request, _("The arrival is noted; those who collect are told."))
        return redirect("desk:shipment", pk)
    return _shipment_page(request, row, form, OrganiserForm())


def _units(shipment: Shipment) -> dict[Variant, int]:
    sums = units_in(shipment)
    variants = Variant.objects.in_bulk(sums)
    return {variants[key]: units for key, units in sums.items()}


def _shipment_page(
    request: PersonRequest, row: Shipment, form: ArrivalForm, organiser: OrganiserForm
) -> HttpResponse:
    piles = row.parcels.select_related("person__identity", "delivery", "end", "shipment__arrival")
    shown = {
        "shipment": row,
        "parcels": piles.prefetch_related("lines__order__variant", "lines__gap"),
        "form": form,
        "organiser_form": organiser,
        "organisers": row.option.organisers.select_related("person__identity"),
        "section": SECTION,
    }
    status = 422 if form.is_bound or organiser.is_bound else 200
    return render(request, "desk/shipment.html", shown, status=status)


@desk_page
@require_POST
def organiser(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Let somebody hand out at a pickup point."""
    row, form = _shipment(pk), OrganiserForm(request.POST)
    person = None
    if form.is_valid():
        person = Person.objects.by_confirmed_address(form.cleaned_data["email"])
        if person is None:
            form.add_error("email", _("Nobody has an account with this confirmed address."))
    if person is None:
        return _shipment_page(request, row, ArrivalForm(shipment=row, sent=_units(row)), form)
    appoint_organiser(option=row.option, person=person, now=timezone.now())
    messages.success(request, _("They may hand out there now."))
    return redirect("desk:shipment", pk)


@desk_page
def pickup_list(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Give the list of who collects what, to print or as PDF."""
    row = _shipment(pk)
    return page_or_pdf(
        request,
        lambda: pickup_list_html(row),
        lambda: pickup_list_pdf(row),
        f"pickup-{row.pk}",
    )


@desk_page
def slip(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Give what lies in the parcel of a gift."""
    return slip_answer(request, get_object_or_404(Destination.objects.gifts(), pk=pk))
