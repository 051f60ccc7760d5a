"""What we know about a person, in their own hands."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods

from clust.campaigns.actions.pledging import BadDelivery, Closed, change_address
from clust.campaigns.models import Pledge
from clust.commissions.actions.leaving import way_of
from clust.people.actions import (
    AlreadyErased,
    add_address,
    change_profile,
    remove_address,
    replace_address,
)
from clust.people.models import Address, Identity, Person
from clust.web.parts import archive
from clust.web.parts.access import signed_in
from clust.web.parts.royalties import sums_of
from clust.web.parts.views import remember_language
from clust.web.shop.forms import AddressForm, ProfileForm, countries_served, place_of
from clust.web.shop.offers import storefront_of
from clust.web.shop.returned import returned
from clust.web.shop.visits import me


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show what we know, and change how a person is called and talked to."""
    person = me(request)
    form = ProfileForm(request.POST or None, initial=_initial(person))
    if form.is_bound and form.is_valid():
        change_profile(person=person, **form.cleaned_data)
        with override(person.language):
            messages.success(request, _("It is written down."))
        return remember_language(redirect("shop:profile"), person.language)
    context = {
        "form": form,
        "person": person,
        "addresses": Address.objects.on_offer().filter(person=person),
        "emails": EmailAddress.objects.filter(user=person).order_by("-primary", "pk"),
        "has_password": person.has_usable_password(),
        "returned": returned(person),
    }
    return render(request, "shop/profile.html", context, status=400 if form.errors else 200)


def _initial(person: Person) -> dict[str, Any]:
    identity = Identity.objects.filter(person=person).first()
    return {
        "name": identity.name if identity else "",
        "language": person.language,
        "time_zone": person.time_zone,
    }


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_address(request: HttpRequest) -> HttpResponse:
    """Add an address; from an order's page the way leads back there."""
    form = AddressForm(request.POST or None, countries=countries_served(storefront_of(request)))
    if form.is_bound and form.is_valid():
        add_address(person=me(request), now=timezone.now(), **form.place)
        messages.success(request, _("The address is written down."))
        if (order := request.GET.get("order", "")).isdecimal():
            return redirect("shop:destinations", int(order))
        return redirect("shop:profile")
    status = 400 if form.errors else 200
    return render(request, "shop/address.html", {"form": form}, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an address; open pledges that go to it follow."""
    old = _address_or_404(request, pk)
    countries = countries_served(storefront_of(request))
    form = AddressForm(request.POST or None, countries=countries, initial=place_of(old))
    if form.is_bound and form.is_valid():
        _correct(request, old, form.place)
        return redirect("shop:profile")
    status = 400 if form.errors else 200
    return render(request, "shop/address.html", {"form": form, "address": old}, status=status)


def _correct(request: HttpRequest, old: Address, place: dict[str, str]) -> None:
    new = replace_address(old, now=timezone.now(), **place)
    for pledge in _going_to(old):
        try:
            change_address(pledge=pledge, address=new)
        except (BadDelivery, Closed):
            messages.warning(request, _("An open pledge still goes to the old address."))
    messages.success(request, _("The address is corrected."))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def address_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove an address, unless an open pledge goes to it."""
    old = _address_or_404(request, pk)
    used = len(_going_to(old))
    if request.method != "POST" or used:
        context = {"address": old, "used": used}
        status = 409 if request.method == "POST" else 200
        return render(request, "shop/address_removal.html", context, status=status)
    remove_address(old, now=timezone.now())
    messages.success(request, _("The address is removed."))
    return redirect("shop:profile")


def _address_or_404(request: HttpRequest, pk: int) -> Address:
    row = Address.objects.on_offer().filter(person=me(request), pk=pk).first()
    if row is None:
        raise Http404
    return row


def _going_to(address: Address) -> list[Pledge]:
    rows = Pledge.objects.standing().filter(address=address, campaign__closing=None)
    return list(rows.select_related("delivery_option", "person"))


@signed_in
@require_GET
def my_data(request: HttpRequest) -> HttpResponse:
    """Hand out everything we know about a person."""
    person = me(request)
    answer = JsonResponse(
        archive.export(person), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    answer["Content-Disposition"] = f'attachment; filename="clust-{person.pk}.json"'
    return answer


@signed_in
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: HttpRequest) -> HttpResponse:
    """Forget a person, who has just shown again that it is them."""
    person, now = me(request), timezone.now()
    context: dict[str, Any] = {
        "open": archive.open_pledges(person),
        "bound": archive.is_bound(person, now),
        "owes": archive.owes(person),
        "answers": archive.answers_for_others(person),
        "keep_until": archive.keep_until(person, now.date()),
        "today": now.date(),
        "owed": [sums for sums in sums_of(person) if sums.owed > 0],
        "way": way_of(person),
        "seller": storefront_of(request).seller,
    }
    if request.method != "POST" or request.POST.get("sure") != "yes":
        return render(request, "shop/erasure.html", context)
    try:
        archive.leave(person, now=now)
    except (archive.StillBound, Closed, AlreadyErased):
        return render(request, "shop/erasure.html", {**context, "bound": True}, status=409)
    logout(request)
    return render(
        request, "shop/erased.html", {"keep_until": context["keep_until"], "today": now.date()}
    )
