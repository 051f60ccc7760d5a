"""An invoice is PDF/A-3 with its data inside, and these hold the rules of Europe and France."""

import io
import re
from datetime import timedelta

import pytest
from facturx import get_facturx_xml_from_pdf
from pypdf import PdfReader

from clust.invoicing.documents import (
    credit_note_pdf,
    document_html,
    document_pdf,
    invoice_pdf,
    xml_of,
)
from clust.invoicing.models import Invoice
from clust.invoicing.reading import Reading
from clust.orders.models import Order
from clust.people.models import Identity
from clust.storefronts.models import Terms
from tests.invoicing.rules import EN_16931, FRANCE, broken, fits_schema
from tests.invoicing.selling import PAID, company, credited, invoiced, sold
from tests.world import World, make_person


def holds(xml: bytes, *, france: bool = True) -> None:
    """The schema and the rules find nothing wrong."""
    assert fits_schema(xml)
    assert broken(xml, EN_16931) == []
    if france:
        assert broken(xml, FRANCE) == []


def named(order: Order) -> Order:
    """The buyer has a name."""
    Identity.objects.create(person=order.person, name="Camille Durand")
    return order


def test_an_invoice_holds_the_rules(world: World) -> None:
    holds(xml_of(Reading(invoiced(named(sold(world, units=3)[0])))))


def test_a_wrong_total_is_found(world: World) -> None:
    xml = xml_of(Reading(invoiced(sold(world)[0])))
    wrong = re.sub(rb"<ram:GrandTotalAmount>54.90<", b"<ram:GrandTotalAmount>55.90<", xml)
    assert wrong != xml
    assert fits_schema(wrong)
    assert any("BR-CO-15" in said for said in broken(wrong, EN_16931))


def test_a_missing_french_note_is_found(world: World) -> None:
    xml = xml_of(Reading(invoiced(sold(world)[0])))
    wrong = xml.replace(b"<ram:SubjectCode>PMD<", b"<ram:SubjectCode>AAI<")
    assert any("BR-FR-05" in said for said in broken(wrong, FRANCE))


@pytest.mark.parametrize("per_mille", [200, 100, 55, 21])
def test_every_french_rate_and_awkward_amounts_hold(world: World, per_mille: int) -> None:
    world.kettle.vat_per_mille = per_mille
    world.kettle.save()
    holds(xml_of(Reading(invoiced(sold(world, price=1003, units=7)[0]))))


def test_a_credit_note_holds_the_rules(world: World) -> None:
    order = sold(world, units=2)[0]
    invoice = invoiced(order)
    some = credited(order, 700)
    rest = credited(order, 9300, 490, units=2, now=PAID + timedelta(days=9))
    for note in (some, rest):
        xml = xml_of(Reading(invoice, note))
        assert b"<ram:TypeCode>381<" in xml
        assert invoice.name.encode() in xml
        holds(xml)


def test_a_sale_abroad_holds_the_rules_but_for_french_rates(world: World) -> None:
    xml = xml_of(Reading(invoiced(sold(world, countries=["FI"])[0])))
    assert b"<ram:RateApplicablePercent>25.5<" in xml
    holds(xml, france=False)
    assert {said.partition("_")[0] for said in broken(xml, FRANCE)} == {"BR-FR-16"}


def test_a_company_abroad_accounts_for_the_tax(world: World) -> None:
    order = sold(world, countries=["BE"], person=(buyer := make_person()))[0]
    company(buyer)
    invoice = invoiced(order)
    xml = xml_of(Reading(invoice))
    assert b"VATEX-EU-IC" in xml
    holds(xml)
    assert "article 138" in document_html(Reading(invoice))


def test_a_french_company_holds_the_rules(world: World) -> None:
    order = sold(world, person=(buyer := make_person()))[0]
    company(buyer, "FR40303265045")
    xml = xml_of(Reading(invoiced(order)))
    assert b'schemeID="0002">303265045<' in xml
    holds(xml)


def test_a_buyer_without_name_or_address_holds_the_rules(world: World) -> None:
    holds(xml_of(Reading(invoiced(sold(world, delivery=world.pickup)[0]))))


def test_the_pdf_is_of_the_archive_kind_and_carries_the_data(world: World) -> None:
    invoice = invoiced(sold(world)[0])
    pdf = invoice_pdf(invoice)
    name, inside = get_facturx_xml_from_pdf(pdf)
    assert (name, inside) == ("factur-x.xml", xml_of(Reading(invoice)))
    read = PdfReader(io.BytesIO(pdf))
    root = read.trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()
    assert 'pdfaid:part="3"' in xmp
    assert 'pdfaid:conformance="B"' in xmp
    assert "<fx:ConformanceLevel>EN 16931<" in xmp
    assert root["/AF"][0].get_object()["/AFRelationship"] == "/Alternative"
    assert root["/OutputIntents"]
    text = read.pages[0].extract_text()
    assert invoice.name in text
    assert "54,90" in text


def test_the_same_rows_make_the_same_bytes(world: World) -> None:
    read = Reading(invoiced(sold(world)[0]))
    assert document_pdf(read) == document_pdf(read)


def test_a_paper_once_made_stays(world: World) -> None:
    order = named(sold(world)[0])
    invoice = invoiced(order)
    first = invoice_pdf(invoice)
    world.kettle.name_fr = "Another name"
    world.kettle.save()
    assert invoice_pdf(Invoice.objects.get(pk=invoice.pk)) == first


def test_a_credit_note_has_its_pdf(world: World) -> None:
    order = sold(world)[0]
    invoiced(order)
    note = credited(order, 5000, 490, units=1)
    assert note
    text = PdfReader(io.BytesIO(credit_note_pdf(note))).pages[0].extract_text()
    assert note.name in text
    assert note.invoice.name in text


def test_the_buyer_reads_their_language(world: World) -> None:
    order = sold(world, person=make_person(language="en"))[0]
    page = document_html(Reading(invoiced(order)))
    assert '<html lang="en">' in page
    assert "Total with tax" in page


def test_the_law_is_told(world: World) -> None:
    Terms.objects.update(mentions_fr="SAS au capital de 10 000 €", mentions_en="Capital 10,000 €")
    page = document_html(Reading(invoiced(sold(world, countries=["DE"])[0])))
    seller = world.storefront.seller
    for said in (seller.name, seller.registration, seller.vat_number, seller.mediator, "10 000 €"):
        assert said in page
    for rate in ("19\u00a0%", "DE"):
        assert rate in page
