"""Opening a campaign: terms are checked, frozen and shown."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from clust.campaigns.actions.listing import list_with_all
from clust.campaigns.capacity import left_of, lock_quote, whole_cases
from clust.campaigns.models import Campaign, CampaignDelivery, Clearing, Gate, Listing, Plan, Rung
from clust.people.models import Person
from clust.rules.ladder import Ladder
from clust.rules.margin import margin_at, plan
from clust.sourcing.models import Award, Product, Quote
from clust.storefronts.models import DeliveryOption, Storefront, Terms
from clust.wishes.models import Project, RightsAssignment


class CannotOpen(Exception):
    """The terms cannot be opened with; the subclasses say why."""


class DatesSwapped(CannotOpen):
    """It would close before it opens."""


class InThePast(CannotOpen):
    """The opening or the closing lies in the past."""


class QuoteRunsOut(CannotOpen):
    """The supplier's quote is not valid until the closing."""


class OverCapacity(CannotOpen):
    """The other clusts with this quote leave fewer units, of which it says how many."""

    def __init__(self, left: int) -> None:
        super().__init__(self.__doc__)
        self.left = left


class LessThanACase(CannotOpen):
    """The cap holds no case."""


class NoDelivery(CannotOpen):
    """There is no way of delivery."""


class NoTerms(CannotOpen):
    """The seller has published no terms of sale."""


class NoSingles(CannotOpen):
    """What is bought now needs a card and a supplier that ships singles."""


class NoAssignment(CannotOpen):
    """It is of a project whose creator has not assigned the rights."""


class TwoProjects(CannotOpen):
    """Its brief speaks for more than one project."""


class BelowCost(CannotOpen):
    """A rung sells below the purchase price and no legal exception is recorded."""

    def __init__(self, from_units: int) -> None:
        super().__init__(self.__doc__)
        self.from_units = from_units


@transaction.atomic
def open_campaign(
    *,
    award: Award,
    storefront: Storefront,
    ladder: Ladder,
    opens_at: datetime,
    closes_at: datetime,
    delivery_options: Sequence[DeliveryOption],
    now: datetime,
    cap: int | None = None,
    per_person: int | None = None,
    closes_when_full: bool = False,
    delivery_on: date | None = None,
    below_cost_reason: str = "",
    asks_for_card: bool = False,
    takes_transfers: bool = False,
    ships_singles: bool = False,
    opened_by: Person | None = None,
    is_listed: bool = True,
) -> Campaign:
    """
    Open a clust on an accepted quote; its terms are frozen from here on.

    :param ladder: unit prices in cents gross
    :param asks_for_card: a pledge counts once its card is confirmed
    :param takes_transfers: it may also be paid by bank transfer
    :param ships_singles: it may be bought now, and the difference is refunded (no cases then)
    :param is_listed: whether its storefront shows it; a private one is shown by nobody
    :param delivery_on: promised delivery; the quote's lead time after closing if not given
    :raises CannotOpen: a subclass says why; nothing is written then
    """
    quote, product = award.quote, award.quote.product
    cap = _checked_cap(cap, quote)
    _check_dates(opens_at, closes_at, now)
    if quote.valid_until and quote.valid_until < closes_at.date():
        raise QuoteRunsOut
    if not below_cost_reason:
        check_above_cost(ladder, quote.cost_ladder(), product.vat_per_mille)
    rights, terms = rights_of(award), _terms_of(storefront)
    if not delivery_options:
        raise NoDelivery
    if ships_singles and (quote.case_size > 1 or not asks_for_card):
        raise NoSingles
    campaign = Campaign.objects.create(
        award=award,
        product=product,
        storefront=storefront,
        terms=terms,
        rights=rights,
        reference_price=product.reference_prices.first(),
        lowest_30_days_cents=lowest_price_of_30_days(product, storefront, opens_at),
        currency=quote.currency,
        opens_at=opens_at,
        closes_at=closes_at,
        closes_when_full=closes_when_full,
        cap=cap,
        per_person=per_person,
        case_size=quote.case_size,
        minimum_cases=quote.minimum_cases,
        delivery_on=delivery_on or (closes_at + timedelta(days=quote.lead_days)).date(),
        below_cost_reason=below_cost_reason,
        asks_for_card=asks_for_card,
        takes_transfers=takes_transfers,
        ships_singles=ships_singles,
        opened_by=opened_by,
        opened_at=now,
    )
    _write_ladder(campaign, ladder)
    _write_plan(campaign, ladder, now)
    CampaignDelivery.objects.bulk_create(
        CampaignDelivery(campaign=campaign, option=option) for option in delivery_options
    )
    if is_listed:
        Listing.objects.create(campaign=campaign, storefront=storefront)
        list_with_all(campaign, now=now)
    _write_gate(campaign, ladder)
    return campaign


def _terms_of(storefront: Storefront) -> Terms:
    terms = storefront.seller.terms.order_by("-version").first()
    if terms is None:
        raise NoTerms
    return terms


def _write_ladder(campaign: Campaign, ladder: Ladder) -> None:
    Rung.objects.bulk_create(
        Rung(campaign=campaign, number=n, from_units=rung.from_units, gross_cents=rung.unit_price)
        for n, rung in enumerate(ladder.rungs, 1)
    )


def _write_gate(campaign: Campaign, ladder: Ladder) -> None:
    Gate.objects.create(
        campaign=campaign,
        opens_at=campaign.opens_at,
        closes_at=campaign.closes_at,
        room=whole_cases(campaign.cap, campaign.case_size),
        per_person=campaign.per_person,
        case_size=campaign.case_size,
        slack=ladder.rungs[0].from_units,
    )


def _write_plan(campaign: Campaign, ladder: Ladder, now: datetime) -> None:
    cost, vat = campaign.award.quote.cost_ladder(), campaign.product.vat_per_mille
    planned = plan(
        ladder,
        cost,
        vat,
        case=campaign.case_size,
        most=campaign.cap,
        royalty=campaign.royalty_cents,
    )
    Plan.objects.create(
        campaign=campaign,
        units=planned.units,
        gross_cents=planned.price,
        net_cents=planned.price_net,
        cost_net_cents=planned.cost,
        royalty_net_cents=planned.royalty,
        at=now,
    )


def rights_of(award: Award) -> RightsAssignment | None:
    """
    Return the contract with the creator whose project is made; None where it is no project.

    :raises NoAssignment: if there is none yet
    :raises TwoProjects: if it would be of several projects
    """
    projects = Project.objects.filter(wish__brief_line__brief__enquiries=award.quote.enquiry_id)
    match list(projects.select_related("assignment")) if award.quote.enquiry_id else []:
        case []:
            return None
        case [project]:
            if not hasattr(project, "assignment"):
                raise NoAssignment
            return project.assignment
        case _:
            raise TwoProjects


def _checked_cap(cap: int | None, quote: Quote) -> int | None:
    """Return the cap; until the campaign is written no other takes of the quote."""
    if quote.capacity is not None:
        lock_quote(quote)
    left = left_of(quote)
    units = whole_cases(left if cap is None else cap, quote.case_size)
    if left is not None and (not left or (units or 0) > left):
        raise OverCapacity(left)
    if units == 0:
        raise LessThanACase
    return left if cap is None else cap


def _check_dates(opens_at: datetime, closes_at: datetime, now: datetime) -> None:
    if closes_at <= opens_at:
        raise DatesSwapped
    if opens_at < now - timedelta(minutes=10) or closes_at <= now:
        raise InThePast


def check_above_cost(ladder: Ladder, cost: Ladder, vat_per_mille: int) -> None:
    """
    See that each rung, without tax, covers the unit cost at its first unit.

    :raises BelowCost: names the rung (French commercial code L442-5)
    """
    for rung in ladder.rungs:
        if margin_at(rung.from_units, rung.unit_price, cost, vat_per_mille).below_cost:
            raise BelowCost(rung.from_units)


def lowest_price_of_30_days(product: Product, storefront: Storefront, day: datetime) -> int | None:
    """Return our lowest price, cents gross, charged in the 30 days before, or None."""
    return (
        Clearing.objects.filter(
            closing__campaign__product=product,
            closing__campaign__storefront__seller=storefront.seller,
            at__gte=day - timedelta(days=30),
            at__lt=day,
            gross_cents__isnull=False,
        )
        .order_by("gross_cents")
        .values_list("gross_cents", flat=True)
        .first()
    )
