"""What is said of the operator's own advertising."""

from datetime import date, datetime

from django.db import transaction

from clust.partners.models import Advert, AdvertCost
from clust.people.models import Person


class DaysSwapped(Exception):
    """The last day lies before the first."""


@transaction.atomic
def note_advert_cost(
    *,
    advert: Advert,
    from_on: date,
    until_on: date,
    net_cents: int,
    person: Person | None,
    now: datetime,
    note: str = "",
) -> AdvertCost:
    """
    Write what an advertisement costs for some days, without tax.

    :raises DaysSwapped: if the last day lies before the first
    """
    if until_on < from_on:
        raise DaysSwapped
    return AdvertCost.objects.create(
        advert=advert,
        from_on=from_on,
        until_on=until_on,
        net_cents=net_cents,
        note=note,
        person=person,
        at=now,
    )


@transaction.atomic
def drop_advert_cost(cost: AdvertCost, *, now: datetime) -> None:
    """Forget a cost that was noted by mistake; nothing in the books points at it."""
    cost.delete()
