"""The order page, on which every way into a clust ends, and the pledge that comes of it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clust.campaigns.actions.holding import hold_place
from clust.campaigns.actions.pledging import Closed, PledgeRefused, PriceRose, place_pledge
from clust.campaigns.models import Hold, Pledge
from clust.people.actions import add_address
from clust.people.models import Address, Person
from clust.subsidies.actions.promising import PromisedLess
from clust.web.parts import formats
from clust.web.parts.standings import standing
from clust.web.shop import limits, refusals, subsidies
from clust.web.shop.choices import Choice, ChoiceForm
from clust.web.shop.companies import company_form
from clust.web.shop.confirming import confirm, end_earlier_holds, hold_page
from clust.web.shop.forms import AddressForm, GuestForm, in_order_of_names
from clust.web.shop.means import Means, MeansForm, order_means
from clust.web.shop.offers import Offer, kept_offer_or_404, offer_or_404
from clust.web.shop.referrals import note_referral
from clust.web.shop.sales import note_sale
from clust.web.shop.views.campaign import campaign_with
from clust.web.shop.visits import key_of

NEW = "new"


@require_safe
def order_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all that the law wants shown before an order, and the button; signing in on the way."""
    offer = offer_or_404(request, pk)
    form = ChoiceForm(request.GET, offer=offer)
    if not form.is_valid():
        return campaign_with(request, offer, request.GET.dict(), form, status=400)
    return _page(request, offer, form.choice())


@require_POST
def pledges(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the order: a pledge in, or waiting."""
    offer = kept_offer_or_404(request, pk)
    form = ChoiceForm(request.POST, offer=offer)
    if not form.is_valid():
        return campaign_with(request, offer_or_404(request, pk), request.POST.dict(), form, 400)
    choice = form.choice()
    if not request.user.is_authenticated:
        return redirect(order_url(pk, choice))
    if seconds := limits.pledge_pace.wait(request.user.pk):
        return limits.too_often(request, seconds)
    return _ordered(request, request.user, offer, choice)


def _ordered(request: HttpRequest, person: Person, offer: Offer, choice: Choice) -> HttpResponse:
    key, address_form = key_of(request), _new_address(request, choice)
    asks = offer.campaign.asks_for_card
    firm = company_form(request) if "vat_number" in request.POST else None
    means_form = order_means(person, offer.campaign, choice, request.POST) if asks else None
    if (asks or address_form) and (before := _before(person, key)):
        return before
    forms = (address_form, means_form, firm)
    if [form for form in forms if form and not form.is_valid()]:
        fresh = offer_or_404(request, offer.campaign.pk)
        return _page(request, fresh, choice, key=key, address_form=address_form, status=400)
    if means_form and not limits.may_use_cards(request, person):
        return limits.too_often(request, limits.CARDS_AGAIN)
    try:
        address = _address(request, person, choice, address_form)
        if firm:
            firm.keep(person)
        note_referral(request, person, key)
        note_sale(request, person, offer.campaign, key)
        if means_form:
            return _held(request, person, offer, choice, address, key, means_form.means())
        return _placed(request, person, offer, choice, address, key)
    except PledgeRefused as error:
        return _refused(request, offer.campaign.pk, choice, error, key)
    except PromisedLess:
        said = _("Your community can pay less by now: others were faster. Please look again.")
        fresh = offer_or_404(request, offer.campaign.pk)
        return _page(request, fresh, choice, key=uuid4(), said=said, status=409)


def _before(person: Person, key: UUID) -> HttpResponse | None:
    """Return where an order sent before has led to."""
    if hold := Hold.objects.filter(person=person, key=key).first():
        return redirect(hold_page(hold))
    if pledge := Pledge.objects.filter(person=person, key=key).first():
        return redirect("shop:pledge", pledge.pk)
    return None


def _held(
    request: HttpRequest,
    person: Person,
    offer: Offer,
    choice: Choice,
    address: Address | None,
    key: UUID,
    means: Means,
) -> HttpResponse:
    if choice.shown_cents is None:
        raise PriceRose(price_cents=standing(offer.campaign, timezone.now()).price_cents)
    end_earlier_holds(person, offer.campaign, now=timezone.now())
    with subsidies.kept_free(request, person, offer.campaign, choice, key):
        hold = hold_place(
            campaign=offer.campaign,
            person=person,
            variant=choice.variant,
            units=choice.units,
            up_to=choice.up_to,
            fewer=choice.fewer,
            maximum_cents=None if means.direct else choice.maximum_cents,
            waits=choice.waits,
            shown_cents=choice.shown_cents,
            delivery_option=choice.delivery,
            address=address,
            direct=means.direct,
            key=key,
            now=timezone.now(),
        )
    return confirm(request, hold, means)


def _placed(
    request: HttpRequest,
    person: Person,
    offer: Offer,
    choice: Choice,
    address: Address | None,
    key: UUID,
) -> HttpResponse:
    if choice.shown_cents is None:
        raise PriceRose(price_cents=standing(offer.campaign, timezone.now()).price_cents)
    with subsidies.kept_free(request, person, offer.campaign, choice, key):
        pledge = place_pledge(
            campaign=offer.campaign,
            person=person,
            variant=choice.variant,
            units=choice.units,
            up_to=choice.up_to,
            fewer=choice.fewer,
            maximum_cents=choice.maximum_cents,
            waits=choice.waits,
            shown_cents=choice.shown_cents,
            delivery_option=choice.delivery,
            address=address,
            key=key,
            now=timezone.now(),
        )
    if not choice.waits and pledge.maximum_gross_cents < choice.shown_cents:
        price = formats.money(pledge.maximum_gross_cents, offer.campaign.currency)
        said = _("The price fell while you were ordering: you have it at %(price)s.")
        messages.success(request, said % {"price": price})
    return redirect("shop:pledge", pledge.pk)


def _refused(
    request: HttpRequest, pk: int, choice: Choice, error: PledgeRefused, key: UUID
) -> HttpResponse:
    offer = offer_or_404(request, pk)
    status, said = refusals.status(error), refusals.said(error, offer.campaign.currency)
    if isinstance(error, Closed):
        context = {"offer": offer, "said": said}
        return render(request, "shop/closed.html", context, status=status)
    fresh = key if isinstance(error, PriceRose) else uuid4()
    return _page(request, offer, choice, key=fresh, said=said, status=status)


def _page(
    request: HttpRequest,
    offer: Offer,
    choice: Choice,
    *,
    key: UUID | None = None,
    said: str = "",
    address_form: AddressForm | None = None,
    status: int = 200,
) -> HttpResponse:
    stand = standing(offer.campaign, timezone.now())
    price = stand.price_cents
    back = order_url(offer.campaign.pk, choice, price)
    context: dict[str, Any] = {
        "offer": offer,
        "campaign": offer.campaign,
        "product": offer.campaign.product,
        "standing": stand,
        "choice": choice,
        "key": key or uuid4(),
        "said": said,
        "hidden": choice.fields(price),
        "change_url": f"{reverse('shop:campaign', args=[offer.campaign.pk])}?{choice.query(price)}",
        "order_url": back,
        "moved": _moved(choice, price, offer.campaign.currency) if not said else "",
        "most_unit_cents": choice.most_cents(price),
        "most_cents": choice.most_total(price),
        "now_cents": choice.total(price),
        "subsidy": subsidies.line_for(request, offer, choice, price),
        "asks_number": subsidies.asks_number(request),
        "joins_at_once": choice.most_cents(price) >= price,
    }
    if request.user.is_authenticated:
        context |= _address_context(request, request.user, choice, address_form)
        context |= _means_context(request, request.user, offer, choice)
    else:
        context["guest_form"] = GuestForm(initial={"next": back})
    return render(request, "shop/order_page.html", context, status=status)


def _means_context(
    request: HttpRequest, person: Person, offer: Offer, choice: Choice
) -> dict[str, Any]:
    if not offer.campaign.asks_for_card:
        return {}
    sent = request.POST or _card_in(request)
    form: MeansForm = order_means(person, offer.campaign, choice, sent)
    if request.method == "POST":
        form.is_valid()
    return {"means": form}


def _card_in(request: HttpRequest) -> dict[str, str]:
    """Return the saved card that the address of the page names, for the form to mark."""
    card = request.GET.get("pay", "")
    return {"pay": card} if card.isdecimal() else {}


def _moved(choice: Choice, price_cents: int, currency: str) -> str:
    """Return what happened to the price since the page before, nothing where it stood still."""
    if choice.shown_cents is None or choice.shown_cents == price_cents:
        return ""
    told = {
        "was": formats.money(choice.shown_cents, currency),
        "now": formats.money(price_cents, currency),
    }
    if price_cents < choice.shown_cents:
        return _("Good news: the price has just fallen from %(was)s to %(now)s.") % told
    return _("The price has just risen from %(was)s to %(now)s.") % told


def _address_context(
    request: HttpRequest, person: Person, choice: Choice, form: AddressForm | None
) -> dict[str, Any]:
    if choice.delivery.is_pickup:
        return {}
    known = Address.objects.on_offer().filter(person=person)
    addresses = [row for row in known if choice.delivery.serves(row.country, row.postcode)]
    asked = request.POST.get("address", "")
    first = str(addresses[0].pk) if addresses else NEW
    return {
        "addresses": addresses,
        "not_sold_to": [row for row in known if not row.is_sold_to],
        "address": asked if asked in {NEW, *(str(place.pk) for place in addresses)} else first,
        "address_form": form or _empty_address(choice),
    }


def _empty_address(choice: Choice, data: Any = None) -> AddressForm:
    countries = in_order_of_names(set(choice.delivery.zone))
    return AddressForm(data, countries=countries, prefix=NEW, is_one_choice=True)


def _new_address(request: HttpRequest, choice: Choice) -> AddressForm | None:
    if choice.delivery.is_pickup or request.POST.get("address") != NEW:
        return None
    return _empty_address(choice, request.POST)


def _address(
    request: HttpRequest, person: Person, choice: Choice, form: AddressForm | None
) -> Address | None:
    if choice.delivery.is_pickup:
        return None
    if form:
        return add_address(person=person, now=timezone.now(), **form.place)
    asked = request.POST.get("address", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 19 else 0
    return Address.objects.on_offer().filter(person=person, pk=number).first()


def order_url(pk: int, choice: Choice, shown_cents: int | None = None) -> str:
    """Return the address of the order page for a choice."""
    return f"{reverse('shop:order_page', args=[pk])}?{choice.query(shown_cents)}"
