"""The wallet: cards, what each is needed for, credits, and what was charged and refunded."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clust.campaigns.models import Mandate
from clust.orders.models import Order
from clust.payments.cards import (
    StillNeeded,
    ask_holder,
    begin_check,
    look_at_check,
    mandates_needing,
    take_card_away,
)
from clust.payments.gateway import Ask
from clust.payments.models import CardCheck
from clust.payments.settling import with_sums
from clust.wallet.models import Card, Credit
from clust.web.parts.access import signed_in
from clust.web.shop import limits
from clust.web.shop.offers import sold_at, storefront_of
from clust.web.shop.visits import me

A_PAGE = 20


@signed_in
@require_safe
def wallet(request: HttpRequest) -> HttpResponse:
    """Show one's cards, credits and payments."""
    person, today = me(request), timezone.localdate()
    mine = Order.objects.filter(sold_at(storefront_of(request)), person=person)
    orders = with_sums(mine).select_related("campaign__product").order_by("-pk")
    context = {
        "cards": _cards(Card.objects.filter(person=person, removed_at=None)),
        "today": today,
        "now": timezone.now(),
        "credits": Credit.objects.filter(person=person, left_cents__gt=0).order_by("expires_at"),
        "page": Paginator(orders, A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "shop/wallet.html", context)


def _cards(cards: Iterable[Card]) -> list[dict[str, Any]]:
    """Return cards with what each is to pay for, and whether it lasts so long."""
    rows = list(cards)
    needing: dict[int | None, list[Mandate]] = defaultdict(list)
    for mandate in mandates_needing(*rows):
        needing[mandate.card_id].append(mandate)
    return [
        {
            "card": card,
            "mandates": needing[card.pk],
            "expires_first": any(
                row.pledge.campaign.closes_at.date() > card.expires_on for row in needing[card.pk]
            ),
        }
        for card in rows
    ]


@signed_in
@require_POST
def new_card(request: HttpRequest) -> HttpResponse:
    """Go to the provider to enter a card, just to keep it."""
    return _to_provider(request, replaces=None, cents=0)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def replacement(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a card that pays for everything another one was to pay for."""
    card = _card_or_404(request, pk)
    mandates = mandates_needing(card)
    if request.method != "POST":
        context = {"card": card, "mandates": mandates}
        return render(request, "shop/card_replacement.html", context)
    cents = sum(row.most_gross_cents for row in mandates)
    return _to_provider(request, replaces=card, cents=cents)


def _to_provider(request: HttpRequest, *, replaces: Card | None, cents: int) -> HttpResponse:
    person, now = me(request), timezone.now()
    if not limits.may_use_cards(request, person):
        return limits.too_often(request, limits.CARDS_AGAIN)
    check = begin_check(person=person, replaces=replaces, cents=cents, currency="EUR", now=now)
    page = reverse("shop:card_check", args=[check.pk])
    back = request.build_absolute_uri(page)
    away = request.build_absolute_uri(reverse("shop:wallet"))
    answer = ask_holder(check, return_url=back, cancel_url=away, now=now)
    return redirect(answer.url if isinstance(answer, Ask) else page)


@signed_in
@never_cache
@require_safe
def card_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Come back from the provider: the card is kept, or why not."""
    check = CardCheck.objects.filter(pk=pk, person=me(request), hold=None, order=None).first()
    if check is None:
        raise Http404
    if seconds := limits.look_pace.wait(check.person_id):
        return limits.too_often(request, seconds)
    look_at_check(check, now=timezone.now())
    end = getattr(CardCheck.objects.select_related("end").get(pk=pk), "end", None)
    if end is None:
        messages.info(request, _("The card is not confirmed yet: your bank is thinking it over."))
    elif not end.confirmed:
        messages.error(request, _("The card was not confirmed. Try again, or take another."))
    elif check.replaces_id:
        messages.success(request, _("The new card takes the place of the old one."))
    else:
        messages.success(request, _("The card is saved."))
    return redirect("shop:wallet")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def card_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a card, unless a pledge or an order needs it."""
    card = _card_or_404(request, pk)
    if request.method != "POST":
        return _removal_page(request, card)
    try:
        take_card_away(card, now=timezone.now())
    except StillNeeded:
        return _removal_page(request, card, status=409)
    messages.success(request, _("The card is removed."))
    return redirect("shop:wallet")


def _removal_page(request: HttpRequest, card: Card, status: int = 200) -> HttpResponse:
    context = {"card": card, "mandates": mandates_needing(card)}
    return render(request, "shop/card_removal.html", context, status=status)


def _card_or_404(request: HttpRequest, pk: int) -> Card:
    card = Card.objects.filter(pk=pk, person=me(request), removed_at=None).first()
    if card is None:
        raise Http404
    return card
