"""What a buyer may do about goods: say they came, send them elsewhere, take the money back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clust import flow
from clust.base import formats
from clust.orders.models import Order
from clust.supply.actions.destining import (
    AlreadySent,
    NotAllUnits,
    OutOfZone,
    OutsideVatArea,
    TooManyPlaces,
    change_delivery_address,
    choose_destinations,
)
from clust.supply.actions.ending import NotLate, OnItsWay, take_money_back
from clust.supply.actions.receiving import NotThereYet, ParcelGone, deliver
from clust.supply.actions.substituting import AlreadyAnswered, TooLate, answer_substitution
from clust.supply.models import Delivery, Parcel
from clust.web.parts.access import signed_in
from clust.web.shop.destinations import DestinationsForm
from clust.web.shop.goods import asked_of, goods_of, own_order
from clust.web.shop.refusals import OUTSIDE_VAT_AREA
from clust.web.shop.visits import me


@signed_in
@require_POST
def reception(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a buyer's word that a parcel came."""
    parcel = Parcel.objects.filter(pk=pk, person=me(request)).first()
    if parcel is None:
        raise Http404
    try:
        flow.act(deliver, parcel=parcel, how=Delivery.How.BUYER, now=timezone.now())
    except (ParcelGone, NotThereYet):
        messages.error(request, _("This parcel has come to another end."))
    else:
        messages.success(request, _("Thank you! Enjoy it."))
    return redirect("shop:order", parcel.lines.order_by("pk")[0].order_id)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def money_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the money back to a buyer who waited beyond the promise: one click."""
    order, now = own_order(request, pk), timezone.now()
    if request.method == "POST":
        try:
            undone = flow.act(take_money_back, order=order, now=now)
        except NotLate:
            messages.error(request, _("The promised day has not passed by more than the term."))
        except OnItsWay:
            messages.error(
                request, _("It is on its way. You may still send it back when it comes.")
            )
        else:
            money = formats.money(undone.total_gross_cents, order.campaign.currency)
            messages.success(request, _("%(money)s flow back to you.") % {"money": money})
        return redirect("shop:order", pk)
    shown = {"order": order, "goods": goods_of(order, now)}
    return render(request, "shop/money_back.html", shown)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def substitution(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a buyer say whether another variant may come instead."""
    order, now = own_order(request, pk), timezone.now()
    question = asked_of(order)
    if question is None:
        raise Http404
    said = request.POST.get("answer")
    if said in ("yes", "no"):
        inputs = {"question": question, "accepted": said == "yes", "person": order.person}
        try:
            flow.act(answer_substitution, now=now, **inputs)
        except TooLate:
            messages.error(request, _("The last day to answer has passed; your money comes back."))
        except AlreadyAnswered:
            messages.error(request, _("That is settled already."))
        else:
            messages.success(request, _("Thank you, your answer is noted."))
        return redirect("shop:order", pk)
    shown = {"order": order, "question": question, "unsent": goods_of(order, now).unsent}
    return render(request, "shop/substitution.html", shown)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def order_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an order elsewhere, until its parcel leaves."""
    order = own_order(request, pk)
    country = order.address.country if order.address else "FR"
    known = list(order.person.addresses.on_offer().filter(country=country))
    places = [place for place in known if place.is_sold_to]
    named = request.POST.get("address", "")
    chosen = next((place for place in places if str(place.pk) == named), None)
    if request.method == "POST" and chosen:
        try:
            change_delivery_address(order=order, address=chosen, now=timezone.now())
        except AlreadySent:
            messages.error(request, _("A parcel is on its way already."))
        except OutOfZone as error:
            messages.error(request, _not_there(error))
        else:
            messages.success(request, _("It goes to the new address."))
        return redirect("shop:order", pk)
    out = [place for place in known if not place.is_sold_to]
    shown = {
        "order": order,
        "places": places,
        "not_sold_to": out,
        "goods": goods_of(order, timezone.now()),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "shop/order_address.html", shown, status=status)


def _not_there(error: OutOfZone) -> str:
    outside = isinstance(error, OutsideVatArea)
    return str(OUTSIDE_VAT_AREA) if outside else _("Nothing of this order goes there.")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def destinations(request: HttpRequest, pk: int) -> HttpResponse:
    """Share an order out over addresses or make a gift of it: say it, look at it, confirm it."""
    order = own_order(request, pk)
    goods = goods_of(order, timezone.now())
    form = DestinationsForm(request.POST or None, order=order, units=goods.unsent)
    shown = {"order": order, "goods": goods, "form": form}
    if not goods.may_move or not form.is_bound or "change" in request.POST:
        return render(request, "shop/destinations.html", shown)
    if not form.is_valid():
        return render(request, "shop/destinations.html", shown, status=422)
    if request.POST.get("sure") != "yes":
        return render(request, "shop/destinations_confirm.html", shown)
    return _sent_so(request, form, order)


def _sent_so(request: HttpRequest, form: DestinationsForm, order: Order) -> HttpResponse:
    try:
        choose_destinations(order=order, parts=form.parts, now=timezone.now())
    except AlreadySent:
        messages.error(request, _("A parcel is on its way already."))
    except OutOfZone as error:
        messages.error(request, _not_there(error))
    except (NotAllUnits, TooManyPlaces):
        messages.error(request, _("The order has changed meanwhile: share it out again."))
        return redirect("shop:destinations", order.pk)
    else:
        messages.success(request, _("It is noted. It goes where you said."))
    return redirect("shop:order", order.pk)
