"""Calling those who wished: a standing limit that a clust can reach becomes a ready order page."""

from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from clust.campaigns.models import Amendment, Calling, Campaign


class AlreadyCalled(Exception):
    """Somebody else called them."""


@transaction.atomic
def call_limits(campaign: Campaign, *, now: datetime) -> Calling:
    """
    Call everybody whose standing limit the ladder of an opened campaign can reach, once.

    Set-based: the limits on the wishes of its brief that are valid on the opening day, each person
    for their highest one; who has pledged already is not called. A limit is compared with the
    lowest price, tax and the smallest surcharge included.

    :raises AlreadyCalled: if someone else did
    """
    return _call(_begin(Calling(campaign=campaign, at=now)), campaign, campaign.opens_at)


@transaction.atomic
def call_again(amendment: Amendment, *, now: datetime) -> Calling:
    """
    Call those whom a deeper price reaches and who were not called before; once an amendment.

    :raises AlreadyCalled: if someone else did
    """
    calling = _begin(Calling(amendment=amendment, at=now))
    return _call(calling, amendment.campaign, max(amendment.at, amendment.campaign.opens_at))


def _begin(calling: Calling) -> Calling:
    try:
        with transaction.atomic():
            calling.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyCalled from error
    return calling


def _call(calling: Calling, campaign: Campaign, opened_at: datetime) -> Calling:
    day = timezone.localtime(opened_at, timezone.get_default_timezone()).date()
    with connection.cursor() as cursor:
        cursor.execute("SELECT write_calls(%s, %s, %s)", [campaign.pk, day, calling.at])
        calling.calls = int(cursor.fetchone()[0])
    calling.save(update_fields=["calls"])
    return calling
