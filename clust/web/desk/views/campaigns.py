"""Clusts: list, cockpit, pledges, book, closing early."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust import flow
from clust.base import formats
from clust.base.sheets import Cents
from clust.campaigns.actions.closing import close_campaign
from clust.campaigns.models import Campaign
from clust.rules.margin import steps
from clust.sourcing.models import Picture
from clust.web.desk import readings
from clust.web.desk.calling import called_to
from clust.web.desk.campaign_forms import ClosingForm
from clust.web.desk.charts import CrowdChart, Mark
from clust.web.desk.forecasts import held_to_forecast
from clust.web.desk.pages import form_page, sent
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, listed
from clust.web.parts.standings import standing

STAGES = [
    Answer("planned", gettext_lazy("planned"), readings.is_planned),
    Answer("live", gettext_lazy("live"), readings.is_live),
    Answer("closing", gettext_lazy("closing"), readings.is_closing),
    Answer("cleared", gettext_lazy("cleared"), readings.is_cleared),
    Answer("not_reached", gettext_lazy("not reached"), readings.is_not_reached),
]
CAMPAIGNS = Listing(
    columns={
        gettext_lazy("Number"): lambda campaign: campaign.pk,
        gettext_lazy("Product"): lambda campaign: campaign.product.name,
        gettext_lazy("Supplier"): lambda campaign: campaign.product.supplier.name,
        gettext_lazy("Stage"): lambda campaign: campaign.stage(timezone.now()),
        gettext_lazy("Price now"): lambda campaign: Cents(campaign.price_cents),
        gettext_lazy("Currency"): lambda campaign: campaign.currency,
        gettext_lazy("Unit cost now"): lambda campaign: Cents(campaign.cost_cents),
        gettext_lazy("Units in"): lambda campaign: campaign.gate.units,
        gettext_lazy("Units pledged"): lambda campaign: campaign.pledged,
        gettext_lazy("Most units"): lambda campaign: campaign.cap,
        gettext_lazy("Opens"): lambda campaign: campaign.opens_at,
        gettext_lazy("Closes"): lambda campaign: campaign.closes_at,
    },
    search=(
        "product__name_fr",
        "product__name_en",
        "product__reference",
        "product__supplier__name",
    ),
    number="pk",
    filters=[Filter("stage", gettext_lazy("stage"), STAGES)],
    links={"product": "product", "supplier": "product__supplier"},
    sorts={
        "number": ["pk"],
        "product": ["product__name_fr"],
        "price": ["price_cents"],
        "units": ["gate__units"],
        "closes": ["closes_at"],
    },
    order="-closes",
)
SECTION = "desk:campaigns"
LAST_STEPS = 6


@desk_page
def campaigns(request: PersonRequest) -> HttpResponseBase:
    """Show the clusts."""
    pictures = Prefetch("product__pictures", Picture.objects.order_by("position", "pk"))
    rows = readings.campaigns().prefetch_related(pictures)
    return listed(request, CAMPAIGNS, rows, "desk/campaigns.html", section=SECTION)


def found(pk: int) -> Campaign:
    """Return a clust with all that its pages read, or answer 404."""
    rows = Campaign.objects.select_related(
        "product__supplier",
        "storefront",
        "gate",
        "closing__clearing__purchase_order",
        "award__quote",
        "reference_price",
        "forecast",
        "rights",
        "opened_by__identity",
    ).prefetch_related("rungs", "price_steps")
    return get_object_or_404(rows, pk=pk)


@desk_page
def campaign(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show the cockpit of a clust."""
    return render(request, "desk/campaign.html", _cockpit(found(pk), timezone.now()))


def _cockpit(campaign: Campaign, now: datetime) -> dict[str, Any]:
    stands = standing(campaign, now)
    price = campaign.ladder.rungs[stands.rung - 1].unit_price if stands.rung else None
    cost = campaign.award.quote.cost_ladder()
    margins = steps(
        campaign.ladder,
        cost,
        campaign.product.vat_per_mille,
        cap=campaign.gate.room,
        royalty=campaign.royalty_cents,
    )
    chart = _chart(campaign, now)
    levels = list(zip(stands.steps, margins, strict=True))
    return {
        "campaign": campaign,
        "standing": stands,
        "picture": stands.picture(),
        "chart": chart,
        "narrow_chart": replace(chart, width=330, height=280),
        "price_steps": list(campaign.price_steps.all())[-LAST_STEPS:],
        "passed": levels[: max(stands.rung - 1, 0)],
        "ahead": levels[max(stands.rung - 1, 0) :],
        "below_all": stands.wanted.get(len(stands.steps) + 1, 0),
        "margin": readings.margin_now(campaign, stands.units, stands.price_cents),
        "exposure": readings.exposure(campaign, price),
        "called": called_to(campaign) if campaign.award.quote.enquiry_id else None,
        "same_address": readings.withdrawals_at_one_address(campaign),
        "busy_hours": readings.withdrawals_in_one_hour(campaign),
        "amendments": campaign.amendments.select_related("person__identity").order_by("at"),
        "extensions": campaign.extensions.select_related("person__identity").order_by("at"),
        "may_extend": stands.is_live and stands.is_below_critical_mass,
        "forecast": held_to_forecast(campaign),
        "section": SECTION,
        "now": now,
    }


def _chart(campaign: Campaign, now: datetime) -> CrowdChart:
    end = campaign.closing.at if hasattr(campaign, "closing") else campaign.closes_at
    until = max(min(now, end), campaign.opens_at)
    return CrowdChart(
        points=readings.crowd_over_time(campaign, until),
        marks=[
            Mark(step.at, formats.money(step.gross_cents, campaign.currency))
            for step in campaign.price_steps.all()
        ],
        start=campaign.opens_at,
        now=until,
        end=end,
    )


PLEDGE_COLUMNS: dict[Any, Any] = {
    gettext_lazy("Pledge"): lambda pledge: pledge.pk,
    gettext_lazy("Person"): lambda pledge: pledge.person_id,
    gettext_lazy("Variant"): lambda pledge: pledge.variant.name,
    gettext_lazy("Units"): lambda pledge: pledge.units,
    gettext_lazy("Units left"): lambda pledge: pledge.left,
    gettext_lazy("Up to"): lambda pledge: pledge.up_to,
    gettext_lazy("Fewer is fine"): lambda pledge: int(pledge.fewer),
    gettext_lazy("Maximum"): lambda pledge: Cents(pledge.maximum_gross_cents),
    gettext_lazy("Price shown"): lambda pledge: Cents(pledge.shown_gross_cents),
    gettext_lazy("Surcharge"): lambda pledge: Cents(pledge.surcharge_gross_cents),
    gettext_lazy("Delivery"): lambda pledge: pledge.delivery_option.name,
    gettext_lazy("Allotted"): lambda pledge: pledge.allotted,
    gettext_lazy("At"): lambda pledge: pledge.at,
}
IDENTITY_COLUMNS: dict[Any, Any] = {
    gettext_lazy("Name"): lambda pledge: pledge.name,
    gettext_lazy("E-mail"): lambda pledge: pledge.email,
    gettext_lazy("Address"): lambda pledge: str(pledge.address or ""),
}


@desk_page
def pledges(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show who takes part; the export has no names unless they are asked for."""
    campaign = found(pk)
    stands = standing(campaign, timezone.now())
    named = request.GET.get("identity") == "1"
    listing = Listing(
        columns=PLEDGE_COLUMNS | (IDENTITY_COLUMNS if named else {}),
        search=("name", "email"),
        number="pk",
        filters=[readings.PLEDGE_STATES],
        links={"person": "person"},
        sorts={
            "number": ["pk"],
            "units": ["units"],
            "maximum": ["maximum_gross_cents"],
            "at": ["at"],
        },
        order="-at",
    )
    return listed(
        request,
        listing,
        readings.pledges(campaign, stands.price_cents),
        "desk/pledges.html",
        campaign=campaign,
        standing=stands,
        section=SECTION,
    )


@desk_page
def book(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show the book: standing pledges in the order in which they are served."""
    campaign = found(pk)
    page: Page[dict[str, Any]] = Paginator(readings.Book(campaign), 100).get_page(
        request.GET.get("page")
    )
    variants = {variant.pk: variant.name for variant in campaign.product.variants.all()}
    for line in page.object_list:
        line["variant"] = variants[line["variant_id"]]
    shown = {"campaign": campaign, "page": page, "variants": variants, "section": SECTION}
    return render(request, "desk/book.html", shown)


@desk_page
def closing(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Close a clust that is full before its date."""
    campaign = found(pk)
    form = ClosingForm(sent(request))
    if form.is_valid() and form.attempt(
        flow.act, close_campaign, campaign=campaign, now=timezone.now()
    ):
        messages.success(request, _("The clust is closed. Its price is computed next."))
        return redirect("desk:campaign", pk)
    return form_page(
        request,
        form,
        title=_("Close early"),
        text=_("All places are taken. Pledges stop now, and the final price is computed."),
        action=_("Close the clust"),
        back=reverse("desk:campaign", args=[pk]),
        section=SECTION,
        campaign=campaign,
    )
