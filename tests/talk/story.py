"""Things that are said in tests."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from clust.people.actions import show_oneself
from clust.people.models import Person, Profile
from clust.sourcing.models import SupplierContact
from clust.storefronts.actions.sharing import share_with
from clust.storefronts.models import Domain, Storefront
from clust.talk.actions.moderating import hide_written, object_to, report_written
from clust.talk.actions.reviewing import review_product
from clust.talk.actions.saying import Subject, post_comment, reply_to
from clust.talk.models import Comment, Review, TalkAppeal, TalkHiding, TalkReport
from tests.world import DAY, World, make_person


def say(
    world: World,
    about: Subject,
    words: str = "Elle chauffe vite ?",
    *,
    person: Person | None = None,
    now: datetime = DAY,
    **facts: Any,
) -> Comment:
    """Somebody says something about a wish, a clust or a product."""
    given = {"storefront": world.storefront, "key": uuid4()} | facts
    return post_comment(about=about, person=person or make_person(), words=words, now=now, **given)


def answer(
    comment: Comment,
    words: str = "Deux minutes.",
    *,
    person: Person | None = None,
    now: datetime = DAY,
    **facts: Any,
) -> Comment:
    """Somebody answers."""
    given = {"key": uuid4()} | facts
    return reply_to(comment, person=person or make_person(), words=words, now=now, **given)


def review(
    world: World, person: Person, stars: int = 4, *, now: datetime = DAY, **facts: Any
) -> Review:
    """Somebody says how good the kettle is."""
    given = {"storefront": world.storefront, "words": "Solide.", "key": uuid4()} | facts
    return review_product(product=world.kettle, person=person, stars=stars, now=now, **given)


def report(world: World, thing: Any, *, now: datetime = DAY, **facts: Any) -> TalkReport:
    """Somebody finds that a thing should not stay."""
    given = {"reason": "offensive", "key": uuid4()} | facts
    return report_written(thing, storefront=world.storefront, now=now, **given)


def hide(world: World, thing: Any, *, now: datetime = DAY, **facts: Any) -> TalkHiding:
    """The desk hides a thing."""
    given = {"reason": "offensive", "words": "Restons polis."} | facts
    desk = given.pop("person", None) or make_person(is_staff=True)
    return hide_written(thing, storefront=world.storefront, person=desk, now=now, **given)


def object_(hiding: TalkHiding, person: Person, *, now: datetime = DAY) -> TalkAppeal:
    """The author does not agree."""
    return object_to(hiding, person=person, words="C’était de l’humour.", now=now)


def make_contact(world: World) -> Person:
    """Somebody who answers for the supplier of the kettles."""
    person = make_person()
    SupplierContact.objects.create(supplier=world.supplier, person=person)
    return person


def make_club(world: World, host: str = "club.example") -> Storefront:
    """A second storefront of the same seller."""
    club = Storefront.objects.create(slug="club", name="Club", seller=world.storefront.seller)
    Domain.objects.create(storefront=club, host=host)
    return club


def shown(
    world: World, person: Person, name: str = "Colibri", *, now: datetime = DAY, what: Any = ()
) -> Profile:
    """Somebody shows their page at the storefront, and what else they say."""
    profile = show_oneself(person=person, name=name, now=now)
    share_with(storefront=world.storefront, person=person, what=["page", *what], now=now)
    return profile
