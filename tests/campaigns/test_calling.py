"""Who is called when a clust opens for which people wished."""

from datetime import date, timedelta

import pytest

from clust import flow
from clust.campaigns.actions.amending import add_rung, lower_price
from clust.campaigns.actions.calling import AlreadyCalled, call_again, call_limits
from clust.campaigns.models import Call, Calling, Campaign, due_to_call_again
from clust.people.models import Person
from clust.sourcing.models import Variant
from clust.wishes.models import Merge, Wish
from tests.wished import back, make_wish, take_back, wished_campaign
from tests.world import DAY, World, make_campaign, make_person, make_world, pledge

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def wish(world: World) -> Wish:
    return make_wish(world)


def called(campaign: Campaign) -> set[Person]:
    """Open its doors and return who was called."""
    call_limits(campaign, now=DAY)
    return {call.person for call in Call.objects.filter(campaign=campaign)}


def test_a_limit_at_the_deepest_price_is_called(world: World, wish: Wish) -> None:
    reached, missed = back(wish, 4000), back(wish, 3999)
    assert called(wished_campaign(world, wish)) == {reached.person}
    assert not missed.calls.exists()


def test_a_wish_without_a_limit_is_not_called(world: World, wish: Wish) -> None:
    back(wish)
    assert called(wished_campaign(world, wish)) == set()


def test_a_limit_holds_through_its_last_day_in_the_shops_time(world: World, wish: Wish) -> None:
    today = back(wish, 5000, until=DAY.date())
    back(wish, 5000, until=DAY.date() - timedelta(days=1))
    assert called(wished_campaign(world, wish)) == {today.person}


def test_the_day_is_that_of_the_opening(world: World, wish: Wish) -> None:
    back(wish, 5000, until=DAY.date())
    campaign = wished_campaign(world, wish, opens_in=timedelta(days=1))
    call_limits(campaign, now=DAY + timedelta(days=1))
    assert not Call.objects.exists()


def test_a_person_is_called_once_for_their_highest_limit(world: World, wish: Wish) -> None:
    alice, other = make_person(), make_wish(world)
    back(wish, 4500, person=alice)
    higher = back(other, 5000, person=alice)
    campaign = wished_campaign(world, wish, other)
    assert call_limits(campaign, now=DAY).calls == 1
    assert Call.objects.get().backing == higher


def test_who_has_pledged_or_taken_back_is_not_called(world: World, wish: Wish) -> None:
    alice, bob = back(wish, 5000), back(wish, 5000)
    campaign = wished_campaign(world, wish)
    pledge(world, campaign, person=alice.person)
    take_back(bob)
    assert called(campaign) == set()


def test_limits_on_other_wishes_are_left_alone(world: World, wish: Wish) -> None:
    back(make_wish(world), 5000)
    assert called(wished_campaign(world, wish)) == set()


def test_a_wish_merged_since_its_brief_is_followed(world: World, wish: Wish) -> None:
    campaign, into = wished_campaign(world, wish), make_wish(world)
    Merge.objects.create(wish=wish, into=into, person=make_person(), at=DAY)
    carried = back(into, 5000)
    assert called(campaign) == {carried.person}


def test_the_smallest_surcharge_counts(world: World, wish: Wish) -> None:
    Variant.objects.filter(product=world.kettle).update(surcharge_gross_cents=500)
    enough, _short = back(wish, 4500), back(wish, 4499)
    assert called(wished_campaign(world, wish)) == {enough.person}


def test_another_currency_is_no_match(world: World, wish: Wish) -> None:
    Wish.objects.update(currency="CHF")
    back(wish, 5000)
    assert called(wished_campaign(world, wish)) == set()


def test_only_storefronts_that_show_it_are_called(world: World, wish: Wish) -> None:
    back(wish, 5000)
    campaign = wished_campaign(world, wish)
    campaign.listings.all()._raw_delete("default")
    assert called(campaign) == set()


def test_it_is_done_once(world: World, wish: Wish) -> None:
    back(wish, 5000)
    campaign = wished_campaign(world, wish)
    call_limits(campaign, now=DAY)
    with pytest.raises(AlreadyCalled):
        call_limits(campaign, now=DAY)
    assert Call.objects.count() == 1


def test_the_chain_calls_when_it_opens_and_not_before(world: World, wish: Wish) -> None:
    back(wish, 5000)
    campaign = wished_campaign(world, wish, opens_in=HOUR)
    flow.walk(now=DAY)
    assert not Calling.objects.exists()
    flow.walk(now=DAY + HOUR)
    assert Calling.objects.get().campaign == campaign


def test_a_campaign_nobody_wished_for_calls_nobody(world: World) -> None:
    make_campaign(world)
    flow.walk(now=DAY)
    assert not Calling.objects.exists()


def test_a_deeper_rung_calls_those_it_reaches(world: World, wish: Wish) -> None:
    first, second, third = back(wish, 4000), back(wish, 3000), back(wish, 2000)
    campaign = wished_campaign(world, wish)
    flow.walk(now=DAY)
    add_rung(campaign=campaign, from_units=21, gross_cents=3000, person=None, now=DAY + HOUR)
    flow.walk(now=DAY + HOUR)
    people = list(Call.objects.order_by("pk").values_list("person", flat=True))
    assert people == [first.person_id, second.person_id]
    assert not third.calls.exists()
    assert [calling.calls for calling in Calling.objects.order_by("pk")] == [1, 1]


def test_a_lower_price_calls_again_too_but_once(world: World, wish: Wish) -> None:
    back(wish, 3500)
    campaign = wished_campaign(world, wish)
    call_limits(campaign, now=DAY)
    lower_price(campaign=campaign, number=3, gross_cents=3500, person=None, now=DAY)
    amendment = due_to_call_again(DAY).get()
    assert call_again(amendment, now=DAY).calls == 1
    with pytest.raises(AlreadyCalled):
        call_again(amendment, now=DAY)


def test_a_limit_that_ran_out_before_the_deeper_price_is_not_called(
    world: World, wish: Wish
) -> None:
    back(wish, 3500, until=date(2026, 3, 3))
    campaign = wished_campaign(world, wish)
    call_limits(campaign, now=DAY)
    later = DAY + timedelta(days=2)
    lower_price(campaign=campaign, number=3, gross_cents=3500, person=None, now=later)
    assert call_again(due_to_call_again(later).get(), now=later).calls == 0


def test_a_call_waits_until_it_is_followed_or_the_wish_ends(world: World, wish: Wish) -> None:
    follows, leaves, stays = back(wish, 5000), back(wish, 5000), back(wish, 5000, units=2)
    campaign = wished_campaign(world, wish)
    call_limits(campaign, now=DAY)
    pledge(world, campaign, 2, 4000, person=follows.person)
    take_back(leaves)
    assert [call.person for call in Call.objects.pending(DAY)] == [stays.person]
    assert not Call.objects.pending(DAY + timedelta(days=8)).exists()
    answer = Call.objects.with_answer().get(person=follows.person)
    assert (answer.pledged_units, answer.pledged_cents) == (2, 8000)
