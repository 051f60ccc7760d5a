"""Withdrawing from the contract after the close, in two steps."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clust import flow
from clust.orders.models import Order
from clust.returns.actions.retracting import RetractionRefused, retract
from clust.returns.models import Retraction
from clust.web.parts.access import signed_in
from clust.web.shop.after_sales import AfterSales, after_sales, order_or_404
from clust.web.shop.after_sales_forms import RetractionForm
from clust.web.shop.forms import GuestForm
from clust.web.shop.offers import sold_at, storefront_of
from clust.web.shop.visits import key_of, me

View = Callable[..., HttpResponseBase]
MOST_ORDERS = 50


def known(view: View) -> View:
    """Let in whoever is known; ask others for the address they ordered with, nothing more."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        back = request.get_full_path()
        form = GuestForm(initial={"next": back})
        return render(request, "shop/retraction_visitor.html", {"form": form, "back": back})

    return never_cache(guarded)


@known
@require_safe
def retractions(request: HttpRequest) -> HttpResponse:
    """Show the orders that may be withdrawn from."""
    rows = Order.objects.filter(sold_at(storefront_of(request)), person=me(request))
    rows = rows.select_related("campaign__product", "variant", "address").order_by("-pk")
    now = timezone.now()
    found = (after_sales(order, now) for order in rows[:MOST_ORDERS])
    shown = [one for one in found if one.left.units]
    return render(request, "shop/retractions.html", {"shown": shown})


@known
@require_http_methods(["GET", "HEAD", "POST"])
def retraction(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw from a contract: choose how many, then confirm."""
    order = order_or_404(request, pk)
    key = key_of(request)
    if before := Retraction.objects.filter(order=order, key=key).first():
        return redirect("shop:retraction_receipt", before.pk)
    after = after_sales(order, timezone.now())
    if not after.may_retract:
        return _refused(request, after)
    form = RetractionForm(_chosen(request, after), most=after.goods.free, is_sealed=after.is_sealed)
    if not (form.is_bound and form.is_valid()):
        context = {"after": after, "order": order, "form": form}
        return render(request, "shop/retraction.html", context, status=400 if form.errors else 200)
    units = form.cleaned_data["units"]
    if request.method != "POST":
        context = {
            "after": after,
            "order": order,
            "units": units,
            "back": after.back(units),
            "key": uuid4(),
            "unsent": min(units, after.goods.unsent),
        }
        return render(request, "shop/retraction_confirm.html", context)
    return _retracted(request, after, units)


def _chosen(request: HttpRequest, after: AfterSales) -> Mapping[str, Any] | None:
    """Return how many were chosen: with a single unit there is nothing to choose."""
    chosen = request.POST if request.method == "POST" else request.GET
    if "units" in chosen:
        return chosen
    nothing_to_ask = after.goods.free == 1 and not after.is_sealed
    return {"units": 1} if nothing_to_ask and request.method != "POST" else None


def _retracted(request: HttpRequest, after: AfterSales, units: int) -> HttpResponse:
    try:
        fact = flow.act(
            retract, order=after.order, units=units, key=key_of(request), now=timezone.now()
        )
    except RetractionRefused:
        return _refused(request, after_sales(after.order, timezone.now()))
    flow.enqueue_delivery()
    return redirect("shop:retraction_receipt", fact.pk)


def _refused(request: HttpRequest, after: AfterSales) -> HttpResponse:
    context = {"after": after, "order": after.order}
    status = 200 if request.method != "POST" else 409
    return render(request, "shop/retraction_refused.html", context, status=status)


@signed_in
@require_safe
def retraction_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the receipt of a withdrawal, to keep and to print."""
    fact = Retraction.objects.filter(pk=pk, order__person=me(request)).first()
    if fact is None:
        raise Http404
    order = order_or_404(request, fact.order_id)
    undone = order.cancellations.filter(key=f"retraction:{fact.pk}").first()
    context = {
        "retraction": fact,
        "order": order,
        "undone": undone,
        "back": getattr(fact, "back", None),
    }
    return render(request, "shop/retraction_receipt.html", context)
