"""Opening a clust on an accepted quote: one form, filled in already, beside its preview."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clust import flow
from clust.base import formats
from clust.campaigns.actions.forecasting import keep_forecast
from clust.campaigns.actions.opening import (
    NoAssignment,
    TwoProjects,
    lowest_price_of_30_days,
    open_campaign,
    rights_of,
)
from clust.campaigns.capacity import left_of
from clust.campaigns.models import Campaign
from clust.campaigns.royalties import royalty_ahead
from clust.rules.ladder import Ladder
from clust.rules.margin import Step, from_smallest, propose, steps
from clust.sourcing.models import Quote
from clust.storefronts.models import DeliveryOption, Storefront
from clust.web.desk.beliefs import unsigned
from clust.web.desk.campaign_forms import OpeningForm
from clust.web.desk.gathering_forms import OfferingForm
from clust.web.desk.pages import sent, with_form
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.ladder_picture import LadderPicture
from clust.web.parts.ladders import ladder_picture

LASTS = timedelta(days=7)
CLOSING_HOUR = time(20)
BESIDES = {"sure", "belief"}


class Warned(NamedTuple):
    """Something the desk should know before opening; one that blocks stops it."""

    words: str
    blocks: bool = False


@dataclass(frozen=True)
class Preview:
    """A ladder as buyers would see it, with what it leaves at every edge."""

    ladder: Ladder
    picture: LadderPicture
    steps: list[Step]
    warnings: list[Warned]


@desk_page
def opening(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Open a clust on a quote."""
    quote = awarded(pk)
    form = _form(request, quote)
    if form.is_valid():
        campaign = form.attempt(flow.act, open_campaign, **_terms(request, quote, form))
        if campaign:
            _keep_forecast(campaign, form)
            messages.success(request, _("The clust is open."))
            return redirect("desk:campaign", campaign.pk)
    return with_form(request, "desk/opening.html", form, **previewed(request, quote, form))


@desk_page
@require_POST
def preview(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show what the ladder in the form would look like and leave."""
    quote = awarded(pk)
    return render(request, "desk/preview.html", previewed(request, quote, _form(request, quote)))


def awarded(pk: int) -> Quote:
    """Return an accepted quote."""
    quotes = Quote.objects.filter(award__isnull=False).select_related("product__supplier", "award")
    return get_object_or_404(quotes, pk=pk)


def _deliveries(quote: Quote, storefront: Storefront, now: datetime) -> Any:
    options = DeliveryOption.objects.filter(storefront=storefront).on_offer(now)
    return options.carrying(quote.product.weight_g).order_by("gross_cents", "pk")


def _form(request: PersonRequest, quote: Quote) -> OpeningForm:
    now = timezone.now()
    deliveries = _deliveries(quote, request.storefront, now)
    evening = timezone.make_aware(datetime.combine(timezone.localdate(now + LASTS), CLOSING_HOUR))
    return OpeningForm(
        sent(request),
        deliveries=deliveries,
        initial={
            "rungs": _designed(request) or proposed(quote),
            "belief": request.GET.get("belief", ""),
            "closes_at": evening,
            "cap": left_of(quote),
            "closes_when_full": quote.capacity is not None,
            "delivery_options": deliveries,
            "asks_for_card": True,
        },
    )


def _designed(request: PersonRequest) -> Ladder | None:
    """Return the ladder that the designer handed over, or None."""
    pairs = [pair.split(":") for pair in request.GET.get("ladder", "")[:2000].split(",")]
    try:
        return Ladder.of([(int(units[:9]), int(cents[:9])) for units, cents in pairs])
    except ValueError:
        return None


def _keep_forecast(campaign: Campaign, form: OpeningForm) -> None:
    belief = unsigned(form.cleaned_data["belief"])
    if belief:
        keep_forecast(campaign=campaign, belief=belief, now=timezone.now())


def proposed(quote: Quote) -> Ladder:
    """Return a first ladder; where the supplier has a smallest order, that is its critical mass."""
    costs = quote.cost_ladder().dearer(royalty_ahead(quote))
    ladder = propose(costs, quote.product.vat_per_mille)
    return from_smallest(ladder, quote.minimum_cases * quote.case_size)


def _terms(request: PersonRequest, quote: Quote, form: OpeningForm) -> dict[str, Any]:
    now = timezone.now()
    terms = {name: value for name, value in form.cleaned_data.items() if name not in BESIDES}
    return terms | {
        "award": quote.award,
        "storefront": request.storefront,
        "ladder": terms.pop("rungs"),
        "opens_at": terms["opens_at"] or now,
        "delivery_options": list(terms["delivery_options"]),
        "opened_by": request.user,
        "now": now,
    }


def previewed(
    request: PersonRequest, quote: Quote, form: OpeningForm | OfferingForm
) -> dict[str, Any]:
    """Return a quote with what the ladder in a form would look like and leave."""
    shown = {"quote": quote, "product": quote.product, "section": "desk:quotes"}
    try:
        return shown | {"preview": _preview(request.storefront, quote, form)}
    except ValidationError as error:
        return shown | {"preview": None, "problems": error.messages}


def _preview(storefront: Storefront, quote: Quote, form: OpeningForm | OfferingForm) -> Preview:
    ladder, cap = form.ladder(), form.shown_cap(quote)
    rungs = [(rung.from_units, rung.unit_price) for rung in ladder.rungs]
    cost, vat, royalty = quote.cost_ladder(), quote.product.vat_per_mille, royalty_ahead(quote)
    margins = list(steps(ladder, cost, vat, cap=cap, royalty=royalty))
    excused = bool(form["below_cost_reason"].value())
    return Preview(
        ladder=ladder,
        picture=ladder_picture(
            rungs,
            units_in=0,
            missing=ladder.critical_mass,
            state="planned",
            currency=quote.currency,
        ),
        steps=margins,
        warnings=[
            *_about_money(storefront, quote, ladder, margins, excused),
            *_about_quantities(quote, ladder, cap),
            *_about_product(quote),
            *_about_rights(quote),
        ],
    )


def _about_money(
    storefront: Storefront, quote: Quote, ladder: Ladder, margins: list[Step], excused: bool
) -> Iterator[Warned]:
    below = [step.number for step in margins if step.below_cost]
    if below:
        words = {"rungs": ", ".join(map(str, below[:12]))}
        yield Warned(_("Below the purchase price at rung %(rungs)s.") % words, not excused)
    losing = [s.number for s in margins if s.first.each < 0 and not s.below_cost]
    if losing:
        words = {"rungs": ", ".join(map(str, losing[:12]))}
        yield Warned(_("The creator's royalty leaves nothing at rung %(rungs)s.") % words)
    lowest = lowest_price_of_30_days(quote.product, storefront, timezone.now())
    if lowest is not None and ladder.opening_price > lowest:
        words = {"price": formats.money(lowest, quote.currency)}
        yield Warned(
            _("In the last 30 days we sold it at %(price)s: savings count from there.") % words
        )
    if lowest is None and not quote.product.reference_prices.exists():
        yield Warned(_("No reference price: no saving will be shown."))


def _about_quantities(quote: Quote, ladder: Ladder, cap: int | None) -> Iterator[Warned]:
    smallest = quote.minimum_cases * quote.case_size
    if ladder.critical_mass < smallest:
        words = {"units": formats.units(smallest)}
        yield Warned(
            _("The supplier takes no order below %(units)s units: with fewer, nothing is bought.")
            % words
        )
    beyond = [rung for rung in ladder.rungs if cap is not None and rung.from_units > cap]
    if beyond:
        words = {"units": formats.units(beyond[0].from_units)}
        yield Warned(_("The step at %(units)s units lies beyond the most that is sold.") % words)


def _about_product(quote: Quote) -> Iterator[Warned]:
    product = quote.product
    if not (product.manufacturer and product.eu_responsible and product.identifier):
        yield Warned(_("Safety data is missing: manufacturer, responsible person or identifier."))
    if not product.pictures.exists():
        yield Warned(_("The product has no picture."))


def _about_rights(quote: Quote) -> Iterator[Warned]:
    """Say what a creator earns of each unit, or that their contract is missing."""
    try:
        rights = rights_of(quote.award)
    except NoAssignment:
        yield Warned(_("Its creator has not agreed to a contract: offer one on its page."), True)
    except TwoProjects:
        yield Warned(_("Its brief speaks for several projects: one at a time can be made."), True)
    else:
        if rights:
            royalty = formats.money(rights.royalty_cents, rights.project.wish.currency)
            words = {"royalty": royalty, "number": rights.number}
            yield Warned(
                _("The margin below is after %(royalty)s a unit for its creator (%(number)s).")
                % words
            )
