"""Reviews come from those who received the goods, and from nobody else."""

import pytest

from clust.people.models import Person
from clust.talk.actions.reviewing import AlreadyReviewed, BadStars, NotReceived
from clust.talk.actions.saying import NotHere, take_comment_back
from clust.talk.readings import stars_of
from tests.returns.story import bought, received, sent
from tests.talk.story import hide, make_club, review
from tests.world import World, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def buyer(world: World) -> Person:
    """Somebody whose parcel with a kettle came."""
    anne = make_person()
    received(sent(bought(world, person=anne)))
    return anne


def test_who_received_a_product_reviews_it(world: World, buyer: Person) -> None:
    said = review(world, buyer, 4)
    assert said.line.order.person == buyer
    assert stars_of(world.kettle, world.storefront) == {"reviews": 1, "mean": 4.0}


def test_who_only_bought_it_does_not(world: World) -> None:
    anne = make_person()
    sent(bought(world, person=anne))
    for person in (anne, make_person()):
        with pytest.raises(NotReceived):
            review(world, person)


def test_a_review_stands_once_until_it_is_taken_back(world: World, buyer: Person) -> None:
    first = review(world, buyer, 1)
    with pytest.raises(AlreadyReviewed):
        review(world, buyer, 5)
    take_comment_back(first.comment, person=buyer, now=first.comment.at)
    review(world, buyer, 5)
    assert stars_of(world.kettle, world.storefront) == {"reviews": 1, "mean": 5.0}


@pytest.mark.parametrize("stars", [0, 6])
def test_stars_go_from_one_to_five(world: World, buyer: Person, stars: int) -> None:
    with pytest.raises(BadStars):
        review(world, buyer, stars)


def test_a_storefront_that_does_not_list_it_shows_no_review(world: World, buyer: Person) -> None:
    with pytest.raises(NotHere):
        review(world, buyer, storefront=make_club(world))


def test_a_hidden_review_does_not_count(world: World, buyer: Person) -> None:
    hide(world, review(world, buyer).comment)
    assert stars_of(world.kettle, world.storefront)["reviews"] == 0
