"""Paying an order again: another card, or the same once the bank has asked its holder."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clust.payments.models import CardCheckEnd
from clust.web.parts.access import signed_in
from clust.web.shop import limits
from clust.web.shop.means import MeansForm, usable_cards
from clust.web.shop.paying import (
    Payment,
    come_back,
    order_page,
    pay,
    pay_with_new_card,
    payable_or_404,
    payment_of,
)
from clust.web.shop.visits import me


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a card and pay; the provider leads back here too."""
    order = payable_or_404(request, pk)
    if seconds := limits.look_pace.wait(me(request).pk):
        return limits.too_often(request, seconds)
    if request.method != "POST" and (on := come_back(request, order)):
        return on
    one = payment_of(payable_or_404(request, pk), timezone.now())
    if not one.may_pay:
        return redirect(order_page(request, order))
    form = MeansForm(
        request.POST or None,
        cards=usable_cards(me(request), timezone.localdate()),
        transfers=False,
        singles=False,
    )
    if request.method != "POST" or not form.is_valid():
        return _page(request, one, form, status=400 if request.method == "POST" else 200)
    if not limits.may_use_cards(request, me(request)):
        return limits.too_often(request, limits.CARDS_AGAIN)
    card = form.means().card
    return pay(request, order, card) if card else pay_with_new_card(request, order, one.owed)


def _page(request: HttpRequest, one: Payment, form: MeansForm, status: int) -> HttpResponse:
    mine = CardCheckEnd.objects.filter(card_check__person=me(request))
    last = mine.filter(card_check__order=one.order).order_by("-pk").first()
    context: dict[str, Any] = {
        "payment": one,
        "order": one.order,
        "back": order_page(request, one.order),
        "signer": one.order.person if one.order.person_id != me(request).pk else None,
        "campaign": one.order.campaign,
        "product": one.order.campaign.product,
        "means": form,
        "card_refused": last is not None and not last.confirmed,
    }
    return render(request, "shop/payment.html", context, status=status)
