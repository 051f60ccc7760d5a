"""What people share at a storefront, and the sums over those who do."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from clust.campaigns.models import Campaign, Pledge
from clust.orders.models import Order
from clust.storefronts.models import Sharing, Storefront
from clust.web.parts.savings import saved_cents


def shared_by(person: int, storefront: Storefront) -> frozenset[str]:
    """Return what somebody shares at a storefront: values of `Sharing.What`."""
    rows = Sharing.objects.filter(person=person, storefront=storefront)
    return frozenset(rows.values_list("what", flat=True))


def who_share(what: str, storefront: Storefront) -> QuerySet[Sharing, int]:
    """Return the numbers of the people who share something at a storefront."""
    return Sharing.objects.filter(what=what, storefront=storefront).values_list("person", flat=True)


def joined(people: Any, storefront: Storefront) -> QuerySet[Campaign]:
    """Return the clusts listed at a storefront in which some of these people stand."""
    pledges = Pledge.objects.standing().filter(campaign=OuterRef("pk"), person__in=people)
    rows = Campaign.objects.filter(Exists(pledges), listings__storefront=storefront)
    return rows.select_related("product").order_by("-opens_at", "-pk")


def how_many(people: Any, campaigns: list[Campaign]) -> dict[int, int]:
    """Return how many of these people stand in each clust."""
    rows = Pledge.objects.standing().filter(campaign__in=campaigns, person__in=people)
    found = rows.values("campaign").annotate(n=Count("person", distinct=True))
    return dict(found.values_list("campaign", "n"))


def saved_by(people: Any, storefront: Storefront) -> int:
    """Return what these people saved together in the clusts of a storefront, cents gross."""
    return saved_cents(
        Order.objects.filter(person__in=people, campaign__listings__storefront=storefront)
    )
