"""The cockpit of a clust: who stands where, what is owed, what is odd, and what may change."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from clust.campaigns.actions.pledging import place_pledge, withdraw_pledge
from clust.campaigns.models import Amendment, Campaign, Closing, Extension, Gate
from clust.people.models import Identity
from clust.supply.models import PurchaseOrder
from clust.web.desk import readings
from clust.web.desk.charts import CrowdChart, Mark, nice_top
from tests.web.desk.conftest import NOON
from tests.world import DAY, World, make_address, make_campaign, make_person, pledge


def cockpit(desk: Client, campaign: Campaign) -> Any:
    answer = desk.get(f"/desk/campaigns/{campaign.pk}/")
    assert answer.status_code == 200
    return answer


def test_the_cockpit_says_who_stands_where(desk: Client, live: Campaign) -> None:
    shown = cockpit(desk, live).context
    assert shown["standing"].price_cents == 4500
    assert (shown["standing"].units, shown["standing"].waiting) == (7, 4)
    assert [step.waiting for step, _margins in shown["ahead"]] == [0, 0, 3, 0]
    assert shown["below_all"] == 1
    assert len(shown["passed"]) == 1


def test_the_cockpit_says_what_would_be_owed(desk: Client, live: Campaign) -> None:
    owed = cockpit(desk, live).context["exposure"]
    assert (owed.pledges, owed.people, owed.units) == (1, 1, 7)
    assert owed.owed == 7 * 4500
    assert owed.at_most == 7 * 5000 + 3 * 3200 + 1000


def test_below_the_critical_mass_nothing_is_owed(desk: Client, world: World) -> None:
    campaign = make_campaign(world, [(10, 5000)])
    pledge(world, campaign, 3)
    shown = cockpit(desk, campaign)
    assert shown.context["exposure"].owed == 0
    assert "critical mass not reached" in shown.content.decode()


def test_the_margin_is_that_of_the_units_in(desk: Client, live: Campaign) -> None:
    margin = cockpit(desk, live).context["margin"]
    assert (margin.units, margin.price_net, margin.cost) == (7, 3750, 1)
    assert margin.total == 7 * 3749


def test_the_crowd_over_time_ends_with_what_is_pledged(world: World, live: Campaign) -> None:
    taken = pledge(world, live, 4, now=DAY + timedelta(hours=1))
    withdraw_pledge(pledge=taken, units=3, now=DAY + timedelta(hours=2))
    crowd = readings.crowd_over_time(live, NOON)
    assert [point.units for point in crowd][-1] == 7 + 3 + 1 + 4 - 3
    assert crowd == sorted(crowd)


def test_withdrawals_of_one_address_are_shown(desk: Client, world: World, live: Campaign) -> None:
    for _ in range(3):
        person = make_person()
        taken = place_pledge(
            campaign=live,
            person=person,
            variant=world.kettle.variants.get(),
            units=2,
            delivery_option=world.parcel,
            address=make_address(person),
            shown_cents=5000,
            now=DAY,
        )
        withdraw_pledge(pledge=taken, now=NOON)
    assert "3 accounts at 3 rue neuve, 69002, took 6 units back." in said(cockpit(desk, live))


def test_many_withdrawals_within_an_hour_are_shown(
    desk: Client, world: World, live: Campaign
) -> None:
    taken = [pledge(world, live, 1) for _ in range(5)]
    for number, one in enumerate(taken[:4]):
        withdraw_pledge(pledge=one, now=NOON + timedelta(minutes=number))
    assert "within an hour" not in said(cockpit(desk, live))
    withdraw_pledge(pledge=taken[4], now=NOON + timedelta(minutes=9))
    assert "5 withdrawals within an hour" in said(cockpit(desk, live))


def said(answer: Any) -> str:
    return str(answer.content.decode())


# Pledges and book


def states(desk: Client, campaign: Campaign, state: str) -> list[int]:
    page = desk.get(f"/desk/campaigns/{campaign.pk}/pledges/?state={state}").context["page"]
    return [row.left for row in page]


def test_pledges_are_told_apart(desk: Client, world: World, live: Campaign) -> None:
    withdraw_pledge(pledge=pledge(world, live, 2), now=DAY)
    assert states(desk, live, "in") == [7]
    assert sorted(states(desk, live, "waiting")) == [1, 3]
    assert states(desk, live, "withdrawn") == [0]


def test_under_a_cap_those_without_a_place_wait(desk: Client, world: World) -> None:
    campaign = make_campaign(world, [(1, 5000), (6, 4000)], cap=6)
    pledge(world, campaign, 2)
    pledge(world, campaign, 5, 4000)
    pledge(world, campaign, 4)
    assert sorted(states(desk, campaign, "in")) == [2, 4]
    assert states(desk, campaign, "waiting") == [5]


def test_once_cleared_those_with_units_are_in(desk: Client, bought: PurchaseOrder) -> None:
    assert states(desk, bought.clearing.closing.campaign, "in") == [2, 2]


def exported(desk: Client, campaign: Campaign, asked: str = "") -> list[dict[str, str]]:
    answer = desk.get(f"/desk/campaigns/{campaign.pk}/pledges/?export=csv{asked}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_the_export_of_pledges_has_names_only_where_asked(
    desk: Client, world: World, live: Campaign
) -> None:
    anne = make_person()
    Identity.objects.create(person=anne, name="Anne Dupont")
    anne.emailaddress_set.create(email="anne@example.org", primary=True, verified=True)
    pledge(world, live, 1, person=anne)
    plain = exported(desk, live)
    assert len(plain) == 4
    assert "Anne" not in str(plain)
    assert {row["Maximum"] for row in plain} == {"50.00", "32.00", "10.00"}
    (named,) = exported(desk, live, f"&identity=1&person={anne.pk}")
    assert (named["Name"], named["E-mail"]) == ("Anne Dupont", "anne@example.org")


def test_the_book_lists_standing_pledges_in_order(desk: Client, live: Campaign) -> None:
    page = desk.get(f"/desk/campaigns/{live.pk}/book/").context["page"]
    assert [(line["place"], line["units"]) for line in page] == [(1, 7), (2, 3), (3, 1)]


# Closing early


@pytest.fixture
def full(world: World) -> Campaign:
    campaign = make_campaign(world, [(1, 5000), (4, 4000)], cap=5)
    pledge(world, campaign, 5)
    return campaign


def test_a_full_clust_is_closed_early_after_a_yes(desk: Client, full: Campaign) -> None:
    address = f"/desk/campaigns/{full.pk}/closing/"
    assert address in said(cockpit(desk, full))
    assert desk.post(address, {}).status_code == 422
    assert desk.post(address, {"sure": "on"}).status_code == 302
    assert Closing.objects.get().at == NOON
    again = desk.post(address, {"sure": "on"})
    assert again.status_code == 422
    assert "closed already" in said(again)


def test_a_clust_with_places_is_not_closed_early(desk: Client, live: Campaign) -> None:
    address = f"/desk/campaigns/{live.pk}/closing/"
    assert address not in said(cockpit(desk, live))
    assert "not full" in said(desk.post(address, {"sure": "on"}))
    assert not Closing.objects.exists()


# In the buyers' favour


def amend(desk: Client, campaign: Campaign, what: str, **typed: str) -> Any:
    return desk.post(f"/desk/campaigns/{campaign.pk}/{what}/", {"sure": "on", **typed})


def test_a_deeper_rung_is_added(desk: Client, live: Campaign) -> None:
    assert amend(desk, live, "rung", from_units="30", gross_cents="20").status_code == 302
    assert Campaign.objects.get(pk=live.pk).ladder.rungs[-1] == (30, 2000)
    assert Amendment.objects.get().kind == Amendment.DEEPER_RUNG
    assert "a deeper rung" in said(cockpit(desk, live)).lower()


def test_a_price_is_lowered(desk: Client, live: Campaign) -> None:
    assert amend(desk, live, "price", number="2", gross_cents="44,90").status_code == 302
    assert Campaign.objects.get(pk=live.pk).ladder.rungs[1] == (6, 4490)


def test_a_cap_is_raised(desk: Client, full: Campaign) -> None:
    assert amend(desk, full, "cap", cap="9").status_code == 302
    assert Gate.objects.get(campaign=full).room == 9


def test_below_the_critical_mass_it_may_close_later(desk: Client, world: World) -> None:
    campaign = make_campaign(world, [(10, 5000)])
    assert amend(desk, campaign, "extension", closes_at="2026-03-20T20:00").status_code == 302
    assert Extension.objects.get().was_closes_at == campaign.closes_at


@pytest.mark.parametrize(
    ("what", "typed", "words"),
    [
        ("rung", {"from_units": "21", "gross_cents": "20"}, "must start at more units"),
        ("rung", {"from_units": "30", "gross_cents": "25"}, "must start at more units"),
        ("rung", {"from_units": "0", "gross_cents": "20"}, "greater than or equal to 1"),
        ("rung", {"from_units": "30", "gross_cents": "x"}, "Write an amount"),
        ("rung", {"from_units": "30", "gross_cents": "20", "sure": ""}, "required"),
        ("price", {"number": "2", "gross_cents": "45"}, "must be lower than now"),
        ("price", {"number": "2", "gross_cents": "40"}, "must be lower than now"),
        ("price", {"number": "99", "gross_cents": "10"}, "Select a valid choice"),
        ("cap", {"cap": "100"}, "must be higher than now"),
        ("extension", {"closes_at": "2026-03-20T20:00"}, "critical mass is reached"),
        ("extension", {"closes_at": "later"}, "valid date"),
    ],
)
def test_what_is_not_in_the_buyers_favour_is_refused(
    desk: Client, live: Campaign, what: str, typed: dict[str, str], words: str
) -> None:
    before = Campaign.objects.get(pk=live.pk).ladder
    answer = amend(desk, live, what, **typed)
    assert answer.status_code == 422
    assert words in said(answer).replace("&#x27;", "'")
    assert Campaign.objects.get(pk=live.pk).ladder == before
    assert not Amendment.objects.exists()


def test_a_deeper_rung_below_cost_is_refused(desk: Client, live: Campaign) -> None:
    live.award.quote.rungs.update(net_cents=2000)
    answer = amend(desk, live, "rung", from_units="30", gross_cents="20")
    assert answer.status_code == 422
    assert "below the purchase price" in said(answer)


def test_once_closed_nothing_changes(desk: Client, bought: PurchaseOrder) -> None:
    closed = bought.clearing.closing.campaign
    answer = amend(desk, closed, "rung", from_units="30", gross_cents="20")
    assert "too late" in said(answer)
    assert "/rung/" not in said(cockpit(desk, closed))


# The chart


def chart(units: Iterator[int] | list[int]) -> str:
    moments = [DAY + timedelta(hours=n) for n in range(9)]
    points = list(zip(moments, units, strict=False))
    marks = [Mark(moment, "<b>") for moment in moments]
    return CrowdChart(points, marks, start=DAY, now=NOON, end=DAY + timedelta(days=7)).drawn()


def test_the_chart_is_drawn_without_anybody_and_with_many() -> None:
    assert "chart-line" not in chart([])
    assert chart([1, 5, 900_000]).count("chart-line") == 1
    assert "<b>" not in chart([1])


@pytest.mark.parametrize(("highest", "top"), [(0, 4), (5, 8), (13, 20), (21, 40), (999, 1200)])
def test_the_chart_ends_at_a_round_number(highest: int, top: int) -> None:
    assert nice_top(highest) == top


def test_moments_beyond_the_chart_stay_inside_it() -> None:
    late: datetime = DAY + timedelta(days=30)
    drawn = CrowdChart([(late, 3)], [], start=DAY, now=NOON, end=NOON, width=200, height=100)
    assert "L186.0" in drawn.drawn()
