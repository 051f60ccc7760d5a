"""What a supplier answers and sends."""

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clust.sourcing.models import Supplier
from clust.supply.models import Destination, Parcel
from clust.web.parts.access import PersonRequest
from clust.web.parts.goods import (
    AnswerForm,
    BulkForm,
    ParcelFileForm,
    ParcelForm,
    SubstituteForm,
    Waiting,
    noted_parcels,
)
from clust.web.parts.papers import slip_answer
from clust.web.supplier.access import ContactRequest, shipper_form
from clust.web.supplier.machine import key_of
from clust.web.supplier.views import orders_of, purchase_order_page

UNPROCESSABLE = 422
LAST_PARCELS = 50


@shipper_form
def answer(request: PersonRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Confirm, shorten or refuse a purchase order."""
    order = get_object_or_404(orders_of(supplier), pk=pk)
    form = AnswerForm(request.POST, order=order)
    refused = "refuse" in request.POST
    if form.is_valid() and form.answer(request.user, refused=refused, now=timezone.now()):
        messages.success(request, _("Thank you, your answer is noted."))
        return redirect("supplier:purchase_order", pk)
    return purchase_order_page(request, supplier, order, answer_form=form)


@shipper_form
def substitute(request: PersonRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Offer another variant for what cannot be brought."""
    order = get_object_or_404(orders_of(supplier), pk=pk)
    form = SubstituteForm(request.POST, order=order)
    if form.is_valid() and form.offer(request.user, timezone.now()):
        messages.success(request, _("The buyers are asked."))
        return redirect("supplier:purchase_order", pk)
    return purchase_order_page(request, supplier, order, substitute_form=form)


@shipper_form
def shipments(request: PersonRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Note what left for a pickup point."""
    order = get_object_or_404(orders_of(supplier), pk=pk)
    form = BulkForm(request.POST, order=order)
    if form.is_valid() and form.ship(request.user, timezone.now()):
        messages.success(request, _("The shipment is noted; those who collect there see it."))
        return redirect("supplier:purchase_order", pk)
    return purchase_order_page(request, supplier, order, bulk_form=form)


@shipper_form
def parcels(request: ContactRequest, supplier: Supplier) -> HttpResponseBase:
    """Show what is to be sent and what was; note one parcel."""
    if request.method != "POST":
        return _page(request, supplier, ParcelForm(initial=request.GET.dict()), ParcelFileForm())
    form = ParcelForm(request.POST)
    if form.is_valid() and form.dispatch(supplier, request.user, timezone.now()):
        messages.success(request, _("The parcel is noted; its buyer is told."))
        return redirect("supplier:parcels")
    return _page(request, supplier, form, ParcelFileForm(), UNPROCESSABLE)


@shipper_form
def parcel_file(request: ContactRequest, supplier: Supplier) -> HttpResponseBase:
    """Note the parcels of a file."""
    form = ParcelFileForm(request.POST, request.FILES)
    if form.is_valid():
        noted = form.upload(supplier, request.user, timezone.now())
        if noted is not None:
            messages.success(request, noted_parcels(noted))
            return redirect("supplier:parcels")
    return _page(request, supplier, ParcelForm(), form, UNPROCESSABLE)


@shipper_form
def to_send(request: PersonRequest, supplier: Supplier) -> HttpResponseBase:
    """Give what is to be sent, with addresses, as a file."""
    return Waiting(orders_of(supplier)).csv()


def _page(
    request: ContactRequest,
    supplier: Supplier,
    form: ParcelForm,
    file_form: ParcelFileForm,
    status: int = 200,
) -> HttpResponse:
    sent = Parcel.objects.filter(supplier=supplier, shipment=None)
    shown = {
        "supplier": supplier,
        "waiting": Waiting(orders_of(supplier)),
        "form": form,
        "file_form": file_form,
        "sent": sent.select_related("delivery", "end")
        .prefetch_related("lines")
        .order_by("-pk")[:LAST_PARCELS],
        "section": "supplier:parcels",
        "api_url": request.build_absolute_uri(reverse("supplier:parcels_api")),
        "api_key": key_of(request.contact),
    }
    return render(request, "supplier/parcels.html", shown, status=status)


@shipper_form
def slip(request: PersonRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Give what lies in the parcel of a gift."""
    mine = orders_of(supplier).filter(shares__order=OuterRef("order"))
    return slip_answer(request, get_object_or_404(Destination.objects.gifts(), Exists(mine), pk=pk))
