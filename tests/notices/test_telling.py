"""Who is told what: once, and not more often than they care."""

from datetime import timedelta

import pytest

from clust.campaigns.actions.amending import (
    extend_campaign,
    lower_price,
    raise_cap,
    release_pledges,
)
from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.campaigns.actions.pledging import raise_maximum, renew_pledge, withdraw_pledge
from clust.campaigns.models import Campaign, Clearing, Pledge
from clust.notices.actions import (
    tell_closing_soon,
    tell_extension,
    tell_price_step,
    tell_purchase,
    tell_receipts,
    tell_release,
    tell_result,
)
from clust.notices.models import (
    Notice,
    Telling,
    due_to_tell,
    due_to_tell_extension,
    due_to_tell_purchase,
    due_to_tell_release,
    due_to_tell_result,
    due_to_tell_soon,
)
from clust.orders.actions import order_allotments
from clust.people.models import Person
from clust.supply.actions.purchasing import purchase
from tests.notices.members import tell_steps, told
from tests.world import DAY, WEEK, World, make_campaign, make_person, pledge

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
AGO = DAY - HOUR


def test_a_pledge_has_one_receipt(world: World) -> None:
    alice = make_person()
    pledge(world, make_campaign(world), person=alice)
    assert tell_receipts(now=DAY, since=AGO) == 1
    assert tell_receipts(now=DAY, since=AGO) == 0
    assert told(alice) == ["receipt"]


def test_each_pledge_of_a_person_has_its_receipt(world: World) -> None:
    alice, campaign = make_person(), make_campaign(world)
    pledge(world, campaign, person=alice)
    tell_receipts(now=DAY, since=AGO)
    later = pledge(world, campaign, person=alice, now=DAY + HOUR)
    tell_receipts(now=DAY + 2 * HOUR, since=DAY + HOUR)
    assert told(alice) == ["receipt", "receipt"]
    assert Notice.objects.latest("pk").fact == later.pk


def test_older_pledges_get_no_receipt(world: World) -> None:
    pledge(world, make_campaign(world))
    assert tell_receipts(now=DAY + 2 * HOUR, since=DAY + HOUR) == 0


def test_a_withdrawal_has_one_receipt(world: World) -> None:
    alice = make_person()
    withdraw_pledge(pledge=pledge(world, make_campaign(world), 3, person=alice), units=1, now=DAY)
    tell_receipts(now=DAY, since=AGO)
    tell_receipts(now=DAY, since=AGO)
    assert told(alice) == ["receipt", "withdrawn"]


def test_a_higher_maximum_is_one_receipt_and_no_withdrawal(world: World) -> None:
    alice, campaign = make_person(), make_campaign(world)
    waiting = pledge(world, campaign, 1, 4000, person=alice)
    tell_receipts(now=DAY, since=AGO)
    raise_maximum(pledge=waiting, maximum_cents=4500, shown_cents=5000, now=DAY + HOUR)
    tell_receipts(now=DAY + HOUR, since=AGO)
    assert told(alice) == ["receipt", "receipt"]


def test_who_waited_is_told_that_they_are_in(world: World) -> None:
    bob, carol, campaign = (
        make_person(),
        make_person(),
        make_campaign(world, [(1, 50000), (6, 45000), (11, 40000)]),
    )
    pledge(world, campaign, 5, 50000)
    pledge(world, campaign, 1, 30000, person=carol)
    tell_steps()
    for _ in range(6):
        pledge(world, campaign, 1, 40000, person=bob)
    tell_steps()
    assert told(bob) == ["in"]
    assert told(carol) == []


def test_who_was_in_is_told_that_the_price_fell(world: World) -> None:
    alice, campaign = make_person(), make_campaign(world)
    pledge(world, campaign, person=alice)
    last = make_person()
    pledge(world, campaign, 5, person=last, now=DAY + HOUR)
    tell_steps(DAY + HOUR)
    assert told(alice) == ["fell"]
    assert told(last) == []


def test_who_falls_out_is_told_that_they_wait_again(world: World) -> None:
    alice, bob, campaign = make_person(), make_person(), make_campaign(world)
    leaving = pledge(world, campaign, 5, person=alice)
    pledge(world, campaign, 1, 4500, person=bob, now=DAY + HOUR)
    tell_steps(DAY + HOUR)
    withdraw_pledge(pledge=leaving, units=1, now=DAY + 2 * HOUR)
    tell_steps(DAY + 2 * HOUR)
    assert told(bob) == ["in", "waiting"]
    assert told(alice) == ["fell"]


def test_a_price_that_the_seller_lowers_is_told(world: World) -> None:
    alice, bob, campaign = make_person(), make_person(), make_campaign(world)
    pledge(world, campaign, person=alice)
    pledge(world, campaign, 1, 4800, person=bob)
    lower_price(campaign=campaign, number=1, gross_cents=4700, person=None, now=DAY + HOUR)
    tell_steps(DAY + HOUR)
    assert (told(alice), told(bob)) == (["fell"], ["in"])


def test_reaching_the_critical_mass_is_told_to_those_in(world: World) -> None:
    campaign = make_campaign(world, [(10, 5000), (20, 4000)])
    first, last, below = make_person(), make_person(), make_person()
    pledge(world, campaign, 6, person=first)
    pledge(world, campaign, 1, 3000, person=below)
    pledge(world, campaign, 4, person=last, now=DAY + HOUR)
    tell_steps(DAY + HOUR)
    assert told(first) == ["in"]
    assert told(below) == []
    assert told(last) == []


def test_a_step_is_told_once(world: World) -> None:
    alice, campaign = make_person(), make_campaign(world)
    pledge(world, campaign, person=alice)
    pledge(world, campaign, 5, now=DAY + HOUR)
    step = due_to_tell(DAY + HOUR).latest("pk")
    assert tell_price_step(step, now=DAY + HOUR) == tell_price_step(step, now=DAY + 2 * HOUR)
    assert told(alice) == ["fell"]
    assert Telling.objects.filter(price_step=step).count() == 1


def test_one_notice_for_a_step_however_many_pledges(world: World) -> None:
    alice, campaign = make_person(), make_campaign(world)
    pledge(world, campaign, 1, person=alice)
    tell_steps()
    for _ in range(2):
        pledge(world, campaign, 1, 4500, person=alice)
    pledge(world, campaign, 3, now=DAY + HOUR)
    tell_steps(DAY + HOUR)
    assert told(alice) == ["in"]


def test_a_ladder_of_500_rungs_does_not_flood(world: World) -> None:
    campaign = make_campaign(world, [(n, 100_000 - n) for n in range(1, 501)])
    alice = make_person()
    pledge(world, campaign, person=alice)
    moment = DAY
    for _ in range(60):
        moment += HOUR
        pledge(world, campaign, now=moment)
        tell_steps(moment)
    assert campaign.price_steps.count() == 61
    assert told(alice) == ["fell"] * 3


def full_house(world: World) -> tuple[Campaign, Pledge, list[Person]]:
    """Six places are taken at 40 €: by four units in, then by two who waited; one stays outside."""
    campaign = make_campaign(world, [(1, 5000), (6, 4000)], cap=6)
    first = pledge(world, campaign, 4)
    holders = [make_person() for _ in range(3)]
    for person, units in zip(holders, (1, 3, 1), strict=True):
        pledge(world, campaign, units, 4000, person=person)
    tell_steps()
    return campaign, first, holders


def test_under_a_cap_only_those_with_a_place_are_told(world: World) -> None:
    _, _, holders = full_house(world)
    assert [told(person) for person in holders] == [["in"], [], ["in"]]


def test_a_place_that_comes_free_is_told_once(world: World) -> None:
    _, first, holders = full_house(world)
    withdraw_pledge(pledge=first, units=3, now=DAY + HOUR)
    tell_steps(DAY + HOUR)
    for _ in range(2):
        tell_receipts(now=DAY + HOUR, since=DAY + HOUR)
    assert [told(person) for person in holders] == [["in"], ["place"], ["in"]]


def test_a_higher_cap_lets_people_in_and_tells_them(world: World) -> None:
    campaign, _, holders = full_house(world)
    raise_cap(campaign=campaign, cap=9, person=None, now=DAY + HOUR)
    tell_steps(DAY + HOUR)
    tell_receipts(now=DAY + HOUR, since=DAY + HOUR)
    assert [told(person) for person in holders] == [["in"], ["place"], ["in"]]


def test_holders_are_told_once_that_it_closes_soon(world: World) -> None:
    alice, gone, campaign = make_person(), make_person(), make_campaign(world)
    pledge(world, campaign, person=alice)
    pledge(world, campaign, 1, 3000, person=alice)
    withdraw_pledge(pledge=pledge(world, campaign, person=gone), now=DAY)
    evening = DAY + WEEK - timedelta(hours=20)
    assert not due_to_tell_soon(DAY + WEEK - timedelta(hours=25))
    assert list(due_to_tell_soon(evening)) == [campaign]
    tell_closing_soon(campaign, now=evening)
    tell_closing_soon(campaign, now=evening)
    assert told(alice) == ["soon"]
    assert told(gone) == []
    assert not due_to_tell_soon(evening)


def test_a_short_campaign_needs_no_reminder(world: World) -> None:
    make_campaign(world, lasts=timedelta(days=2))
    assert not due_to_tell_soon(DAY + timedelta(days=1, hours=12))


def test_a_later_close_asks_and_releases(world: World) -> None:
    alice, bob = make_person(), make_person()
    campaign = make_campaign(world, [(100, 5000)])
    staying = pledge(world, campaign, person=alice)
    pledge(world, campaign, person=bob)
    extension = extend_campaign(
        campaign=campaign, closes_at=DAY + 2 * WEEK, person=None, now=DAY + HOUR
    )
    late = make_person()
    pledge(world, campaign, person=late, now=DAY + 2 * HOUR)
    assert list(due_to_tell_extension(DAY + HOUR)) == [extension]
    tell_extension(extension, now=DAY + 2 * HOUR)
    tell_extension(extension, now=DAY + 2 * HOUR)
    assert not due_to_tell_extension(DAY + 2 * HOUR)
    renew_pledge(pledge=staying, extension=extension, now=DAY + 3 * HOUR)
    release = release_pledges(extension, now=DAY + WEEK)
    assert list(due_to_tell_release(DAY + WEEK)) == [release]
    tell_release(release, now=DAY + WEEK)
    tell_release(release, now=DAY + WEEK)
    assert not due_to_tell_release(DAY + WEEK)
    assert [told(person) for person in (alice, bob, late)] == [
        ["renewal"],
        ["renewal", "released"],
        [],
    ]


def ended(campaign: Campaign) -> Clearing:
    return clear_campaign(close_campaign(campaign, now=DAY + WEEK), now=DAY + WEEK)


def test_everybody_hears_how_it_ended(world: World) -> None:
    alice, bob, gone, campaign = make_person(), make_person(), make_person(), make_campaign(world)
    pledge(world, campaign, 2, person=alice)
    pledge(world, campaign, 1, 3000, person=bob)
    withdraw_pledge(pledge=pledge(world, campaign, person=gone), now=DAY)
    clearing = ended(campaign)
    assert not due_to_tell_result(DAY + WEEK)
    order_allotments(clearing, now=DAY + WEEK)
    assert list(due_to_tell_result(DAY + WEEK)) == [clearing]
    tell_result(clearing, now=DAY + WEEK)
    tell_result(clearing, now=DAY + WEEK)
    assert not due_to_tell_result(DAY + WEEK)
    assert [told(person) for person in (alice, bob, gone)] == [["result"], ["not_in"], []]


def test_below_the_critical_mass_everybody_hears_it(world: World) -> None:
    alice, campaign = make_person(), make_campaign(world, [(10, 5000)])
    pledge(world, campaign, 2, person=alice)
    clearing = ended(campaign)
    assert list(due_to_tell_result(DAY + WEEK)) == [clearing]
    tell_result(clearing, now=DAY + WEEK)
    assert told(alice) == ["not_reached"]


def test_the_supplier_is_told_of_the_purchase_order_once(world: World) -> None:
    campaign = make_campaign(world)
    pledge(world, campaign, 2)
    clearing = ended(campaign)
    order_allotments(clearing, now=DAY + WEEK)
    order = purchase(clearing, now=DAY + WEEK)
    assert list(due_to_tell_purchase(DAY + WEEK)) == [order]
    tell_purchase(order, now=DAY + WEEK)
    tell_purchase(order, now=DAY + WEEK)
    assert not due_to_tell_purchase(DAY + WEEK)
    notice = Notice.objects.get(kind="purchase")
    assert notice.supplier == world.supplier
