"""What may still be changed about a pledge while its clust is open."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clust.campaigns.actions.holding import hold_place
from clust.campaigns.actions.pledging import (
    BadMaximum,
    Closed,
    PledgeRefused,
    change_address,
    change_variant,
    raise_maximum,
    renew_pledge,
    withdraw_pledge,
)
from clust.campaigns.models import Extension, Hold, Pledge, Withdrawal
from clust.people.actions import add_address
from clust.people.models import Address, Person
from clust.sourcing.models import Variant
from clust.web.parts.access import signed_in
from clust.web.shop import limits, refusals, subsidies
from clust.web.shop.choices import stays, typed
from clust.web.shop.confirming import confirm, end_earlier_holds, hold_page
from clust.web.shop.forms import AddressForm, MaximumForm, WithdrawForm, in_order_of_names
from clust.web.shop.held import Held
from clust.web.shop.means import mandate_means
from clust.web.shop.pledges import about, held_or_404
from clust.web.shop.referrals import carry_on
from clust.web.shop.sales import carry_sale
from clust.web.shop.visits import key_of, me


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a pledge back, whole or in part: choose, then confirm."""
    one = held_or_404(request, pk, timezone.now())
    if before := Withdrawal.objects.filter(pledge=pk, key=key_of(request)).first():
        return redirect("shop:withdrawn", before.pk)
    if not one.is_open:
        return _too_late(request, one)
    asked = request.POST if request.method == "POST" else request.GET
    form = WithdrawForm(asked if "units" in asked else None, left=one.left)
    if form.is_bound and form.is_valid():
        return _withdrawn(request, one, form.cleaned_data["units"])
    status = 400 if form.is_bound else 200
    return render(request, "shop/withdraw.html", {**about(one), "form": form}, status=status)


def _withdrawn(request: HttpRequest, one: Held, units: int) -> HttpResponse:
    if request.method != "POST":
        context = {**about(one), "units": units, "rest": one.left - units, "key": uuid4()}
        return render(request, "shop/withdraw_confirm.html", context)
    try:
        fact = withdraw_pledge(
            pledge=one.pledge, units=units, key=key_of(request), now=timezone.now()
        )
    except Closed:
        return _too_late(request, one)
    except PledgeRefused as error:
        return _said_again(request, one, error)
    return redirect("shop:withdrawn", fact.pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def maximum(request: HttpRequest, pk: int) -> HttpResponse:
    """Stay in up to more: a new obligation, so it has the button that says so."""
    one = held_or_404(request, pk, timezone.now())
    if before := Pledge.objects.filter(person=me(request), key=key_of(request)).first():
        return redirect("shop:pledge", before.pk)
    if held := Hold.objects.filter(person=me(request), key=key_of(request)).first():
        return redirect(hold_page(held))
    if not one.is_open:
        return _too_late(request, one)
    form = MaximumForm(request.POST or None, initial=_higher(one))
    if not form.is_bound:
        return _maximum_page(request, one, form)
    if not form.is_valid():
        return _maximum_page(request, one, form, status=400)
    if one.pledge.campaign.asks_for_card and not limits.may_use_cards(request, me(request)):
        return limits.too_often(request, limits.CARDS_AGAIN)
    try:
        return _raised(request, one.pledge, form.cleaned_data)
    except PledgeRefused as error:
        form = MaximumForm(initial={**_higher(one), "maximum": request.POST.get("maximum")})
        said = refusals.said(error, one.standing.campaign.currency)
        return _maximum_page(request, one, form, said=said, status=refusals.status(error))


def _raised(request: HttpRequest, pledge: Pledge, wanted: dict[str, Any]) -> HttpResponse:
    asked = {
        "maximum_cents": wanted["maximum"],
        "shown_cents": wanted["shown"],
        "key": wanted["key"],
        "now": timezone.now(),
    }
    carry_on(pledge.key, asked["key"])
    carry_sale(pledge.key, asked["key"])
    if not pledge.campaign.asks_for_card:
        with subsidies.kept_on(pledge, pledge.variant, asked):
            raised = raise_maximum(pledge=pledge, **asked)
        return redirect("shop:pledge", raised.pk)
    if asked["maximum_cents"] <= pledge.maximum_gross_cents:
        raise BadMaximum
    return _held_again(request, pledge, pledge.variant, asked)


def _held_again(
    request: HttpRequest, pledge: Pledge, variant: Variant, asked: dict[str, Any]
) -> HttpResponse:
    """Hold what takes the place of a pledge, and have its card confirmed for the new amount."""
    end_earlier_holds(pledge.person, pledge.campaign, now=timezone.now())
    with subsidies.kept_on(pledge, variant, asked):
        hold = hold_place(
            campaign=pledge.campaign,
            person=pledge.person,
            variant=variant,
            units=pledge.left,
            up_to=pledge.left + pledge.up_to - pledge.units,
            fewer=pledge.fewer,
            delivery_option=pledge.delivery_option,
            address=pledge.address,
            waits=True,
            replaces=pledge,
            **asked,
        )
    means = mandate_means(pledge)
    return confirm(request, hold, means) if means else redirect(hold_page(hold))


def _maximum_page(
    request: HttpRequest, one: Held, form: MaximumForm, *, said: str = "", status: int = 200
) -> HttpResponse:
    context = {**about(one), "form": form, "said": said, "stays": stays(one.standing)}
    return render(request, "shop/maximum.html", context, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def variant(request: HttpRequest, pk: int) -> HttpResponse:
    """Take another variant: a new obligation, so it has the button that says so."""
    one = held_or_404(request, pk, timezone.now())
    if before := Pledge.objects.filter(person=me(request), key=key_of(request)).first():
        return redirect("shop:pledge", before.pk)
    if not one.is_open:
        return _too_late(request, one)
    others = [
        row for row in one.pledge.campaign.product.variants.all() if row != one.pledge.variant
    ]
    asked = request.POST.get("variant", "")
    chosen = next((row for row in others if str(row.pk) == asked), None)
    if chosen is None:
        return _variant_page(request, one, others, status=400 if request.method == "POST" else 200)
    if one.pledge.campaign.asks_for_card and not limits.may_use_cards(request, me(request)):
        return limits.too_often(request, limits.CARDS_AGAIN)
    try:
        return _changed(request, one, chosen)
    except PledgeRefused as error:
        said = refusals.said(error, one.standing.campaign.currency)
        return _variant_page(request, one, others, said=said, status=refusals.status(error))


def _changed(request: HttpRequest, one: Held, chosen: Variant) -> HttpResponse:
    asked: dict[str, Any] = {
        "shown_cents": one.standing.price_cents,
        "key": key_of(request),
        "now": timezone.now(),
    }
    carry_on(one.pledge.key, asked["key"])
    carry_sale(one.pledge.key, asked["key"])
    if one.pledge.campaign.asks_for_card:
        asked["maximum_cents"] = one.pledge.maximum_gross_cents
        return _held_again(request, one.pledge, chosen, asked)
    with subsidies.kept_on(one.pledge, chosen, asked):
        new = change_variant(pledge=one.pledge, variant=chosen, **asked)
    return redirect("shop:pledge", new.pk)


def _variant_page(
    request: HttpRequest, one: Held, others: list[Variant], *, said: str = "", status: int = 200
) -> HttpResponse:
    rows = [(row, one.may_cost_with(row.surcharge_gross_cents)) for row in others]
    context = {**about(one), "others": rows, "said": said, "key": uuid4()}
    return render(request, "shop/variant.html", context, status=status)


def _higher(one: Held) -> dict[str, Any]:
    higher = max(one.standing.opening_cents, one.pledge.maximum_gross_cents + 100)
    return {
        "maximum": typed(higher),
        "shown": one.standing.price_cents,
        "key": uuid4(),
    }


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def renewal(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes to a later close, which binds nobody who does not."""
    one = held_or_404(request, pk, timezone.now())
    extension = Extension.objects.filter(pk=one.renewal_due).first() if one.renewal_due else None
    if extension is None:
        return _too_late(request, one)
    if request.method != "POST":
        return render(request, "shop/renewal.html", {**about(one), "extension": extension})
    try:
        renew_pledge(pledge=one.pledge, extension=extension, now=timezone.now())
    except Closed:
        return _too_late(request, one)
    messages.success(request, _("You stay in until the new date."))
    return redirect("shop:pledge", pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def pledge_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a pledge to another address of its zone."""
    one = held_or_404(request, pk, timezone.now())
    option = one.pledge.delivery_option
    if option.is_pickup or one.order or not one.left:
        return _too_late(request, one)
    person = me(request)
    known = person.addresses.on_offer()
    places = [row for row in known if option.serves(row.country, row.postcode)]
    form = AddressForm(
        request.POST if request.POST.get("address") == "new" else None,
        countries=in_order_of_names(set(option.zone)),
        prefix="new",
        is_one_choice=True,
    )
    place = _chosen_place(request, person, places, form)
    if place:
        change_address(pledge=one.pledge, address=place)
        messages.success(request, _("It goes to the new address."))
        return redirect("shop:pledge", pk)
    context = {**about(one), "addresses": places, "address_form": form}
    context["not_sold_to"] = [row for row in known if not row.is_sold_to]
    context["address"] = request.POST.get("address") or str(one.pledge.address_id or "new")
    status = 400 if request.method == "POST" else 200
    return render(request, "shop/pledge_address.html", context, status=status)


def _chosen_place(
    request: HttpRequest, person: Person, places: list[Address], form: AddressForm
) -> Address | None:
    if request.method != "POST":
        return None
    if form.is_bound:
        now = timezone.now()
        return add_address(person=person, now=now, **form.place) if form.is_valid() else None
    return next((row for row in places if str(row.pk) == request.POST.get("address")), None)


def _too_late(request: HttpRequest, one: Held) -> HttpResponse:
    return render(request, "shop/too_late.html", about(one), status=410)


def _said_again(request: HttpRequest, one: Held, error: PledgeRefused) -> HttpResponse:
    messages.error(request, refusals.said(error, one.standing.campaign.currency))
    form = WithdrawForm(None, left=max(one.left, 1))
    context = {**about(one), "form": form}
    return render(request, "shop/withdraw.html", context, status=refusals.status(error))
