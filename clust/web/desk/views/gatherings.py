"""Private clusts at the desk: which quotes are allowed for them, and what was started."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from clust import flow
from clust.gatherings.actions.offering import (
    AlreadyWithdrawn,
    offer_for_gatherings,
    withdraw_offering,
)
from clust.gatherings.models import Gathering, Offering
from clust.web.desk.gathering_forms import OfferingForm
from clust.web.desk.pages import sent, with_form
from clust.web.desk.views.openings import awarded, previewed, proposed
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, listed

SECTION = "desk:offerings"
_PRODUCT = "award__quote__product"

OFFERINGS = Listing(
    columns={
        gettext_lazy("Number"): lambda row: row.pk,
        gettext_lazy("Product"): lambda row: row.award.quote.product.name,
        gettext_lazy("Supplier"): lambda row: row.award.quote.product.supplier.name,
        gettext_lazy("Storefront"): lambda row: row.storefront.name,
        gettext_lazy("Who may start one"): lambda row: row.get_starters_display(),
        gettext_lazy("Clusts"): lambda row: row.started,
        gettext_lazy("Allowed"): lambda row: row.at,
    },
    search=(f"{_PRODUCT}__name_fr", f"{_PRODUCT}__name_en", f"{_PRODUCT}__supplier__name"),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer("open", gettext_lazy("allowed"), lambda now: Q(open=True)),
                Answer("over", gettext_lazy("withdrawn"), lambda now: Q(open=False)),
            ],
        )
    ],
    links={"quote": "award__quote", "product": _PRODUCT},
    sorts={
        "number": ["pk"],
        "product": [f"{_PRODUCT}__name_fr"],
        "started": ["started"],
        "at": ["at"],
    },
    order="-at",
)
GATHERINGS = Listing(
    columns={
        gettext_lazy("Clust"): lambda row: row.campaign_id,
        gettext_lazy("Name"): lambda row: row.name,
        gettext_lazy("Product"): lambda row: row.campaign.product.name,
        gettext_lazy("Units"): lambda row: row.campaign.gate.units,
        gettext_lazy("Came in"): lambda row: row.came,
        gettext_lazy("Closes"): lambda row: row.campaign.gate.closes_at,
        gettext_lazy("Started"): lambda row: row.at,
    },
    search=("name", "campaign__product__name_fr", "campaign__product__name_en"),
    number="campaign",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer(
                    "open", pgettext_lazy("clust", "open"), lambda now: Q(campaign__gate__open=True)
                ),
                Answer("closed", gettext_lazy("closed"), lambda now: Q(campaign__gate__open=False)),
                Answer("off", gettext_lazy("called off"), lambda now: Q(end__isnull=False)),
            ],
        )
    ],
    links={"offering": "offering", "person": "founder"},
    sorts={
        "number": ["campaign"],
        "units": ["campaign__gate__units"],
        "came": ["came"],
        "closes": ["campaign__gate__closes_at"],
        "at": ["at"],
    },
    order="-at",
)


@desk_page
def offerings(request: PersonRequest) -> HttpResponseBase:
    """Show the quotes that private clusts may be started with."""
    rows = Offering.objects.select_related(f"{_PRODUCT}__supplier", "storefront").annotate(
        started=Count("gatherings")
    )
    return listed(request, OFFERINGS, rows, "desk/private/offerings.html", section=SECTION)


@desk_page
def gatherings(request: PersonRequest) -> HttpResponseBase:
    """Show the private clusts; who is in one is its organiser's to know."""
    rows = Gathering.objects.select_related("campaign__product", "campaign__gate").annotate(
        came=Count("acceptances", filter=Q(acceptances__person__isnull=False))
    )
    return listed(
        request,
        GATHERINGS,
        rows,
        "desk/private/gatherings.html",
        section=SECTION,
        units=rows.aggregate(sum=Sum("campaign__gate__units"))["sum"] or 0,
    )


@desk_page
def new_offering(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Allow a quote for private clusts, having seen what every step leaves."""
    quote = awarded(pk)
    form = OfferingForm(
        sent(request),
        initial={
            "rungs": proposed(quote),
            "shortest_days": 2,
            "longest_days": 30,
            "takes_transfers": True,
        },
    )
    if form.is_valid() and form.attempt(
        flow.act, offer_for_gatherings, now=timezone.now(), **_terms(request, quote, form)
    ):
        messages.success(request, _("Members may start private clusts with it from now on."))
        return redirect("desk:offerings")
    shown = previewed(request, quote, form) | {"section": SECTION}
    return with_form(request, "desk/private/new.html", form, **shown)


def _terms(request: PersonRequest, quote: Any, form: OfferingForm) -> dict[str, Any]:
    said = {name: value for name, value in form.cleaned_data.items() if name != "sure"}
    return said | {
        "ladder": said.pop("rungs"),
        "delivery_gross_cents": said["delivery_gross_cents"] or 0,
        "award": quote.award,
        "storefront": request.storefront,
        "person": request.user,
    }


@desk_page
@require_POST
def offering_end(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Let nobody start a private clust with it any more."""
    row = get_object_or_404(Offering, pk=pk)
    try:
        withdraw_offering(row, person=request.user, now=timezone.now())
    except AlreadyWithdrawn:
        messages.error(request, _("It was withdrawn already."))
    else:
        messages.success(request, _("It starts nothing any more; what runs goes on."))
    return redirect("desk:offerings")
