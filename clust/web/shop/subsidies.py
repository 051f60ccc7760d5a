"""The line that says who pays what, and what is kept free before an order."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from clust.campaigns.models import Campaign, Hold, Pledge
from clust.gatherings.models import PaperForm
from clust.orders.models import Order
from clust.orders.shares import Share, promised, share_of
from clust.people.models import Person
from clust.sourcing.models import Variant
from clust.storefronts.actions.roll import entry_of
from clust.storefronts.models import Storefront
from clust.subsidies.actions.promising import extend_promise, promise_subsidy, release_earlier
from clust.subsidies.models import Promise, SubsidyPlan
from clust.subsidies.offers import SubsidyOffer, subsidy_offer
from clust.web.parts.standings import standing
from clust.web.shop.choices import Choice
from clust.web.shop.moments import Moments
from clust.web.shop.offers import Offer, offer_or_404, storefront_of

_pay: Moments[bool] = Moments(lambda: 60.0)


@dataclass(frozen=True, slots=True)
class SubsidyLine:
    """What a choice costs whom at the price now and at the most; what the terms would come to."""

    now: Share
    most: Share
    would_most_cents: int

    @property
    def moves(self) -> bool:
        """Say whether the buyer would pay another sum at the price now than at the most."""
        return self.now.you_pay_cents != self.most.you_pay_cents

    @property
    def falls_short(self) -> bool:
        """Say whether the budget or a ceiling carries less than the terms would come to."""
        return self.most.subsidy_cents < self.would_most_cents


def pays_here(storefront: Storefront) -> bool:
    """Say whether a community pays anything here; known for a minute, asked at every order."""
    return _pay.get(storefront.pk, lambda: has_plans(storefront))


def has_plans(storefront: Storefront) -> bool:
    """Say whether a community has a plan in force today."""
    on = timezone.localdate()
    return SubsidyPlan.objects.in_force(on).filter(budget__storefront=storefront).exists()


def offer_for(request: HttpRequest, campaign: Campaign) -> SubsidyOffer | None:
    """Return what the reader's community would pay here, None where it pays nothing."""
    if not request.user.is_authenticated or not pays_here(storefront_of(request)):
        return None
    return subsidy_offer(
        campaign=campaign,
        storefront=storefront_of(request),
        person=request.user,
        now=timezone.now(),
    )


def asks_number(request: HttpRequest) -> bool:
    """Say whether a community pays here and does not know the reader yet."""
    storefront, person = storefront_of(request), request.user
    if not person.is_authenticated or not pays_here(storefront):
        return False
    return entry_of(storefront=storefront, person=person, now=timezone.now()) is None


def line_for(request: HttpRequest, offer: Offer, choice: Choice, price: int) -> SubsidyLine | None:
    """Return who would pay what of a choice, None where only the buyer pays."""
    found = offer_for(request, offer.campaign)
    if found is None:
        return None
    delivery = choice.delivery.gross_cents
    most = choice.most_total(price) - delivery
    now = choice.total(min(price, choice.most_cents(price))) - delivery
    name = storefront_of(request).name
    return SubsidyLine(
        Share(name, now, found.pays(now, most), delivery),
        Share(name, most, found.pays(most, most), delivery),
        found.would_pay(most),
    )


def own_line(request: HttpRequest, pk: int) -> str:
    """Return what is paid of one unit at the price now, for the reader's own part of a page."""
    if not request.user.is_authenticated or not pays_here(storefront_of(request)):
        return ""
    offer = offer_or_404(request, pk)
    found = offer_for(request, offer.campaign)
    if found is None:
        return ""
    price = standing(offer.campaign, timezone.now()).price_cents
    share = Share(storefront_of(request).name, price, found.pays(price, price), 0)
    context = {"share": share, "campaign": offer.campaign}
    return render_to_string("shop/subsidy_own.html", context) if share.subsidy_cents else ""


def hold_share(hold: Hold) -> Share | None:
    """Return who pays what of the most that a choice can cost while its card is confirmed."""
    found = promised([hold]).get(hold.pk)
    delivery = hold.delivery_option.gross_cents
    return found.at(hold.most_gross_cents - delivery, delivery) if found else None


def paper_share(paper: PaperForm, most_cents: int) -> Share | None:
    """
    Return who pays what of a signed form: of its order, else of the most that it can cost.

    :param most_cents: all in, for what is left of its pledge
    """
    pledge = paper.pledge
    if pledge is None:
        return hold_share(paper.hold)
    if order := Order.objects.filter(allotment__pledge=pledge).first():
        return share_of(order)
    found, delivery = promised([pledge]).get(pledge.pk), paper.hold.delivery_option.gross_cents
    return found.at(most_cents - delivery, delivery) if found and most_cents else None


@contextmanager
def kept_free(
    request: HttpRequest, person: Person, campaign: Campaign, choice: Choice, key: UUID
) -> Iterator[None]:
    """
    Keep free what the community pays while an order is written: both, or none.

    :raises PromisedLess: if it is less than the page showed
    """
    storefront, shown = storefront_of(request), _shown(request)
    if not shown and not pays_here(storefront):
        yield
        return
    with transaction.atomic():
        release_earlier(person=person, now=timezone.now())
        promise_subsidy(
            campaign=campaign,
            storefront=storefront,
            person=person,
            key=key,
            goods_most=choice.most_total(choice.shown_cents or 0) - choice.delivery.gross_cents,
            shown_most=shown,
            now=timezone.now(),
        )
        yield


def _shown(request: HttpRequest) -> int:
    said = request.POST.get("subsidy", "")
    return int(said) if said.isdecimal() and len(said) < 12 else 0


@contextmanager
def kept_on(pledge: Pledge, variant: Variant, asked: Mapping[str, Any]) -> Iterator[None]:
    """
    Let what was promised for a pledge stand for the one that takes its place.

    :param asked: its `key`, and its `maximum_cents` where that changes
    """
    promise = Promise.objects.standing().filter(keys__key=pledge.key).first()
    if promise is None:
        yield
        return
    each = asked.get("maximum_cents") or pledge.maximum_gross_cents
    left = Pledge.objects.with_left().get(pk=pledge.pk).left + pledge.up_to - pledge.units
    most = left * (each + variant.surcharge_gross_cents)
    with transaction.atomic():
        extend_promise(promise, key=asked["key"], goods_most=most, now=timezone.now())
        yield
