"""Changes of frozen terms in the buyers' favour: a deeper rung, a lower price, more, later."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clust import flow
from clust.base import formats
from clust.campaigns.actions.amending import add_rung, extend_campaign, lower_price, raise_cap
from clust.campaigns.models import Campaign
from clust.web.desk.campaign_forms import AmendmentForm, CapForm, ExtensionForm, PriceForm, RungForm
from clust.web.desk.pages import form_page, sent
from clust.web.desk.views.campaigns import SECTION, found
from clust.web.parts.access import PersonRequest, desk_page


def _amend(
    request: PersonRequest,
    campaign: Campaign,
    form: AmendmentForm,
    action: Callable[..., Any],
    words: tuple[str, str],
) -> HttpResponseBase:
    """Ask for a change, or make it; `words` are the page's title and what the change means."""
    if form.is_valid():
        terms = {name: value for name, value in form.cleaned_data.items() if name != "sure"}
        terms |= {"campaign": campaign, "person": request.user, "now": timezone.now()}
        if form.attempt(flow.act, action, **terms):
            messages.success(request, _("The change is made. Everybody in gets it."))
            return redirect("desk:campaign", campaign.pk)
    return form_page(
        request,
        form,
        title=words[0],
        text=words[1],
        action=words[0],
        back=reverse("desk:campaign", args=[campaign.pk]),
        section=SECTION,
        campaign=campaign,
    )


@desk_page
def rung(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Add a deeper rung."""
    words = _("Add a deeper rung"), _("More people can bring the price further down.")
    return _amend(request, found(pk), RungForm(sent(request)), add_rung, words)


@desk_page
def price(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Lower the price of a rung."""
    campaign = found(pk)
    form = PriceForm(sent(request), rungs=_rungs(campaign))
    words = _("Lower a price"), _("The rung stays where it is and costs less, for everybody.")
    return _amend(request, campaign, form, lower_price, words)


def _rungs(campaign: Campaign) -> list[tuple[int, str]]:
    return [
        (
            number,
            ngettext(
                "from %(units)s unit: %(price)s", "from %(units)s units: %(price)s", rung.from_units
            )
            % {
                "units": formats.units(rung.from_units),
                "price": formats.money(rung.unit_price, campaign.currency),
            },
        )
        for number, rung in enumerate(campaign.ladder.rungs, 1)
    ]


@desk_page
def cap(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Raise the cap."""
    words = _("Raise the cap"), _("Those who wait for a place come in, in their order.")
    campaign = found(pk)
    return _amend(request, campaign, CapForm(sent(request)), raise_cap, words)


@desk_page
def extension(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Close later."""
    campaign = found(pk)
    form = ExtensionForm(sent(request), initial={"closes_at": campaign.closes_at})
    words = (
        _("Close later"),
        _("Pledges are asked for a new yes; without it they are released at the old date."),
    )
    return _amend(request, campaign, form, extend_campaign, words)
