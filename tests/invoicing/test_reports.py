"""What the tax offices are told: by rate, by quarter, by day."""

from datetime import date, timedelta
from xml.etree import ElementTree

from clust.invoicing.actions.reselling import invoice_resale
from clust.invoicing.checks import CHECKS
from clust.invoicing.ereporting import report_xml
from clust.invoicing.reports import (
    Correction,
    Rate,
    consumer_days,
    oss_corrections,
    oss_sales,
    vat_by_rate,
)
from clust.ledger.models import Posting
from tests.invoicing.selling import PAID, company, credited, invoiced, sold
from tests.world import World, make_person

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
SPRING = PAID + timedelta(days=60)


def test_vat_by_rate_is_what_the_books_say(world: World) -> None:
    home = sold(world)[0]
    invoiced(home)
    invoiced(sold(world, countries=["DE"])[0])
    credited(home, 1200)
    found = vat_by_rate(world.storefront.seller, MARCH, APRIL)
    assert list(found) == [Rate("home", "FR", 200), Rate("oss", "DE", 190)]
    booked = -sum(Posting.objects.filter(account="vat").values_list("cents", flat=True))
    assert sum(sums.vat_kept for sums in found.values()) == booked
    assert found[Rate("home", "FR", 200)].vat_back == 200


def test_the_one_stop_shop_knows_consumers_abroad_only(world: World) -> None:
    seller = world.storefront.seller
    buyer = make_person()
    company(buyer)
    for countries, person in ((["FR"], None), (["DE"], None), (["BE"], buyer)):
        invoiced(sold(world, countries=countries, person=person)[0])
    found = oss_sales(seller, 2026, 1)
    assert list(found) == [Rate("oss", "DE", 190)]
    assert found[Rate("oss", "DE", 190)].net == 4202 + 412
    assert oss_sales(seller, 2026, 2) == {}


def test_a_credit_note_of_the_same_quarter_lowers_its_sales(world: World) -> None:
    order = sold(world, countries=["DE"])[0]
    invoiced(order)
    credited(order, 1190)
    sums = oss_sales(world.storefront.seller, 2026, 1)[Rate("oss", "DE", 190)]
    assert (sums.net_kept, sums.vat_kept) == (4614 - 1000, 876 - 190)
    assert oss_corrections(world.storefront.seller, 2026, 1) == []


def test_a_credit_note_of_a_later_quarter_corrects_the_earlier_one(world: World) -> None:
    order = sold(world, countries=["DE"])[0]
    invoiced(order)
    credited(order, 1190, now=SPRING)
    seller = world.storefront.seller
    assert oss_sales(seller, 2026, 1)[Rate("oss", "DE", 190)].vat_kept == 876
    assert oss_sales(seller, 2026, 2) == {}
    assert oss_corrections(seller, 2026, 2) == [Correction(2026, 1, "DE", -1000, -190)]


def test_consumer_sales_are_told_by_day_and_category(world: World) -> None:
    seller = world.storefront.seller
    buyer = make_person()
    company(buyer, "FR40303265045")
    invoiced(sold(world, person=buyer)[0])
    order = sold(world)[0]
    invoiced(order)
    invoiced(sold(world, countries=["DE"])[0])
    credited(order, 1200)
    home, abroad = consumer_days(seller, MARCH, APRIL)
    assert (home.category, home.sales, home.vat) == ("TLB1", 1, 915 - 200)
    assert (abroad.category, abroad.rates) == ("TNT1", ((190, 4614, 876),))


def test_the_report_is_a_file_for_the_platform(world: World) -> None:
    seller = world.storefront.seller
    invoiced(sold(world)[0])
    days = consumer_days(seller, MARCH, APRIL)
    xml = report_xml(seller, days, MARCH, date(2026, 3, 31), now=PAID)
    root = ElementTree.fromstring(xml)
    assert root.findtext("ReportDocument/Issuer/Id") == "000000000"
    assert root.findtext("TransactionsReport/ReportPeriod/EndDate") == "20260331"
    said = root.find("TransactionsReport/Transactions")
    assert said is not None
    assert (said.findtext("Date"), said.findtext("CategoryCode")) == ("20260309", "TLB1")
    assert said.findtext("TaxSubtotal/TaxPercent") == "20.0"
    assert said.findtext("TaxTotal") == "9.15"


def test_what_is_sold_again_is_numbered_and_taxed_with_the_rest(world: World) -> None:
    seller = world.storefront.seller
    first = invoiced(sold(world)[0])
    again = invoice_resale(
        seller,
        product="Bouilloire",
        who="Braderie, 1 rue de l'Exemple, 69001 Lyon",
        units=2,
        gross_cents=1200,
        per_mille=200,
        currency="EUR",
        now=PAID,
    )
    last = invoiced(sold(world)[0])
    assert [one.number for one in (first, again, last)] == [1, 2, 3]
    sums = vat_by_rate(seller, MARCH, APRIL)[Rate("home", "FR", 200)]
    assert sums.vat == first.vat_cents + last.vat_cents + 200
    (day,) = consumer_days(seller, MARCH, APRIL)
    assert (day.sales, day.vat) == (3, sums.vat)
    assert [check.says for check in CHECKS if check.find(None).differing] == []
