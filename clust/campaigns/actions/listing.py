"""Where a clust is shown: by its own storefront, and by those that list it beside."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from clust.campaigns.models import Campaign, CampaignDelivery, Listing, Pledge
from clust.storefronts.models import Catalogue, DeliveryOption, PointOfSale, Storefront


class CannotList(Exception):
    """The clust cannot be shown there; the subclasses say why."""


class NotForOthers(CannotList):
    """It is private to its own storefront, or another seller's."""


class OwnOnly(CannotList):
    """The storefront shows its own clusts only."""


class HasBuyers(Exception):
    """People ordered it there: it stays until they have their goods."""


class IsItsOwn(Exception):
    """It is the storefront's own clust."""


def for_others(storefront: Storefront) -> QuerySet[Campaign]:
    """Return the clusts of other storefronts that a storefront may show."""
    return Campaign.objects.filter(
        storefront__seller=storefront.seller_id,
        storefront__shares=True,
        listings__storefront=F("storefront"),
    ).exclude(storefront=storefront)


@transaction.atomic
def list_campaign(*, campaign: Campaign, storefront: Storefront, now: datetime) -> Listing:
    """
    Show a clust in a storefront too: one price and one count for all; doing it twice is once.

    :raises NotForOthers: if it is private to its own storefront
    :raises OwnOnly: if the storefront shows its own only
    """
    if standing := Listing.objects.filter(campaign=campaign, storefront=storefront).first():
        return standing
    if storefront.catalogue == Catalogue.OWN:
        raise OwnOnly
    if not for_others(storefront).filter(pk=campaign.pk).exists():
        raise NotForOthers
    listing, made = Listing.objects.get_or_create(campaign=campaign, storefront=storefront)
    if made:
        _offer_places([campaign.pk], storefront, now)
    return listing


@transaction.atomic
def unlist_campaign(*, campaign: Campaign, storefront: Storefront, now: datetime) -> None:
    """
    Show a clust in a storefront no more; doing it twice is once.

    :raises IsItsOwn: if it is that storefront's own
    :raises HasBuyers: if people ordered it there
    """
    if campaign.storefront_id == storefront.pk:
        raise IsItsOwn
    if sold_at(storefront).filter(campaign=campaign).exists():
        raise HasBuyers
    Listing.objects.filter(campaign=campaign, storefront=storefront).delete()


@transaction.atomic
def choose_catalogue(*, storefront: Storefront, catalogue: str, now: datetime) -> Storefront:
    """
    Show all clusts that are for everybody from now on, or chosen ones, or one's own only.

    All that are open are listed at once; those of others that nobody ordered here go at once.
    """
    row = Storefront.objects.select_for_update(no_key=True).get(pk=storefront.pk)
    row.catalogue = Catalogue(catalogue)
    row.save(update_fields=["catalogue"])
    if row.catalogue == Catalogue.ALL:
        found = for_others(row).filter(gate__open=True, closes_at__gt=now)
        fresh = list(found.exclude(listings__storefront=row).values_list("pk", flat=True))
        _write([(pk, row.pk) for pk in fresh])
        _offer_places(fresh, row, now)
    if row.catalogue == Catalogue.OWN:
        beside = Listing.objects.filter(storefront=row).exclude(campaign__storefront=row)
        beside.exclude(campaign__in=sold_at(row).values("campaign")).delete()
    return row


def list_with_all(campaign: Campaign, *, now: datetime) -> int:
    """Show a clust that has just opened wherever all are shown; returns in how many storefronts."""
    own = campaign.storefront
    if not own.shares:
        return 0
    others = Storefront.objects.filter(catalogue=Catalogue.ALL, seller=own.seller_id)
    keys = list(others.exclude(pk=own.pk).values_list("pk", flat=True))
    _write([(campaign.pk, key) for key in keys])
    with connection.cursor() as cursor:
        cursor.execute(PLACES_OF_ALL, [campaign.pk, keys, now])
    return len(keys)


@transaction.atomic
def add_place(
    *,
    storefront: Storefront,
    name_fr: str,
    name_en: str,
    place: str,
    gross_cents: int,
    now: datetime,
) -> DeliveryOption:
    """
    Let a community's people collect what they order, there, at a price in cents gross.

    It is one way more in every open clust that the storefront shows: the terms only get better.
    """
    option = DeliveryOption.objects.create(
        storefront=storefront,
        kind=DeliveryOption.PICKUP,
        name_fr=name_fr,
        name_en=name_en,
        place=place,
        gross_cents=gross_cents,
        started_at=now,
    )
    shown = Campaign.objects.filter(listings__storefront=storefront, closes_at__gt=now)
    for campaign in shown.filter(gate__open=True):
        CampaignDelivery.objects.create(campaign=campaign, option=option)
    return option


def end_place(*, option: DeliveryOption, now: datetime) -> DeliveryOption:
    """Offer a place no more in clusts that open from now on; what was agreed on stays."""
    DeliveryOption.objects.filter(pk=option.pk, ended_at=None).update(ended_at=now)
    option.refresh_from_db()
    return option


def sold_at(storefront: Storefront) -> QuerySet[Pledge]:
    """Return the pledges placed at a community's storefront, withdrawn ones too."""
    point = PointOfSale.objects.filter(storefront=storefront, key=OuterRef("key"))
    return Pledge.objects.filter(Exists(point))


def _write(pairs: list[tuple[int, int]]) -> None:
    Listing.objects.bulk_create(
        (Listing(campaign_id=campaign, storefront_id=storefront) for campaign, storefront in pairs),
        batch_size=2_000,
        ignore_conflicts=True,
    )


def _offer_places(campaigns: list[int], storefront: Storefront, now: datetime) -> None:
    """Let what is listed be collected at the community's places."""
    options = DeliveryOption.objects.on_offer(now).filter(
        storefront=storefront, kind=DeliveryOption.PICKUP
    )
    CampaignDelivery.objects.bulk_create(
        [CampaignDelivery(campaign_id=pk, option=option) for pk in campaigns for option in options],
        ignore_conflicts=True,
    )


PLACES_OF_ALL = """
INSERT INTO campaign_delivery (campaign_id, option_id)
SELECT %s, o.id FROM delivery_option AS o
WHERE o.storefront_id = ANY(%s) AND o.kind = 'pickup'
  AND (o.ended_at IS NULL OR o.ended_at > %s)
ON CONFLICT DO NOTHING
"""
