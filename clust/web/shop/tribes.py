"""Tribes as a reader sees them: all, mine, one with its invitation, and what one wants."""

from typing import Any

from django.core import signing
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from clust.people.models import Person
from clust.storefronts.models import Membership, Storefront, Tribe
from clust.web.shop.offers import storefront_of
from clust.wishes.models import Backing, Wish

SALT = "clust.tribe"


def tribes_of(person: Person | None, storefront: Storefront) -> QuerySet[Tribe]:
    """Return the tribes that somebody belongs to here."""
    mine = (
        Membership.objects.standing().filter(person=person) if person else Membership.objects.none()
    )
    return Tribe.objects.filter(storefront=storefront, memberships__in=mine).order_by("name")


def with_members(rows: QuerySet[Tribe]) -> Any:
    """Return tribes with the number of their members."""
    return rows.annotate(members=Count("memberships", filter=Q(memberships__open=True)))


def tribe_or_404(request: HttpRequest, pk: int) -> Tribe:
    """Return a tribe of this storefront: an open one, or one's own; its invitation shows it too."""
    tribe = get_object_or_404(Tribe, pk=pk, storefront=storefront_of(request))
    if tribe.is_open or membership_of(request, tribe) or is_invited(request, tribe):
        return tribe
    raise Http404


def membership_of(request: HttpRequest, tribe: Tribe) -> Membership | None:
    """Return that the reader belongs to it, if so."""
    if not request.user.is_authenticated:
        return None
    return Membership.objects.standing().filter(tribe=tribe, person=request.user).first()


def invitation(request: HttpRequest, tribe: Tribe) -> str:
    """Return the link that lets people into a tribe."""
    token = signing.dumps(tribe.pk, salt=SALT)
    return request.build_absolute_uri(f"{reverse('shop:tribe', args=[tribe.pk])}?by={token}")


def is_invited(request: HttpRequest, tribe: Tribe) -> bool:
    """Say whether the address carries the tribe's invitation."""
    token = request.POST.get("by") or request.GET.get("by") or ""
    try:
        return bool(signing.loads(token, salt=SALT) == tribe.pk)
    except signing.BadSignature:
        return False


def wanted_by(rows: QuerySet[Wish], tribe: Tribe) -> QuerySet[Wish]:
    """Return the wishes that members of a tribe want; never who."""
    members = Membership.objects.standing().filter(tribe=tribe).values("person")
    wanted = Backing.objects.standing().filter(wish=OuterRef("pk"), person__in=members)
    return rows.filter(Exists(wanted))
