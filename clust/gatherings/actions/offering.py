"""The desk lets members start private clusts with an accepted quote, and lets them no more."""

from datetime import datetime

from django.db import IntegrityError, transaction

from clust.campaigns.actions.opening import check_above_cost, rights_of
from clust.gatherings.models import Offering, OfferingEnd, OfferingRung
from clust.people.models import Person
from clust.rules.ladder import Ladder
from clust.sourcing.models import Award
from clust.storefronts.models import Storefront


class AlreadyOffered(Exception):
    """Members of this storefront may start private clusts with this quote already."""


class BoundsSwapped(Exception):
    """The shortest time is longer than the longest."""


class QuoteOver(Exception):
    """The supplier's quote does not hold any more."""


class AlreadyWithdrawn(Exception):
    """Nobody can start a private clust with it any more."""


@transaction.atomic
def offer_for_gatherings(
    *,
    award: Award,
    storefront: Storefront,
    ladder: Ladder,
    starters: str,
    shortest_days: int,
    longest_days: int,
    delivery_gross_cents: int,
    takes_transfers: bool,
    below_cost_reason: str = "",
    person: Person | None,
    now: datetime,
) -> Offering:
    """
    Let private clusts be started with an accepted quote.

    :param ladder: unit prices in cents gross; every private clust begins with it
    :param delivery_gross_cents: what delivery to the group's place costs each order, with tax
    :raises BelowCost: if a rung sells below the purchase price and no exception is recorded
    :raises NoAssignment: if its creator has not assigned the rights
    :raises QuoteOver: if the quote has run out
    :raises BoundsSwapped: if the days are in the wrong order
    :raises AlreadyOffered: if it is offered in this storefront already
    """
    quote = award.quote
    if quote.valid_until and quote.valid_until < now.date():
        raise QuoteOver
    if not 0 < shortest_days <= longest_days:
        raise BoundsSwapped
    if not below_cost_reason:
        check_above_cost(ladder, quote.cost_ladder(), quote.product.vat_per_mille)
    rights_of(award)
    try:
        with transaction.atomic():
            offering = Offering.objects.create(
                award=award,
                storefront=storefront,
                starters=starters,
                shortest_days=shortest_days,
                longest_days=longest_days,
                delivery_gross_cents=delivery_gross_cents,
                takes_transfers=takes_transfers,
                below_cost_reason=below_cost_reason,
                person=person,
                at=now,
            )
    except IntegrityError as error:
        raise AlreadyOffered from error
    OfferingRung.objects.bulk_create(
        OfferingRung(offering=offering, from_units=rung.from_units, gross_cents=rung.unit_price)
        for rung in ladder.rungs
    )
    return offering


@transaction.atomic
def withdraw_offering(offering: Offering, *, person: Person | None, now: datetime) -> OfferingEnd:
    """
    Let nobody start a private clust with it any more; those that run go on.

    :raises AlreadyWithdrawn: if someone else did
    """
    if not Offering.objects.filter(pk=offering.pk, open=True).update(open=False):
        raise AlreadyWithdrawn
    return OfferingEnd.objects.create(offering=offering, person=person, at=now)
