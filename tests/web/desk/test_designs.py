"""The ladder designer of the desk: what it proposes, what it refuses, what is kept of it."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.test import Client

from clust import flow
from clust.campaigns.actions.forecasting import keep_forecast
from clust.campaigns.models import Campaign, Forecast
from clust.people.models import Person
from clust.rules.forecast import Belief
from clust.sourcing.models import Award, Enquiry, Quote
from clust.web.desk.beliefs import known_demand, signed, unsigned, unsigned_level
from clust.wishes.models import Backing, Brief, BriefWish, Wish
from tests.web.desk.conftest import NOON, reading
from tests.web.desk.test_opening import as_shown
from tests.world import DAY, World, make_campaign, make_person, pledge

ASKED: dict[str, Any] = {
    "demand-price": ["15.90", "13.90", "12.90", "10.90"],
    "demand-units": ["40", "90", "120", "260"],
    "people": 260,
    "rungs": 3,
    "weight": 100,
    "floor": 5,
    "ceiling": 3000,
    "rounded": "on",
}
SLIDERS = ("people", "rungs", "weight", "floor", "ceiling")
DRAGGED = {"HX-Request": "true"}


@pytest.fixture
def address(quote: Quote) -> str:
    return f"/desk/quotes/{quote.pk}/design/"


def test_a_ladder_is_proposed_for_what_is_typed(desk: Client, address: str) -> None:
    answer = desk.get(address, ASKED)
    found = answer.context["designed"]
    assert answer.status_code == 200
    assert all(rung.unit_price % 100 == 90 for rung in found.ladder.rungs)
    assert found.best.profit >= max(rival.profit for rival in found.rivals)
    assert found.advice in answer.content.decode()


def test_dragging_brings_the_answer_alone(desk: Client, address: str) -> None:
    said = desk.get(address, ASKED, headers={"HX-Request": "true"}).content.decode()
    assert "<form" not in said
    assert '<output id="value-people"' in said
    assert said.count('<svg class="chart"') == 8


def test_without_demand_the_page_asks_for_it(desk: Client, address: str) -> None:
    answer = desk.get(address)
    assert answer.context.get("designed") is None
    assert "without any demand there is nothing to design from" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"demand-price": ["15.90"], "demand-units": ["1"]}, "One price says nothing"),
        ({"demand-units": ["90", "40", "30", "20"]}, "Units must not rise"),
        ({"demand-price": ["x", "13.90", "12.90", "10.90"]}, "Row 1:"),
        ({"floor": 60, "ceiling": 900}, "cost and least margin ask for"),
        ({"people": 0}, "People who come"),
        ({"people": 10**9}, "People who come"),
        ({"rungs": "many"}, "Most rungs"),
    ],
)
def test_what_is_impossible_is_said(
    desk: Client, address: str, changes: dict[str, Any], words: str
) -> None:
    answer = desk.get(address, ASKED | changes)
    assert answer.status_code == 422
    assert answer.context.get("designed") is None
    assert words in answer.content.decode()
    kept = answer.context["form"]
    assert [field.name for field, _said in answer.context["sliders"]] == list(SLIDERS)
    assert all(kept[name].value() == str((ASKED | changes)[name]) for name in SLIDERS)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"demand-price": ["15.90"], "demand-units": ["1"]}, "Un seul prix"),
        ({"demand-price": [], "demand-units": []}, "Écrivez qui paierait"),
        ({"floor": 60, "ceiling": 900}, "plus que le prix le plus haut"),
        ({"floor": 60, "ceiling": 3000}, "plus que quiconque paierait"),
        ({"rungs": 0}, "Nombre de paliers au plus"),
    ],
)
def test_what_is_impossible_is_said_in_french(
    worker: Person, address: str, changes: dict[str, Any], words: str
) -> None:
    answer = reading("fr", worker).get(address, ASKED | changes)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_supplier_of_less_than_a_case_is_said(desk: Client, address: str, quote: Quote) -> None:
    Quote.objects.filter(pk=quote.pk).update(capacity=3, case_size=6)
    answer = desk.get(address, ASKED)
    assert answer.status_code == 422
    assert "less than a case" in answer.content.decode()


def test_while_dragging_what_is_impossible_still_arrives(desk: Client, address: str) -> None:
    answer = desk.get(address, ASKED | {"ceiling": 900, "floor": 60}, headers=DRAGGED)
    assert answer.status_code == 200
    assert "cost and least margin ask for" in answer.content.decode()


def test_the_desk_reads_it_in_french(worker: Person, address: str) -> None:
    assert "L’échelle proposée" in reading("fr", worker).get(address, ASKED).content.decode()


def test_only_the_desk_designs(address: str, world: World) -> None:
    assert reading("en", make_person(DAY)).get(address).status_code in (302, 403, 404)


def test_a_design_leads_to_the_opening_and_is_held_to_it(
    desk: Client, address: str, quote: Quote, world: World
) -> None:
    Award.objects.create(quote=quote, at=DAY)
    answer = desk.get(address, ASKED)
    proposed, opening = answer.context["designed"].ladder, answer.context["opening"]
    form = desk.get(opening).context["form"]
    assert form["rungs"].value()[0][0] == str(proposed.critical_mass)
    sent = as_shown(desk, opening) | {"belief": form["belief"].value()}
    assert desk.post(f"/desk/quotes/{quote.pk}/campaign/", sent).status_code == 302
    campaign = Campaign.objects.get()
    assert campaign.ladder == proposed
    forecast = campaign.forecast
    assert forecast.people == 260
    assert forecast.profit_net_cents == pytest.approx(answer.context["designed"].best.profit, abs=2)
    page = desk.get(f"/desk/campaigns/{campaign.pk}/").content.decode()
    assert "Forecast, and what happened" in page


def test_what_happened_stands_beside_the_forecast(desk: Client, world: World) -> None:
    campaign = make_campaign(world, now=DAY - timedelta(days=7))
    belief = Belief(40, ((5000, 10), (4500, 20), (4000, 40)))
    keep_forecast(campaign=campaign, belief=belief, now=DAY - timedelta(days=7))
    pledge(world, campaign, 7, now=DAY - timedelta(days=7))
    flow.walk(now=NOON)
    lines = desk.get(f"/desk/campaigns/{campaign.pk}/").context["forecast"]
    assert lines[0].happened == "7"
    assert Forecast.objects.get().units > 0


def test_a_belief_cannot_be_made_up() -> None:
    belief = Belief(12, ((900, 4), (800, 12)))
    assert unsigned(signed(belief)) == belief
    assert unsigned("made-up") is None


def test_a_brief_is_where_the_demand_comes_from(world: World, quote: Quote) -> None:
    brief = Brief.objects.create(title="Lampes", at=DAY)
    wish = Wish.objects.create(
        storefront=world.storefront, person=make_person(DAY), title="Lampe", key=_key(1), at=DAY
    )
    BriefWish.objects.create(brief=brief, wish=wish)
    for number, limit in enumerate([2000, 2000, 1500, 1200]):
        Backing.objects.create(
            wish=wish,
            person=make_person(DAY),
            units=50,
            limit_gross_cents=limit,
            limit_until=(DAY + timedelta(days=60)).date(),
            key=_key(10 + number),
            at=DAY,
        )
    quote.enquiry = Enquiry.objects.create(
        brief=brief, title="Lampes", likely_units=100, answer_by=NOON, at=DAY
    )
    known = known_demand(quote, NOON)
    assert known.source == "brief"
    assert known.points == [(2000, 50), (1500, 75), (1200, 100)]


def past(world: World, *wanted: int) -> None:
    """Clusts of which forty units were forecast, and in which so many were wanted."""
    belief = Belief(40, ((5000, 10), (4500, 20), (4000, 40)))
    for units in wanted:
        campaign = make_campaign(world, now=DAY - timedelta(days=7))
        keep_forecast(campaign=campaign, belief=belief, now=DAY - timedelta(days=7))
        pledge(world, campaign, units, now=DAY - timedelta(days=7))
    flow.walk(now=NOON)


@pytest.fixture
def known(world: World, quote: Quote) -> str:
    """The address of a design on a kettle of which three clusts are over."""
    past(world, 30, 34, 32)
    Quote.objects.filter(pk=quote.pk).update(product=world.kettle)
    return f"/desk/quotes/{quote.pk}/design/"


def test_the_fit_is_drawn_with_its_band_beside_its_table(desk: Client, known: str) -> None:
    answer = desk.get(known)
    page, fit = answer.content.decode(), answer.context["fit"]
    assert answer.status_code == 200
    assert 'id="fit"' in page
    assert all('class="chart-area"' in picture for picture in fit.pictures)
    assert "Units that would be bought at each price" in fit.pictures[0]
    assert [row.price for row in fit.rows] == [
        round(price) for price in answer.context["known"].willingness.prices
    ]
    assert all(row.low <= row.units <= row.high for row in fit.rows)
    assert fit.rows[-1].low < fit.rows[-1].high


def test_what_forecasts_taught_is_said_and_applied(desk: Client, known: str) -> None:
    answer = desk.get(known)
    level = answer.context["known"].level
    assert level.forecasts == 3
    assert 0.8 < level.part < 0.93
    words = "Our last 3 forecasts were too high"
    assert words in answer.content.decode()
    assert f"this one is lowered by {1 - level.part:.0%}" in answer.context["fit"].learnt
    assert answer.context["known"].points[-1][1] == round(32 * level.part)


def test_it_is_said_in_french(worker: Person, known: str) -> None:
    page = reading("fr", worker).get(known).content.decode()
    assert "Nos 3 dernières prévisions étaient trop hautes" in page
    assert "Ce qu’ils paieraient vraiment" in page


def test_the_correction_is_kept_with_the_belief(desk: Client, known: str) -> None:
    answer = desk.get(known)
    carried = answer.context["form"]["level"].value()
    per_mille, spread = unsigned_level(carried)
    assert per_mille == answer.context["known"].level.per_mille < 1000
    assert spread > 0
    asked = ASKED | {"level": carried, "ceiling": 9000}
    shown = desk.get(known, asked).context
    opening, swing = shown["opening"], shown["designed"].swing
    assert swing[0] <= shown["designed"].best.profit <= swing[1]
    assert desk.get(known, ASKED).context["designed"].swing is None
    belief = unsigned(parse_qs(opening)["belief"][0])
    assert belief is not None
    assert belief.level_per_mille == per_mille
    assert unsigned_level("made-up") == (1000, 0.0)
    assert unsigned(carried) is None


def test_without_forecasts_the_fit_is_taken_as_it_is(
    desk: Client, world: World, quote: Quote
) -> None:
    campaign = make_campaign(world, now=DAY - timedelta(days=7))
    pledge(world, campaign, 7, now=DAY - timedelta(days=7))
    flow.walk(now=NOON)
    Quote.objects.filter(pk=quote.pk).update(product=world.kettle)
    answer = desk.get(f"/desk/quotes/{quote.pk}/design/")
    assert "No forecast of ours has been held" in answer.context["fit"].learnt
    assert answer.context["known"].points == [(5000, 7)]


def _key(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def test_past_clusts_of_the_product_tell_too(world: World, quote: Quote) -> None:
    campaign = make_campaign(world, now=DAY - timedelta(days=7))
    pledge(world, campaign, 7, now=DAY - timedelta(days=7))
    flow.walk(now=NOON)
    quote.product = campaign.product
    assert known_demand(quote, NOON).source == "past"
    assert known_demand(quote, NOON).points[0][1] == 7
