"""Withdrawing from the contract after the close: until when, and what it undoes."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from clust.orders.cancelling import left_of
from clust.orders.models import Cancellation, Cause
from clust.returns.actions.retracting import NoRight, TooLate, TooMany, retract
from clust.returns.goods import goods_of
from clust.returns.models import Retraction, Return
from clust.storefronts.models import DeliveryOption
from tests.returns.story import (
    CAME,
    CLOSED,
    bought,
    delivered,
    received,
    retracted,
    return_of,
    sent,
)
from tests.world import DAY, World

LAST_MOMENT = datetime.fromisoformat("2026-03-26T23:59:59+01:00")


def test_before_anything_left_it_is_undone_at_once(world: World) -> None:
    order = bought(world)
    retracted(order, 3, now=CLOSED)
    undone = Cancellation.objects.get()
    assert (undone.cause, undone.units) == (Cause.RETRACTED, 3)
    assert undone.total_gross_cents == order.total_gross_cents
    assert not Return.objects.exists()


def test_a_part_is_undone_without_the_delivery(world: World) -> None:
    order = bought(world)
    retracted(order, 1, now=CLOSED)
    assert left_of(order) == (2, 5000, 490)


def test_no_other_buyer_pays_a_cent_more(world: World) -> None:
    order = bought(world)
    other = delivered(world, 2)
    before = (other.unit_gross_cents, left_of(other))
    retracted(order, 3, now=CLOSED)
    other.refresh_from_db()
    assert (other.unit_gross_cents, left_of(other)) == before


def test_of_an_express_delivery_the_standard_part_flows_back(world: World) -> None:
    express = DeliveryOption.objects.create(
        storefront=world.storefront,
        kind="parcel",
        name_fr="Express",
        name_en="Express",
        gross_cents=1290,
        started_at=DAY,
    )
    order = bought(world, 1, option=express, options=(express,))
    retracted(order, 1, now=CLOSED)
    assert Cancellation.objects.get().delivery_gross_cents == 490


def test_what_has_left_comes_back_first(world: World) -> None:
    order = bought(world)
    sent(order, 2)
    retraction = retracted(order, 3, now=CAME)
    assert Cancellation.objects.get().units == 1
    back = Return.objects.get()
    assert (back.units, back.retraction, back.reason) == (2, retraction, "retracted")
    assert str(back.send_by_on) == "2026-03-26"


def test_until_the_last_parcel_came_the_period_has_no_end(world: World) -> None:
    order = bought(world)
    received(sent(order, 2))
    goods = goods_of(order)
    assert goods.withdrawal_ends is None
    received(sent(order, 1), at=CAME + timedelta(days=7))
    assert goods_of(order).withdrawal_ends == datetime.fromisoformat("2026-04-03T00:00:00+02:00")


def test_the_last_moment_is_in_time_and_the_next_is_not(world: World) -> None:
    order = delivered(world)
    assert retracted(order, 1, now=LAST_MOMENT)
    with pytest.raises(TooLate) as refused:
        retracted(order, 1, now=LAST_MOMENT + timedelta(seconds=1))
    assert refused.value.ended_at == datetime.fromisoformat("2026-03-27T00:00:00+01:00")


@pytest.mark.parametrize("exception", ["made_to_measure", "perishable"])
def test_excepted_products_are_refused(world: World, exception: str) -> None:
    order = bought(world, exception=exception)
    with pytest.raises(NoRight):
        retracted(order, 1)


def test_a_sealed_product_is_refused_only_once_its_seal_is_broken(world: World) -> None:
    order = delivered(world, exception="sealed")
    with pytest.raises(NoRight):
        retract(order=order, units=1, unsealed=True, key=uuid4(), now=CAME)
    assert retract(order=order, units=1, key=uuid4(), now=CAME)


@pytest.mark.parametrize("units", [0, -1, 4, 2**31])
def test_no_more_than_is_left(world: World, units: int) -> None:
    order = bought(world)
    with pytest.raises(TooMany) as refused:
        retracted(order, units)
    assert refused.value.free == 3


def test_twice_is_refused_and_the_same_form_twice_is_once(world: World) -> None:
    order, key = delivered(world), uuid4()
    first = retract(order=order, units=2, key=key, now=CAME)
    assert retract(order=order, units=2, key=key, now=CAME) == first
    assert Retraction.objects.count() == Return.objects.count() == 1
    with pytest.raises(TooMany) as refused:
        retracted(order, 2)
    assert refused.value.free == 1


def test_nothing_is_refunded_before_the_goods_are_back(world: World) -> None:
    order = delivered(world)
    return_of(order, 3)
    assert not Cancellation.objects.exists()
