"""Tribes as a reader sees them: all, mine, one with its invitation, and what its members do."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from clust.campaigns.models import Campaign
from clust.people.models import Person
from clust.storefronts.actions.tribes import is_shown_out
from clust.storefronts.models import Membership, Sharing, Storefront, Tribe
from clust.talk.models import hidden
from clust.talk.readings import shown_profiles
from clust.web.shop.offers import storefront_of
from clust.web.shop.shares import how_many, joined, saved_by, who_share
from clust.wishes.models import Backing, Wish

SALT = "clust.tribe"
INVITATION_LASTS = timedelta(days=30)
A_FEW = 6


def tribes_of(person: Person | None, storefront: Storefront) -> QuerySet[Tribe]:
    """Return the tribes that somebody belongs to here."""
    if person is None:
        return Tribe.objects.none()
    mine = Membership.objects.standing().filter(tribe=OuterRef("pk"), person=person)
    rows = Tribe.objects.filter(Exists(mine), ~hidden("tribe"), storefront=storefront)
    return rows.order_by("name")


def open_tribes(storefront: Storefront) -> QuerySet[Tribe]:
    """Return the tribes of a storefront that anybody may join."""
    return Tribe.objects.filter(~hidden("tribe"), storefront=storefront, is_open=True)


def with_members(rows: QuerySet[Tribe]) -> Any:
    """Return tribes with the number of their members."""
    return rows.annotate(members=Count("memberships", filter=Q(memberships__open=True)))


def tribe_or_404(request: HttpRequest, pk: int) -> Tribe:
    """
    Return a tribe of this storefront: an open one, or one's own; its invitation shows it too, but
    not to those whom it showed out.

    :raises Http404: also where the desk hid it
    """
    tribe = get_object_or_404(Tribe, ~hidden("tribe"), pk=pk, storefront=storefront_of(request))
    if tribe.is_open or membership_of(request, tribe) or is_invited(request, tribe):
        return tribe
    raise Http404


def organised_or_404(request: HttpRequest, pk: int) -> Tribe:
    """
    Return a tribe that the reader organises, hidden or not.

    :raises Http404: if they do not
    """
    tribe = get_object_or_404(Tribe, pk=pk, storefront=storefront_of(request))
    mine = membership_of(request, tribe)
    if mine is None or not mine.organises:
        raise Http404
    return tribe


def membership_of(request: HttpRequest, tribe: Tribe) -> Membership | None:
    """Return that the reader belongs to it, if so."""
    if not request.user.is_authenticated:
        return None
    return Membership.objects.standing().filter(tribe=tribe, person=request.user).first()


def invitation(request: HttpRequest, tribe: Tribe) -> str:
    """Return the link that lets people into a tribe for a month, unless it is renewed before."""
    token = signing.dumps([tribe.pk, tribe.invitation], salt=SALT)
    return request.build_absolute_uri(f"{reverse('shop:tribe', args=[tribe.pk])}?by={token}")


def is_invited(request: HttpRequest, tribe: Tribe) -> bool:
    """Say whether the address carries the tribe's invitation, and the reader may use it."""
    token = request.POST.get("by") or request.GET.get("by") or ""
    try:
        told = signing.loads(token, salt=SALT, max_age=INVITATION_LASTS)
    except signing.BadSignature:
        return False
    if told != [tribe.pk, tribe.invitation]:
        return False
    return not (request.user.is_authenticated and is_shown_out(tribe, request.user))


def sharers(tribe: Tribe, what: str) -> QuerySet[Membership, int]:
    """Return the numbers of the members of a tribe who share something at its storefront."""
    rows = Membership.objects.standing().filter(tribe=tribe)
    sharing = who_share(what, tribe.storefront)
    return rows.filter(person__in=sharing).values_list("person", flat=True)


def wanted_by(rows: QuerySet[Wish], tribe: Tribe) -> QuerySet[Wish]:
    """Return the wishes that members of a tribe want who share what they want; never who."""
    members = sharers(tribe, Sharing.What.WISHES)
    wanted = Backing.objects.standing().filter(wish=OuterRef("pk"), person__in=members)
    return rows.filter(Exists(wanted))


@dataclass(frozen=True, slots=True)
class Activity:
    """What the members of a tribe do who share it: clusts with how many joined, and money saved."""

    joined: list[tuple[Campaign, int]]
    saved_cents: int


def activity_of(tribe: Tribe) -> Activity:
    """Return what a tribe's members joined and saved, of those who share it."""
    joining = sharers(tribe, Sharing.What.CLUSTS)
    campaigns = list(joined(joining, tribe.storefront)[:A_FEW])
    people = how_many(joining, campaigns)
    return Activity(
        joined=[(campaign, people.get(campaign.pk, 0)) for campaign in campaigns],
        saved_cents=saved_by(sharers(tribe, Sharing.What.SAVINGS), tribe.storefront),
    )


def members_of(tribe: Tribe) -> QuerySet[Membership]:
    """
    Return who belongs to a tribe, organisers first, with `shown_name` and `shown_page` of those
    who show their page and their tribes.
    """
    shown = shown_profiles(tribe.storefront).filter(
        person=OuterRef("person"), person__in=who_share(Sharing.What.TRIBES, tribe.storefront)
    )
    rows = Membership.objects.standing().filter(tribe=tribe)
    return rows.annotate(
        shown_name=Subquery(shown.values("name")[:1]), shown_page=Subquery(shown.values("pk")[:1])
    ).order_by("-organises", "at", "id")
