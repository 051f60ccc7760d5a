"""What the shop shows: its own clusts, and those of others that it lists; where goods come to."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from clust.campaigns.actions.listing import (
    HasBuyers,
    IsItsOwn,
    NotForOthers,
    OwnOnly,
    add_place,
    choose_catalogue,
    end_place,
    for_others,
    list_campaign,
    unlist_campaign,
)
from clust.campaigns.models import Campaign
from clust.campaigns.models import Listing as Shown
from clust.storefronts.models import Catalogue, DeliveryOption
from clust.web.office.access import OfficeRequest, host_page
from clust.web.office.setup_forms import PlaceForm
from clust.web.parts.lists import Answer, Filter, Listing, listed

SECTION, PLACES = "office:catalogue", "office:places"
CLUSTS = Listing(
    columns={
        gettext_lazy("Number"): lambda row: row.pk,
        gettext_lazy("Product"): lambda row: row.product.name,
        gettext_lazy("Opens"): lambda row: row.opens_at.isoformat(),
        gettext_lazy("Closes"): lambda row: row.closes_at.isoformat(),
        gettext_lazy("Units"): lambda row: row.gate.units,
        gettext_lazy("Shown"): lambda row: int(row.shown),
    },
    search=("product__name_fr", "product__name_en"),
    sorts={"closing": ["closes_at"], "product": ["product__name_fr"]},
    order="-closing",
    filters=(
        Filter(
            "shown",
            gettext_lazy("shown or not"),
            [
                Answer("yes", gettext_lazy("shown here"), lambda now: Q(shown=True)),
                Answer("no", gettext_lazy("not shown"), lambda now: Q(shown=False)),
            ],
        ),
        Filter(
            "stage",
            gettext_lazy("stage"),
            [
                Answer("open", pgettext_lazy("clust", "open"), lambda now: Q(gate__open=True)),
                Answer("over", gettext_lazy("closed"), lambda now: Q(gate__open=False)),
            ],
        ),
    ),
)


def clusts_for(request: OfficeRequest) -> Any:
    """
    Return the storefront's own clusts and those it may show, with whether it shows them.

    What members made private is theirs: it is not among them.
    """
    here = Shown.objects.filter(campaign=OuterRef("pk"), storefront=request.storefront)
    ours = Q(storefront=request.storefront) | Q(listings__storefront=request.storefront)
    may = Q(pk__in=for_others(request.storefront).values("pk"))
    everybodys = Campaign.objects.filter(gathering=None)
    rows = everybodys.filter(ours | may).distinct().annotate(shown=Exists(here))
    return rows.select_related("product", "gate", "storefront").prefetch_related("rungs")


@require_safe
@host_page
def catalogue(request: OfficeRequest) -> HttpResponseBase:
    """Show what is shown, and what could be."""
    shown = {"section": SECTION, "choices": Catalogue.choices}
    return listed(request, CLUSTS, clusts_for(request), "office/catalogue.html", **shown)


@require_POST
@host_page
def choice(request: OfficeRequest) -> HttpResponseBase:
    """Show all, chosen ones, or one's own only."""
    asked = request.POST.get("catalogue", "")
    if asked in Catalogue.values:
        choose_catalogue(storefront=request.storefront, catalogue=asked, now=timezone.now())
        messages.success(request, _("The change is written; it shows within a few seconds."))
    return redirect(SECTION)


@require_POST
@host_page
def shown(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Show a clust here, or show it no more."""
    campaign = get_object_or_404(clusts_for(request), pk=pk)
    told = {"campaign": campaign, "storefront": request.storefront, "now": timezone.now()}
    try:
        if "drop" in request.POST:
            unlist_campaign(**told)
        else:
            list_campaign(**told)
    except HasBuyers:
        messages.error(request, _("People ordered it here: it stays."))
    except IsItsOwn:
        messages.error(request, _("It is your own clust: it stays."))
    except (NotForOthers, OwnOnly):
        messages.error(request, _("This clust cannot be shown here."))
    return redirect(SECTION)


@host_page
def places(request: OfficeRequest) -> HttpResponseBase:
    """Show where people collect what they ordered; add a place."""
    form = PlaceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = form.cleaned_data | {"gross_cents": form.cleaned_data["gross_cents"] or 0}
        add_place(storefront=request.storefront, now=timezone.now(), **told)
        messages.success(request, _("The place is on offer in every open clust you show."))
        return redirect(PLACES)
    rows = DeliveryOption.objects.on_offer(timezone.now()).filter(storefront=request.storefront)
    shown = {"places": rows.order_by("kind", "id"), "form": form, "section": PLACES}
    return render(request, "office/places.html", shown, status=422 if form.errors else 200)


@require_POST
@host_page
def place(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Offer a place no more in clusts to come."""
    mine = DeliveryOption.objects.filter(storefront=request.storefront, kind=DeliveryOption.PICKUP)
    end_place(option=get_object_or_404(mine, pk=pk), now=timezone.now())
    messages.success(request, _("The place is taken off. What was ordered there stays so."))
    return redirect(PLACES)
