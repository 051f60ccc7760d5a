"""From wish to sale: each person once a step, money once, and every number has its rows."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from clust.campaigns.actions.calling import call_limits
from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.campaigns.actions.pledging import withdraw_pledge
from clust.campaigns.models import Campaign
from clust.orders.actions import order_allotments
from clust.orders.models import Cancellation, Order
from clust.payments.models import Capture
from clust.people.models import Person
from clust.returns.models import Restitution, Return
from clust.web.desk.funnel import Breakdown, Funnel, Scope, StepRows, funnel
from clust.wishes.models import Merge, Wish
from tests.returns.story import received, sent
from tests.wished import back, make_brief, make_wish, take_back, wished_campaign
from tests.world import DAY, WEEK, World, make_person, pledge

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
STARTED = DAY - 2 * WEEK
CLOSED = DAY - WEEK


def people(one: Funnel) -> list[int]:
    return [count.people for count in one.steps]


def money(one: Funnel) -> list[int]:
    return [count.cents for count in one.steps]


@pytest.fixture
def wish(world: World) -> Wish:
    return make_wish(world, now=STARTED)


@pytest.fixture
def sold(world: World, wish: Wish) -> Campaign:
    """Five want it, four with a limit; three pledge, two pay, receive, and one gives it back."""
    alice, bob, carol, dave = (
        back(wish, limit, units=2, now=STARTED) for limit in (5000, 4500, 4000, 3000)
    )
    back(wish, now=STARTED)
    campaign = wished_campaign(world, wish, ladder=[(1, 4000)], now=STARTED)
    call_limits(campaign, now=STARTED)
    for backing in (alice, bob, carol):
        pledge(world, campaign, 2, person=backing.person, now=STARTED + HOUR)
    pledge(world, campaign, 7, person=make_person(), now=STARTED + HOUR)
    take_back(dave, now=STARTED + HOUR)
    order_allotments(clear_campaign(close_campaign(campaign, now=CLOSED), now=CLOSED), now=CLOSED)
    for backing in (alice, bob):
        order = Order.objects.get(person=backing.person)
        Capture.objects.create(
            order=order, cents=order.total_gross_cents, ref=f"paid-{order.pk}", at=CLOSED
        )
        received(sent(order))
    give_back(Order.objects.get(person=bob.person))
    return campaign


def give_back(order: Order) -> None:
    undone = Cancellation.objects.create(
        order=order,
        units=2,
        goods_gross_cents=8000,
        delivery_gross_cents=0,
        cause="returned",
        key="return:1",
        at=DAY,
    )
    back_of = Return.objects.create(
        order=order,
        units=2,
        reason="defective",
        wish="refund",
        key="return:1",
        send_by_on=DAY.date(),
        at=DAY,
    )
    Restitution.objects.create(
        cancellation=undone,
        return_of=back_of,
        units=2,
        goods_net_cents=1,
        delivery_net_cents=0,
        at=DAY,
    )


def test_the_whole_way(sold: Campaign) -> None:
    one = funnel(Scope())
    assert people(one) == [1, 5, 4, 3, 2, 2, 1]
    assert money(one) == [0, 33_000, 33_000, 24_000, 16_000, 16_000, 8_000]
    assert [count.of_before for count in one.steps] == [None, None, 800, 750, 666, 1000, 500]
    assert one.sold_per_mille == 400


def test_nobody_wishes(world: World) -> None:
    assert people(funnel(Scope())) == [0] * 7


def test_a_person_counts_once_though_they_wish_and_pledge_twice(world: World, wish: Wish) -> None:
    alice, other = make_person(), make_wish(world, now=STARTED)
    back(wish, 4000, person=alice, now=STARTED)
    back(other, 4000, person=alice, units=2, now=STARTED)
    campaign = wished_campaign(world, wish, other, now=STARTED)
    for _ in range(2):
        pledge(world, campaign, 1, person=alice, now=STARTED)
    one = funnel(Scope())
    assert people(one)[1:4] == [1, 1, 1]
    assert money(one)[1:4] == [12_000, 12_000, 10_000]
    by_wish = {line.key: people(line)[1:4] for line in Breakdown(Scope(), "wish")}
    assert by_wish == {wish.pk: [1, 1, 1], other.pk: [1, 1, 1]}


def test_a_changed_backing_counts_as_it_is_now(world: World, wish: Wish) -> None:
    first = back(wish, 4000, now=STARTED)
    take_back(first, cause="changed", now=STARTED)
    back(wish, 3000, person=first.person, units=3, now=STARTED + HOUR)
    one = funnel(Scope())
    assert (people(one)[1], money(one)[2]) == (1, 9000)


def test_a_merged_wish_counts_as_the_one_it_goes_on_as(world: World, wish: Wish) -> None:
    into, gone = make_wish(world, now=STARTED), back(wish, 4000, now=STARTED)
    take_back(gone, cause="merged", now=STARTED)
    back(into, 4000, person=gone.person, carried_from=gone, now=STARTED)
    Merge.objects.create(wish=wish, into=into, person=make_person(), at=STARTED)
    lines = list(Breakdown(Scope(), "wish"))
    assert [(line.key, people(line)[:3]) for line in lines] == [(into.pk, [1, 1, 1])]


def test_what_was_withdrawn_before_the_close_is_no_pledge(world: World, wish: Wish) -> None:
    backing = back(wish, 5000, now=STARTED)
    campaign = wished_campaign(world, wish, now=STARTED)
    withdraw_pledge(
        pledge=pledge(world, campaign, 2, person=backing.person, now=STARTED), now=STARTED
    )
    assert people(funnel(Scope()))[1:4] == [1, 1, 0]


def test_who_wished_after_pledging_was_not_won_by_a_wish(world: World, wish: Wish) -> None:
    alice = make_person()
    campaign = wished_campaign(world, wish, now=STARTED)
    pledge(world, campaign, person=alice, now=STARTED)
    back(wish, 5000, person=alice, now=STARTED + HOUR)
    assert people(funnel(Scope()))[1:4] == [1, 1, 0]


def test_broken_down_by_month_clust_and_storefront(
    world: World, sold: Campaign, wish: Wish
) -> None:
    back(wish, now=STARTED - timedelta(days=60))
    months = {line.key: people(line)[1:4] for line in Breakdown(Scope(), "month")}
    assert months == {202602: [5, 4, 3], 202512: [1, 0, 0]}
    assert people(funnel(Scope(month=202602)))[1:] == [5, 4, 3, 2, 2, 1]
    for by, key in (("campaign", sold.pk), ("storefront", world.storefront.pk)):
        (line,) = Breakdown(Scope(), by)
        assert (line.key, people(line)[1:4]) == (key, [6, 4, 3])
        assert people(funnel(Scope().narrowed(by, key))) == people(line)


@pytest.mark.parametrize(
    "step", ["wish", "backing", "limit", "pledge", "paid", "delivered", "kept"]
)
def test_every_number_has_its_rows(sold: Campaign, step: str) -> None:
    rows = list(StepRows(Scope(), step))
    count = funnel(Scope()).by_name[step]
    assert len({row.person for row in rows}) == count.people
    if step in ("pledge", "paid", "delivered", "kept"):
        assert sum(row.cents or 0 for row in rows) == count.cents
    else:
        assert all(row.cents is None for row in rows)


def test_other_currencies_are_counted_apart(world: World, wish: Wish) -> None:
    back(wish, 4000, now=STARTED)
    Wish.objects.update(currency="CHF")
    assert people(funnel(Scope()))[1] == 0
    assert people(funnel(Scope(currency="CHF")))[1] == 1


# Pages


def said(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_page_shows_the_funnel_and_leads_down(desk: Client, sold: Campaign) -> None:
    page = said(desk.get("/desk/funnel/?by=campaign"))
    assert '<svg class="funnel"' in page
    assert f"/desk/funnel/paid/?campaign={sold.pk}" in page
    assert "40.0%" in page.replace("\xa0", "") or "40.0 %" in page.replace("\xa0", " ")
    rows = desk.get(f"/desk/funnel/paid/?campaign={sold.pk}").context["page"]
    assert rows.paginator.count == 2


@pytest.mark.parametrize("by", ["month", "wish", "campaign", "storefront"])
def test_every_breakdown_is_shown_and_exported(desk: Client, sold: Campaign, by: str) -> None:
    assert len(desk.get(f"/desk/funnel/?by={by}").context["lines"]) == 1
    answer = desk.get(f"/desk/funnel/?by={by}&export=csv")
    text = b"".join(answer.streaming_content).decode().lstrip("\ufeff")  # type: ignore[attr-defined]
    head, line = csv.reader(io.StringIO(text))
    assert dict(zip(head, line, strict=True))["Pledged"] == "3"


def test_rows_are_searched_sorted_and_exported(desk: Client, sold: Campaign, wish: Wish) -> None:
    address = "/desk/funnel/pledge/"
    assert desk.get(f"{address}?q=nothing").context["page"].paginator.count == 0
    assert desk.get(f"{address}?q=bouil&sort=cents").context["page"].paginator.count == 3
    answer = desk.get(f"{address}?export=csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert len(text.splitlines()) == 4
    assert desk.get("/desk/funnel/nonsense/").status_code == 404
    assert desk.get("/desk/funnel/?wish=999999").status_code == 404


def test_the_chain_begins_with_it(desk: Client, sold: Campaign) -> None:
    shown = desk.get("/desk/").context["funnel"]
    assert [one["count"].people for one in shown] == [1, 5, 4, 3, 2, 2, 1]


# Calls of one clust


def test_the_cockpit_says_who_was_called_and_who_came(
    desk: Client, world: World, wish: Wish
) -> None:
    comes, stays = back(wish, 5000, units=3, now=DAY), back(wish, 4000, now=DAY)
    campaign = wished_campaign(world, wish, now=DAY)
    call_limits(campaign, now=DAY)
    pledge(world, campaign, 2, 4500, person=comes.person, now=DAY)
    sums = desk.get(f"/desk/campaigns/{campaign.pk}/").context["called"]
    assert (sums.people, sums.units, sums.cents) == (2, 4, 19_000)
    assert (sums.pledged_people, sums.pledged_units, sums.pledged_cents) == (1, 2, 9000)
    assert sums.per_mille == 500
    address = f"/desk/campaigns/{campaign.pk}/calls/"
    found = {
        state: [call.person for call in desk.get(f"{address}?state={state}").context["page"]]
        for state in ("pledged", "silent", "withdrawn", "gone")
    }
    assert found == {
        "pledged": [comes.person],
        "silent": [stays.person],
        "withdrawn": [],
        "gone": [],
    }


def test_the_export_has_numbers_and_no_limits(
    desk: Client, world: World, wish: Wish, worker: Person
) -> None:
    back(wish, 4321, now=DAY)
    campaign = wished_campaign(world, wish, now=DAY)
    call_limits(campaign, now=DAY)
    answer = desk.get(f"/desk/campaigns/{campaign.pk}/calls/?export=csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert len(text.splitlines()) == 2
    assert "43.21" not in text
    assert "43.21" not in said(desk.get(f"/desk/campaigns/{campaign.pk}/calls/"))


def test_a_brief_alone_counts_no_sale(wish: Wish) -> None:
    back(wish, 4000, now=STARTED)
    make_brief(wish)
    assert people(funnel(Scope())) == [1, 1, 1, 0, 0, 0, 0]
