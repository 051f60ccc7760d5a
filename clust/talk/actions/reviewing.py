"""Reviews: stars and words of those who received a product."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from clust.people.models import Person
from clust.sourcing.models import Product
from clust.storefronts.models import Storefront
from clust.supply.models import DeliveryLine
from clust.talk.actions.saying import NotHere, begin, is_shown, said_words, show_photo
from clust.talk.models import Comment, Review

STARS = range(1, 6)


class NotReceived(Exception):
    """Only those who received a product review it."""


class AlreadyReviewed(Exception):
    """The person's review of this product stands."""


class BadStars(Exception):
    """A review has one to five stars."""


def received(person: Person, product: Product) -> DeliveryLine | None:
    """Return how we know that a person received a product: the last line delivered, or None."""
    lines = DeliveryLine.objects.filter(order__person=person, order__campaign__product=product)
    return lines.order_by("-pk").first()


@transaction.atomic
def review_product(
    *,
    storefront: Storefront,
    product: Product,
    person: Person,
    stars: int,
    words: str,
    key: UUID,
    photo: bytes | None = None,
    now: datetime,
) -> Review:
    """
    Say how good a product is that one received, once per `key`.

    :raises NotReceived: if nothing of it was delivered to the person
    :raises AlreadyReviewed: until they take their review back
    :raises BadStars: if it has not one to five
    :raises SayingRefused: as with every comment
    """
    if said := begin(person, key, now):
        return said.review
    line = received(person, product)
    if line is None:
        raise NotReceived
    if not is_shown(product, storefront):
        raise NotHere
    if stars not in STARS:
        raise BadStars
    if Review.objects.filter(product=product, person=person, open=True).exists():
        raise AlreadyReviewed
    comment = Comment.objects.create(
        storefront=storefront,
        person=person,
        product=product,
        words=said_words(words),
        key=key,
        at=now,
    )
    show_photo(comment, photo)
    return Review.objects.create(
        comment=comment, product=product, person=person, line=line, stars=stars
    )
