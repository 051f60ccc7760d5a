"""The purchase order that a supplier keeps."""

from datetime import timedelta

import pytest

from clust.base import pdf
from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.orders.actions import order_allotments
from clust.supply import documents
from clust.supply.actions.purchasing import purchase
from clust.supply.models import PurchaseOrder
from tests.world import DAY, WEEK, World, make_campaign, make_product, make_world, pledge

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def order(world: World) -> PurchaseOrder:
    """Five red and one blue vase in cases, ordered at 0.01 each."""
    vase = make_product(world.supplier, name="Vase d’été", variants=["Rouge", "Bleu"])
    campaign = make_campaign(world, [(1, 3000)], product=vase)
    red, blue = vase.variants.all()
    pledge(world, campaign, 5, variant=red)
    pledge(world, campaign, 1, variant=blue)
    closing = close_campaign(campaign, now=DAY + WEEK)
    clearing = clear_campaign(closing, now=DAY + WEEK)
    order_allotments(clearing, now=DAY + WEEK)
    return purchase(clearing, now=DAY + WEEK)


def read(order: PurchaseOrder) -> list[list[str]]:
    text = "".join(documents.purchase_order_csv(order)).removeprefix("\ufeff")
    mark = ";" if order.quote.product.supplier.language == "fr" else ","
    return [line.split(mark) for line in text.splitlines()]


def test_the_sheet_has_a_line_per_variant(order: PurchaseOrder) -> None:
    _header, red, blue = read(order)
    assert red[3:8] == ["Rouge", "5", "5", "0,01", "0,05"]
    assert blue[3:6] == ["Bleu", "1", "1"]
    assert red[0] == order.number


def test_an_english_supplier_reads_english(order: PurchaseOrder) -> None:
    supplier = order.quote.product.supplier
    supplier.language = "en"
    assert read(order)[0][:4] == ["Purchase order", "Reference", "Product", "Variant"]
    assert read(order)[1][6] == "0.01"
    assert "Deliver by" in documents.purchase_order_html(order)


def test_the_page_says_who_orders_what_until_when(order: PurchaseOrder) -> None:
    page = documents.purchase_order_html(order)
    for said in ("Clust SAS", "Bouilloires Martin", order.number, "Rouge", "Vase d’été"):
        assert said in page
    assert order.deliver_by_on == (DAY + WEEK + timedelta(days=14)).date()
    assert "23 mars 2026" in page


def test_the_order_is_written_as_pdf(order: PurchaseOrder) -> None:
    paper = documents.purchase_order_pdf(order)
    assert paper.startswith(b"%PDF-")
    assert len(paper) > 5_000


def test_without_pango_there_is_a_page_to_print(
    order: PurchaseOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "pdf_problem", lambda: "cannot load library 'pango'")
    with pytest.raises(pdf.PdfUnavailable, match="pango"):
        documents.purchase_order_pdf(order)
    assert 'class="hint"' in documents.purchase_order_html(order)
