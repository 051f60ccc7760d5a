"""A member as others see them: what they share with the people of a storefront, nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest

from clust.campaigns.models import Campaign
from clust.people.models import Person, Profile
from clust.storefronts.models import Membership, Sharing, Storefront, Tribe
from clust.talk.models import hidden
from clust.talk.readings import shown_profiles
from clust.web.shop import wall
from clust.web.shop.offers import storefront_of
from clust.web.shop.shares import joined, saved_by, shared_by
from clust.web.shop.wall import WishCard
from clust.wishes.models import Backing

A_FEW = 12
What = Sharing.What


@dataclass(slots=True)
class Member:
    """What a member's page shows."""

    profile: Profile
    shares: frozenset[str]
    tribes: Sequence[Tribe] = ()
    cards: list[WishCard] = field(default_factory=list)
    campaigns: Sequence[Campaign] = ()
    saved_cents: int = 0


def profile_or_404(request: HttpRequest, pk: int) -> Profile:
    """
    Return the page of a member who shows it at this storefront.

    :raises Http404: if there is none, it is not shared here, or the desk hid it
    """
    found = shown_profiles(storefront_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def member_of(profile: Profile, storefront: Storefront, reader: Person, now: datetime) -> Member:
    """Return what a member shares at a storefront, as somebody there may see it."""
    shares = shared_by(profile.person_id, storefront)
    found = Member(profile, shares)
    if What.TRIBES in shares:
        found.tribes = list(_tribes(profile.person_id, storefront, reader))
    if What.WISHES in shares:
        numbers = wanted(profile.person_id, storefront).values_list("pk", flat=True)[:A_FEW]
        found.cards = wall.shown(list(numbers), storefront, reader, now)
    if What.CLUSTS in shares:
        found.campaigns = list(joined([profile.person_id], storefront)[:A_FEW])
    if What.SAVINGS in shares:
        found.saved_cents = saved_by([profile.person_id], storefront)
    return found


def wanted(person: int, storefront: Storefront) -> QuerySet[Any]:
    """Return the wishes of the wall that somebody wants, the newest first."""
    backing = Backing.objects.standing().filter(wish=OuterRef("pk"), person=person)
    return wall.on_wall(storefront).filter(Exists(backing)).order_by("-pk")


def _tribes(person: int, storefront: Storefront, reader: Person) -> QuerySet[Tribe]:
    """Return the tribes of somebody that the reader may know of: open ones, and common ones."""
    standing = Membership.objects.standing().filter(tribe=OuterRef("pk"))
    rows = Tribe.objects.filter(Exists(standing.filter(person=person)), storefront=storefront)
    seen = rows.filter(is_open=True) | rows.filter(Exists(standing.filter(person=reader)))
    return seen.filter(~hidden("tribe")).order_by("name")
