"""The caller's own orders and parcels."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Router

from clust.orders.models import Order
from clust.payments.settling import with_state
from clust.supply.models import Parcel
from clust.web.api import shapes
from clust.web.api.callers import ApiRequest, allowed
from clust.web.api.pages import Cursor, Limit, answer, page
from clust.web.api.problems import Problem

router = Router(tags=["orders"])


@router.get(
    "/orders/", response=shapes.Orders, operation_id="list_orders", **allowed("orders:read")
)
def orders(request: ApiRequest, limit: Limit = 50, cursor: Cursor = "") -> HttpResponse:
    """List your orders."""
    rows, following = page(_orders(request), limit, cursor)
    return answer({"data": [_order(row, request) for row in rows], "next": following})


@router.get(
    "/orders/{int:pk}/", response=shapes.Order, operation_id="get_order", **allowed("orders:read")
)
def order(request: ApiRequest, pk: int) -> HttpResponse:
    """Return one of your orders."""
    row = _orders(request).filter(pk=pk).first()
    if row is None:
        raise Problem(404)
    return answer(_order(row, request))


@router.get(
    "/parcels/", response=shapes.Parcels, operation_id="list_parcels", **allowed("orders:read")
)
def parcels(request: ApiRequest, limit: Limit = 50, cursor: Cursor = "") -> HttpResponse:
    """List your parcels."""
    rows, following = page(_parcels(request), limit, cursor)
    return answer({"data": [_parcel(row) for row in rows], "next": following})


@router.get(
    "/parcels/{int:pk}/",
    response=shapes.Parcel,
    operation_id="get_parcel",
    **allowed("orders:read"),
)
def parcel(request: ApiRequest, pk: int) -> HttpResponse:
    """Return one of your parcels."""
    row = _parcels(request).filter(pk=pk).first()
    if row is None:
        raise Problem(404)
    return answer(_parcel(row))


def _orders(request: ApiRequest) -> "QuerySet[Any]":
    person = request.caller.person if request.caller else None
    rows = Order.objects.filter(person=person, campaign__listings__storefront=request.storefront)
    return with_state(rows).select_related("campaign")


def _parcels(request: ApiRequest) -> "QuerySet[Parcel]":
    person = request.caller.person if request.caller else None
    rows = Parcel.objects.filter(
        person=person, lines__order__campaign__listings__storefront=request.storefront
    ).distinct()
    return rows.select_related("delivery").prefetch_related("lines")


def _order(row: Any, request: ApiRequest) -> dict[str, Any]:
    return {
        "id": row.pk,
        "campaign_id": row.campaign_id,
        "variant_id": row.variant_id,
        "units": row.units,
        "unit_gross_cents": row.unit_gross_cents,
        "surcharge_gross_cents": row.surcharge_gross_cents,
        "delivery_gross_cents": row.delivery_gross_cents,
        "total_gross_cents": row.total_gross_cents,
        "currency": row.campaign.currency,
        "payment": row.state,
        "url": request.build_absolute_uri(f"/orders/{row.pk}/"),
        "at": row.at,
    }


def _parcel(row: Parcel) -> dict[str, Any]:
    delivery = getattr(row, "delivery", None)
    return {
        "id": row.pk,
        "carrier": row.carrier,
        "tracking": row.tracking,
        "dispatched_at": row.dispatched_at,
        "delivered_at": delivery.at if delivery else None,
        "lines": [{"order_id": line.order_id, "units": line.units} for line in row.lines.all()],
    }
