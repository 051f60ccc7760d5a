"""Events are written with their facts, once, and only where somebody listens."""

from datetime import timedelta

import pytest
from django.db import transaction

from clust import flow
from clust.campaigns.actions.closing import close_campaign
from clust.campaigns.actions.pledging import withdraw_pledge
from clust.campaigns.models import Campaign
from clust.hooks.actions.leaving import erase_endpoints, export_endpoints
from clust.hooks.actions.listening import (
    MOST_ENDPOINTS,
    AlreadyEnded,
    BadKinds,
    TooManyEndpoints,
    end_endpoint,
    listen,
    renew_secret,
)
from clust.hooks.actions.noting import note_events
from clust.hooks.actions.sending import forget_events
from clust.hooks.models import EndpointEnd, Event, EventMessage
from clust.orders.cancelling import cancel_all
from clust.orders.models import Cause, Order
from clust.people.models import Person
from clust.storefronts.actions.admitting import admit, end_admission
from clust.storefronts.actions.officers import appoint_officer
from clust.storefronts.models import Role, Storefront
from clust.supply.actions.purchasing import purchase
from clust.supply.actions.receiving import deliver
from clust.supply.models import Delivery
from clust.wallet.crediting import give_credit
from tests.hooks.conftest import Listens
from tests.hooks.receiver import Receiver
from tests.payments.sales import OVER, buy, clear, walk
from tests.subsidised import budget, buy_subsidised, plan
from tests.supply.goods import CLOSED, SENT, cleared, joined, send
from tests.world import DAY, World, make_campaign, make_person, pledge

END = DAY + timedelta(days=7)


def kinds() -> list[str]:
    return sorted(Event.objects.values_list("kind", flat=True))


def look(now: object = END) -> int:
    return note_events(since=DAY, now=now)  # type: ignore[arg-type]


def test_a_story_is_told_in_its_events(world: World, alice: Person, listens: Listens) -> None:
    listens()
    campaign = make_campaign(world)
    mine = pledge(world, campaign, units=6, person=alice)
    pledge(world, campaign, person=make_person())
    withdraw_pledge(pledge=mine, units=1, now=DAY)
    flow.walk(now=END)
    look()
    assert kinds() == [
        "campaign.cleared",
        "campaign.closed",
        "campaign.opened",
        "campaign.price_fell",
        "pledge.placed",
        "pledge.withdrawn",
    ]
    cleared = Event.objects.get(kind="campaign.cleared")
    assert cleared.data["price_gross_cents"] == 4500
    assert cleared.person is None
    assert Event.objects.get(kind="pledge.placed").data["pledge_id"] == mine.pk


def test_goods_are_told_to_their_buyer_only(world: World, alice: Person, listens: Listens) -> None:
    listens("/ok", "order.paid", "parcel.sent", "parcel.delivered")
    campaign = make_campaign(world, [(1, 3000)], asks_for_card=True)
    joined(world, campaign, 2, person=alice)
    joined(world, campaign, 1)
    clearing, orders = cleared(campaign)
    purchase(clearing, now=CLOSED)
    for order in orders:
        parcel = send(order)
        flow.act(deliver, parcel=parcel, how=Delivery.How.DESK, now=SENT)
    assert kinds() == ["parcel.delivered"]
    assert look(SENT) == 2
    assert kinds() == ["order.paid", "parcel.delivered", "parcel.sent"]
    mine = next(order for order in orders if order.person == alice)
    assert Event.objects.get(kind="order.paid").data["order_id"] == mine.pk


def paid_events(listens: Listens, person: Person, campaign: Campaign) -> list[int]:
    listens("/ok", "order.paid", person=person)
    clear(campaign)
    walk()
    note_events(since=DAY, now=OVER + timedelta(days=1))
    return [event.data["order_id"] for event in Event.objects.filter(kind="order.paid")]


@pytest.mark.parametrize("per_mille", [200, 1000])
def test_an_order_that_a_community_pays_of_is_told_as_paid(
    world: World, listens: Listens, per_mille: int
) -> None:
    plan(budget(world), per_mille=per_mille)
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True)
    person = buy_subsidised(world, campaign).person
    assert paid_events(listens, person, campaign) == [Order.objects.get().pk]


def test_an_order_that_credits_paid_is_told_as_paid(world: World, listens: Listens) -> None:
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True)
    person = buy(world, campaign).person
    give_credit(
        person=person,
        seller=world.storefront.seller,
        cents=9000,
        reason="test",
        key="test:1",
        expires_at=OVER + timedelta(days=90),
        now=DAY,
    )
    assert paid_events(listens, person, campaign) == [Order.objects.get().pk]


def test_an_order_undone_whole_is_not_told_as_paid(world: World, listens: Listens) -> None:
    plan(budget(world))
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True)
    person = buy_subsidised(world, campaign, card="refused-1").person
    listens("/ok", "order.paid", person=person)
    order = clear(campaign).orders[0]
    cancel_all(order=order, cause=Cause.GESTURE, key="x", now=OVER)
    note_events(since=DAY, now=OVER + timedelta(days=1))
    assert kinds() == []


def test_looking_twice_tells_once(world: World, listens: Listens) -> None:
    listens()
    make_campaign(world)
    assert (look(), look()) == (1, 0)


def test_an_event_stands_and_falls_with_its_fact(world: World, listens: Listens) -> None:
    listens()
    campaign = make_campaign(world)
    with transaction.atomic():
        flow.act(close_campaign, campaign=campaign, now=END)
        assert "campaign.closed" in kinds()
        transaction.set_rollback(True)
    assert kinds() == []


def test_nobody_listens_nothing_is_written(
    world: World, listens: Listens, django_assert_num_queries: object
) -> None:
    ended = listens()
    end_endpoint(endpoint=ended, cause=EndpointEnd.Cause.REMOVED, now=DAY)
    listens("/ok", "parcel.sent")
    make_campaign(world)
    assert look() == 0
    assert kinds() == []


def test_what_was_before_is_not_told(world: World, listens: Listens) -> None:
    make_campaign(world)
    listens(now=DAY + timedelta(seconds=1))
    assert look() == 0


def test_another_storefront_is_told_nothing(world: World, listens: Listens) -> None:
    other = Storefront.objects.create(slug="o", name="O", seller=world.storefront.seller)
    listens(storefront=other)
    make_campaign(world)
    assert look() == 0


def test_one_is_told_of_nobody_elses_pledges(world: World, listens: Listens) -> None:
    listens("/ok", "pledge.placed")
    pledge(world, make_campaign(world), person=make_person())
    assert look() == 0


def test_an_address_of_a_storefront_is_told_nobodys_pledges(
    world: World, alice: Person, listens: Listens
) -> None:
    with pytest.raises(BadKinds):
        listens("/ok", "pledge.placed", for_storefront=True)
    appoint_officer(storefront=world.storefront, person=alice, role=Role.HOST, by=None, now=DAY)
    shop = listens("/ok", "campaign.opened", for_storefront=True)
    appoint_officer(storefront=world.storefront, person=alice, role=Role.OWNER, by=None, now=DAY)
    listens("/ok", "pledge.placed")
    pledge(world, make_campaign(world), person=alice)
    look()
    assert list(
        EventMessage.objects.filter(endpoint=shop).values_list("event__kind", flat=True)
    ) == ["campaign.opened"]


def test_who_runs_the_shop_no_more_is_told_nothing_for_it(world: World, listens: Listens) -> None:
    shop = listens("/ok", "campaign.opened", for_storefront=True)
    make_campaign(world)
    look()
    assert not EventMessage.objects.filter(endpoint=shop).exists()


def test_who_was_shown_out_of_a_closed_shop_is_told_nothing(
    world: World, alice: Person, listens: Listens
) -> None:
    mine = listens("/ok", "campaign.opened")
    Storefront.objects.update(admission="invited")
    admission = admit(
        storefront=world.storefront, person=alice, how="invited", by=make_person(), now=DAY
    )
    make_campaign(world)
    look()
    assert EventMessage.objects.filter(endpoint=mine).count() == 1
    end_admission(admission=admission, cause="out", now=DAY)
    make_campaign(world)
    look()
    assert EventMessage.objects.filter(endpoint=mine).count() == 1


def test_a_hundred_pledges_are_written_by_one_statement(
    world: World, alice: Person, listens: Listens, django_assert_max_num_queries: object
) -> None:
    listens("/ok", "pledge.placed")
    campaign = make_campaign(world)
    for _ in range(30):
        pledge(world, campaign, person=alice)
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        assert look() == 30


def test_a_person_has_ten_addresses_at_the_most(listens: Listens) -> None:
    made = [listens() for _ in range(MOST_ENDPOINTS)]
    with pytest.raises(TooManyEndpoints):
        listens()
    end_endpoint(endpoint=made[0], cause=EndpointEnd.Cause.REMOVED, now=DAY)
    assert listens()
    with pytest.raises(AlreadyEnded):
        renew_secret(endpoint=made[0], now=DAY)
    with pytest.raises(AlreadyEnded):
        end_endpoint(endpoint=made[0], cause=EndpointEnd.Cause.REMOVED, now=DAY)


def test_one_asks_for_something(world: World, alice: Person, receiver: Receiver) -> None:
    with pytest.raises(BadKinds):
        listen(storefront=world.storefront, person=alice, url=receiver.url(), kinds=["x"], now=DAY)


def test_events_are_kept_for_a_month(world: World, listens: Listens) -> None:
    listens()
    make_campaign(world)
    look()
    assert forget_events(now=DAY + timedelta(days=31)) == 0
    assert forget_events(now=DAY + timedelta(days=32)) == 1


def test_who_leaves_is_told_nothing_more(world: World, alice: Person, listens: Listens) -> None:
    endpoint = listens()
    pledge(world, make_campaign(world), person=alice)
    look()
    assert export_endpoints(alice)[0]["url"] == endpoint.url
    assert erase_endpoints(alice, now=END) == 1
    endpoint.refresh_from_db()
    assert (endpoint.open, endpoint.url) == (False, "erased")
    assert Event.objects.get(kind="pledge.placed").data == {}
