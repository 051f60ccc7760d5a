"""Who keeps a community's shop, and earns by it."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from clust.partners.models import Partner, Tenure
from clust.people.models import Person
from clust.storefronts.models import Storefront


class AlreadyKept(Exception):
    """Somebody keeps the storefront on one of these days, or no more on that day."""


@transaction.atomic
def give_tenure(
    *,
    storefront: Storefront,
    partner: Partner,
    from_on: date,
    person: Person | None,
    now: datetime,
    until_on: date | None = None,
) -> Tenure:
    """
    Let a partner earn by a storefront from a day on; who kept it before does so no more.

    :raises AlreadyKept: if somebody keeps it from one of the days on
    """
    Storefront.objects.select_for_update(no_key=True).get(pk=storefront.pk)
    before = storefront.tenures.filter(until_on=None, from_on__lt=from_on)
    before.update(until_on=from_on - timedelta(days=1))
    try:
        with transaction.atomic():
            return Tenure.objects.create(
                storefront=storefront,
                partner=partner,
                from_on=from_on,
                until_on=until_on,
                person=person,
                at=now,
            )
    except IntegrityError as error:
        raise AlreadyKept from error


@transaction.atomic
def end_tenure(*, tenure: Tenure, until_on: date, now: datetime) -> Tenure:
    """
    Set the last day on which a partner keeps a storefront.

    :raises AlreadyKept: if it ends before that day anyway, or begins after it
    """
    open_ = Q(until_on=None) | Q(until_on__gt=until_on)
    found = Tenure.objects.filter(open_, pk=tenure.pk, from_on__lte=until_on)
    if not found.update(until_on=until_on):
        raise AlreadyKept
    tenure.until_on = until_on
    return tenure
