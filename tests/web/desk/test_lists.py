"""Lists at the desk: searched, filtered, sorted, in pages, exported, at a constant price."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clust.banking.actions.matching import pay_back
from clust.banking.actions.payouts import take_payouts
from clust.banking.actions.statements import take_statement
from clust.banking.camt import read_camt
from clust.banking.models import BankStatement
from clust.banking.payout_table import read_payouts
from clust.base.models import ParkedRow
from clust.campaigns.models import Campaign
from clust.ledger.actions import Account, Line, post
from clust.notices.models import Notice
from clust.sourcing.models import Supplier
from tests.banking.papers import Said, camt, payout_paper
from tests.web.desk.conftest import buy
from tests.web.desk.wall import add_appeal, add_category, add_report, add_wish
from tests.wished import back as backed
from tests.wished import make_brief, make_enquiry, make_quote, make_wish
from tests.world import DAY, World, make_award, make_campaign, make_product, pledge


def add_product(world: World, number: int) -> None:
    make_product(world.supplier, name=f"Objet {number}")


def add_supplier(world: World, number: int) -> None:
    Supplier.objects.create(name=f"Maison {number}")


def add_quote(world: World, number: int) -> None:
    make_award(make_product(world.supplier), cost=[(1, 1000), (10, 800)])


def add_campaign(world: World, number: int) -> None:
    pledge(world, make_campaign(world, product=make_product(world.supplier)), 3)


def add_purchase(world: World, number: int) -> None:
    buy(world)


def add_notice(world: World, number: int) -> None:
    Notice.objects.create(
        kind=Notice.Kind.PURCHASE,
        fact=number,
        campaign=Campaign.objects.first() or make_campaign(world),
        supplier=world.supplier,
        at=DAY,
    )


def add_entry(world: World, number: int) -> None:
    lines = [Line(Account.PURCHASES, 5), Line(Account.SUPPLIERS, -5, party=1)]
    post(key=f"test:{number}", currency="EUR", lines=lines, now=DAY)


def add_statement(world: World, number: int) -> BankStatement:
    (said,) = read_camt(camt([Said(500 + number, ref=f"B{number}")], number=f"S-{number}"))
    return take_statement(said, now=DAY)[0]


def add_pay_back(world: World, number: int) -> None:
    line = add_statement(world, number).lines.get()
    pay_back(line=line, cents=100, person=None, now=DAY)


def add_payout(world: World, number: int) -> None:
    paper = payout_paper(("charge", f"ch_{number}", 5000, 100), ref=f"po_{number}")
    take_payouts(read_payouts(paper), gateway="stripe", now=DAY)


def add_parked(world: World, number: int) -> None:
    ParkedRow.objects.create(step="order", key=number, error="E", first_at=DAY, last_at=DAY)


def add_enquiry(world: World, number: int) -> None:
    wish = make_wish(world)
    backed(wish, 8000)
    make_quote(world, make_enquiry(world, make_brief(wish)))


LISTS: dict[str, Callable[[World, int], None]] = {
    "products": add_product,
    "suppliers": add_supplier,
    "quotes": add_quote,
    "campaigns": add_campaign,
    "purchase_orders": add_purchase,
    "orders": add_purchase,
    "notices": add_notice,
    "ledger": add_entry,
    "entries": add_entry,
    "margins": add_campaign,
    "statements": add_statement,
    "bank_lines": add_statement,
    "to_pay_back": add_pay_back,
    "payouts": add_payout,
    "parked": add_parked,
    "wishes": add_wish,
    "reports": add_report,
    "appeals": add_appeal,
    "categories": add_category,
    "briefs": add_enquiry,
    "enquiries": add_enquiry,
    "chain": add_campaign,
}


def queries(desk: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        answer = desk.get(address)
        b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    assert answer.status_code == 200
    return len(found)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_as_many_queries_for_three_rows_as_for_one(
    name: str, desk: Client, world: World
) -> None:
    address = reverse(f"desk:{name}")
    LISTS[name](world, 1)
    queries(desk, address)
    one = [queries(desk, address), queries(desk, address + "?export=csv")]
    LISTS[name](world, 2)
    LISTS[name](world, 3)
    assert [queries(desk, address), queries(desk, address + "?export=csv")] == one


def test_the_pledges_of_a_clust_cost_as_many_queries_for_three_as_for_one(
    desk: Client, world: World
) -> None:
    campaign = make_campaign(world)
    addresses = [reverse(f"desk:{name}", args=[campaign.pk]) for name in ("pledges", "book")]
    addresses += [
        addresses[0] + "?export=csv&identity=1",
        reverse("desk:campaign", args=[campaign.pk]),
    ]
    pledge(world, campaign)
    one = [queries(desk, address) for address in addresses]
    pledge(world, campaign)
    pledge(world, campaign)
    assert [queries(desk, address) for address in addresses] == one


@pytest.fixture
def shelf(world: World) -> None:
    """Three lamps besides the kettle."""
    for name in ("Lampe rouge", "Lampe bleue", "Lampe verte"):
        make_product(world.supplier, name=name)


def names(desk: Client, asked: str) -> list[str]:
    page = desk.get(f"/desk/products/?{asked}").context["page"]
    return [product.name_fr for product in page]


@pytest.mark.usefixtures("shelf")
def test_a_list_is_searched_word_by_word(desk: Client) -> None:
    assert names(desk, "q=lampe+bleue") == ["Lampe bleue"]
    assert names(desk, "q=100%25") == []
    assert names(desk, "q=%00") != []


def test_a_list_is_searched_by_number(desk: Client, world: World) -> None:
    assert names(desk, f"q=%23{world.kettle.pk}") == ["Bouilloire"]
    assert names(desk, "q=" + "9" * 40) == []


@pytest.mark.usefixtures("shelf")
def test_a_list_is_sorted_both_ways(desk: Client) -> None:
    rising = names(desk, "sort=name")
    assert rising == sorted(rising)
    assert names(desk, "sort=-name") == rising[::-1]


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("asked", ["sort=password", "sort=", "page=x", "page=99", "safety=perhaps"])
def test_what_a_list_does_not_know_changes_nothing(desk: Client, asked: str) -> None:
    assert len(names(desk, asked)) == 4


def test_a_list_is_filtered(desk: Client, world: World) -> None:
    make_award(world.kettle)
    world.kettle.manufacturer = ""
    world.kettle.save()
    make_product(world.supplier, name="Lampe")
    assert names(desk, "quotes=none") == ["Lampe"]
    assert names(desk, "quotes=some") == ["Bouilloire"]
    assert names(desk, "safety=missing") == ["Bouilloire"]
    assert names(desk, "safety=complete") == ["Lampe"]


def test_a_number_leads_to_its_rows(desk: Client, world: World) -> None:
    other = Supplier.objects.create(name="Autre")
    assert names(desk, f"supplier={other.pk}") == []
    assert names(desk, f"supplier={world.supplier.pk}") == ["Bouilloire"]


@pytest.mark.parametrize("number", ["x", "-1", "1.5", "9" * 30, ""])
def test_a_number_that_is_none_leads_nowhere(desk: Client, number: str) -> None:
    assert desk.get(f"/desk/products/?supplier={number}").status_code == 404


def read(answer: Any) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_an_export_holds_what_the_list_shows(desk: Client, world: World) -> None:
    make_product(world.supplier, name="=HYPERLINK(1)")
    make_product(world.supplier, name="Lampe")
    answer = desk.get("/desk/products/?q=hyperlink&export=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="products.csv"'
    assert [row["Name in French"] for row in read(answer)] == ["'=HYPERLINK(1)"]


def test_pages_hold_fifty_rows(desk: Client, world: World) -> None:
    for number in range(60):
        add_supplier(world, number)
    assert len(desk.get("/desk/suppliers/").context["page"]) == 50
    assert len(desk.get("/desk/suppliers/?page=2").context["page"]) == 11
    assert len(read(desk.get("/desk/suppliers/?page=2&export=csv"))) == 61


def test_clusts_are_found_by_their_stage(desk: Client, world: World, live: Campaign) -> None:
    cleared = buy(world).clearing.closing.campaign
    empty = make_campaign(world, [(99, 3000)], now=DAY - timedelta(days=9), lasts=timedelta(days=2))
    found = {
        stage: [c.pk for c in desk.get(f"/desk/campaigns/?stage={stage}").context["page"]]
        for stage in ("planned", "live", "closing", "cleared", "not_reached")
    }
    assert found == {
        "planned": [],
        "live": [live.pk],
        "closing": [empty.pk],
        "cleared": [cleared.pk],
        "not_reached": [],
    }
