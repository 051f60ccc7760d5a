"""Following a clust, or what is new in a storefront."""

from datetime import datetime

from django.db import IntegrityError, transaction

from clust.campaigns.models import Campaign
from clust.notices.models import Following, FollowingEnd
from clust.people.models import Person
from clust.storefronts.models import Storefront

MOST_FOLLOWED = 500


class NothingToFollow(Exception):
    """The clust is over: nothing is told of it any more."""


class TooMany(Exception):
    """Somebody follows as much as anybody may."""


class NotFollowed(Exception):
    """It has ended before."""


def follow_campaign(*, person: Person, campaign: Campaign, now: datetime) -> Following:
    """
    Hear when a clust gets cheaper and when it closes soon; following twice is once.

    :raises NothingToFollow: if it is over
    :raises TooMany: beyond five hundred
    """
    if now >= campaign.closes_at:
        raise NothingToFollow
    return _follow(person, now, campaign=campaign)


def follow_storefront(*, person: Person, storefront: Storefront, now: datetime) -> Following:
    """
    Hear of new clusts of a storefront; following twice is once.

    :raises TooMany: beyond five hundred
    """
    return _follow(person, now, storefront=storefront)


@transaction.atomic
def _follow(person: Person, now: datetime, **what: Campaign | Storefront) -> Following:
    standing = Following.objects.standing().filter(person=person)
    if found := standing.filter(**what).first():
        return found
    if standing.count() >= MOST_FOLLOWED:
        raise TooMany
    try:
        with transaction.atomic():
            return Following.objects.create(person=person, at=now, **what)
    except IntegrityError:
        return standing.get(**what)


@transaction.atomic
def end_following(
    *, following: Following, cause: str = FollowingEnd.Cause.LEFT, now: datetime
) -> FollowingEnd:
    """
    Hear no more of it.

    :raises NotFollowed: if it has ended
    """
    if not Following.objects.standing().filter(pk=following.pk).update(open=False):
        raise NotFollowed
    return FollowingEnd.objects.create(following=following, cause=cause, at=now)
