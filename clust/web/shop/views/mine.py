"""My clusts: every pledge and what became of it, and what may still be changed about it."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from clust.campaigns.models import Withdrawal
from clust.orders.models import Order
from clust.orders.shares import share_of
from clust.web.parts.access import signed_in
from clust.web.parts.lists import csv_file
from clust.web.parts.savings import saved_cents
from clust.web.shop import tables
from clust.web.shop.calls import called
from clust.web.shop.offers import is_listed, sold_at, storefront_of
from clust.web.shop.paying import order_or_404, payment_of, transfer_code
from clust.web.shop.pledges import about, held, held_or_404, pledges_of, shares
from clust.web.shop.sponsoring import shared_address
from clust.web.shop.visits import me

A_PAGE = 10
TABS = ("open", "closed", "all")


@signed_in
@require_safe
def my_clusts(request: HttpRequest) -> HttpResponse:
    """Show every pledge with its ladder and what it means."""
    person, now = me(request), timezone.now()
    rows = pledges_of(person, now).filter(sold_at(storefront_of(request)))
    tab = request.GET.get("tab", TABS[0])
    open_rows = rows.filter(left__gt=0, campaign__gate__open=True)
    shown = {"open": open_rows, "closed": rows.filter(campaign__gate__open=False)}.get(tab, rows)
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "mine": held(page.object_list, now),
        "tab": tab if tab in TABS else "all",
        "has_any": page.paginator.count > 0 or rows.exists(),
        "calls": called(person, storefront_of(request), now) if tab == "open" else [],
        "now": now,
        "saved_cents": saved_cents(Order.objects.filter(person=person)),
    }
    return render(request, "shop/my_clusts.html", context)


@signed_in
@require_safe
def pledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the receipt of a pledge, to keep and to print."""
    one = held_or_404(request, pk, timezone.now())
    context = {
        **about(one),
        **shares(one),
        "withdrawals": one.pledge.withdrawals.order_by("id"),
        "share_url": _share_url(request, one.pledge.campaign_id),
        "fresh": (timezone.now() - one.pledge.at).total_seconds() < 600,
    }
    return render(request, "shop/pledge.html", context)


def _share_url(request: HttpRequest, campaign: int) -> str:
    """Return the address to pass on, nothing where the clust is private."""
    if not is_listed(storefront_of(request), campaign):
        return ""
    return shared_address(request, me(request), f"/c/{campaign}/")


@signed_in
@require_safe
def withdrawn(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the receipt of a withdrawal."""
    fact = Withdrawal.objects.filter(pk=pk, pledge__person=me(request)).first()
    if fact is None:
        raise Http404
    one = held_or_404(request, fact.pledge_id, timezone.now())
    return render(request, "shop/withdrawn.html", {**about(one), "withdrawal": fact})


@signed_in
@require_safe
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an order with what it costs."""
    row = order_or_404(request, pk)
    one = held_or_404(request, row.pledge.pk, timezone.now())
    goods = row.units * (row.unit_gross_cents + row.surcharge_gross_cents)
    payment, seller = payment_of(row, timezone.now()), row.campaign.terms.seller
    context = {
        **about(one),
        "order": row,
        "goods_cents": goods,
        "share": share_of(row),
        "saving_cents": max(0, (row.campaign.comparison_cents or 0) - row.unit_gross_cents),
        "payment": payment,
        "seller": seller,
        "transfer_code": transfer_code(payment, seller),
    }
    return render(request, "shop/order.html", context)


@signed_in
@require_GET
def orders_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out one's own orders as a table."""
    return csv_file(tables.orders(me(request)), "clust-orders")
