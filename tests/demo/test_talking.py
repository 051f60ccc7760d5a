"""The demo's conversation goes through the actions, once."""

import pytest

from clust.people.models import Identity, Person
from clust.storefronts.models import Tribe
from clust.talk.models import Comment, Review
from demo.shop import INVENTED
from demo.talking import NAMES, talk_together
from tests.returns.story import bought, received, sent
from tests.world import DAY, make_campaign, make_person, make_world

pytestmark = pytest.mark.django_db


def named() -> Person:
    person = make_person(password=INVENTED)
    Identity.objects.create(person=person, name="Anne B.")
    return person


def test_people_talk_once() -> None:
    world, desk, member = make_world(), make_person(is_staff=True), make_person()
    make_campaign(world)
    people = [named() for _ in NAMES]
    delivery = received(sent(bought(world, person=people[0])))
    for _ in range(2):
        talk_together(world.storefront, desk, member, now=delivery.at)
    (asked,) = Comment.objects.filter(is_question=True)
    assert asked.replies.get().voice == "desk"
    assert Review.objects.count() == 1
    assert Tribe.objects.get().memberships.count() == 5  # type: ignore[attr-defined]
    assert asked.at > DAY
