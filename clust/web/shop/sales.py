"""At which community's storefront an order is placed: written before it, under its key."""

from contextlib import suppress
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from clust.campaigns.models import Campaign
from clust.people.models import Person
from clust.storefronts.actions.admitting import (
    WasShownOut,
    admit,
    carry_point_of_sale,
    note_point_of_sale,
)
from clust.storefronts.models import Admission
from clust.web.shop.offers import storefront_of


def note_sale(request: HttpRequest, person: Person, campaign: Campaign, key: UUID) -> None:
    """Write down where an order is about to be placed, but for what the operator's shop sells."""
    storefront, now = storefront_of(request), timezone.now()
    if storefront.shares and campaign.storefront_id == storefront.pk:
        return
    note_point_of_sale(storefront=storefront, person=person, key=key, now=now)
    with suppress(WasShownOut):
        admit(storefront=storefront, person=person, how=Admission.How.ITSELF, now=now)


def carry_sale(was: UUID, key: UUID) -> None:
    """Let an order that takes another's place keep where it was placed."""
    carry_point_of_sale(key=was, to=key, now=timezone.now())
