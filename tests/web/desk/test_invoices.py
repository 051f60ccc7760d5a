"""At the desk every number of the tax pages leads to its invoices and credit notes."""

from datetime import date

import pytest
from django.test import Client

from clust.commissions.actions.charging import charge_months
from clust.commissions.models import FeeInvoice
from clust.invoicing.models import CreditNote, Invoice
from clust.partners.actions.keeping import give_tenure
from clust.partners.models import Agreement
from tests.invoicing.selling import credited, invoiced, sold
from tests.partners.story import agreed, make_partner
from tests.world import DAY, World, make_person


@pytest.fixture
def march(world: World) -> Invoice:
    """Two invoices, one of them for Germany, and a credit note."""
    home = sold(world)[0]
    first = invoiced(home)
    invoiced(sold(world, countries=["DE"])[0])
    credited(home, 1200)
    return first


PAGES = ("/desk/invoices/", "/desk/credit-notes/", "/desk/vat/?month=2026-3", "/desk/vat/oss/")


@pytest.mark.parametrize("path", PAGES)
def test_pages_open_empty_and_full(desk: Client, world: World, path: str) -> None:
    assert desk.get(path).status_code == 200
    order = sold(world, countries=["DE"])[0]
    invoiced(order)
    credited(order, 500)
    assert desk.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_they_are_for_the_desk_only(world: World, path: str) -> None:
    client = Client()
    client.force_login(make_person())
    assert client.get(path).status_code == 403


def test_the_list_narrows_by_month_country_and_rate(desk: Client, march: Invoice) -> None:
    def found(query: str) -> int:
        return int(desk.get(f"/desk/invoices/?{query}").context["page"].paginator.count)

    assert found("") == 2
    assert found("month=202603") == 2
    assert found("month=202604") == 0
    assert found("country=DE&taxed=oss&rate=190&quarter=20261") == 1
    assert found(f"q={march.number}") == 1


def test_the_list_leaves_as_a_table(desk: Client, march: Invoice) -> None:
    sent = b"".join(desk.get("/desk/invoices/?export=csv").streaming_content).decode()
    assert march.name in sent
    assert sent.count("\n") == 3


def test_the_month_counts_the_tax_on_a_community_s_fees(desk: Client, world: World) -> None:
    partner = make_partner()
    agreed(partner, from_on=date(2026, 1, 1))
    Agreement.objects.update(month_cents=-5_000)
    told = {"storefront": world.storefront, "partner": partner, "from_on": date(2026, 3, 1)}
    charge_months(give_tenure(**told, person=None, now=DAY), now=DAY)
    page = desk.get("/desk/vat/?month=2026-3")
    fee = FeeInvoice.objects.get()
    assert page.context["total"] == fee.vat_cents == 1_000
    assert f"/desk/partners/fees/{fee.pk}/" in page.content.decode()


def test_the_month_shows_what_is_owed_and_where_it_comes_from(desk: Client, march: Invoice) -> None:
    page = desk.get("/desk/vat/?month=2026-3")
    owed = sum(Invoice.objects.values_list("vat_cents", flat=True))
    owed -= sum(CreditNote.objects.values_list("vat_cents", flat=True))
    assert page.context["total"] == owed
    assert "month=202603&amp;taxed=oss&amp;country=DE&amp;rate=190" in page.content.decode()


def test_the_quarter_is_for_the_one_stop_shop(desk: Client, march: Invoice) -> None:
    sent = b"".join(desk.get("/desk/vat/oss/?quarter=2026-1&export=csv").streaming_content)
    assert sent.decode().splitlines()[1].replace(";", ",").startswith("DE,190,,")


def test_the_days_leave_as_a_file(desk: Client, march: Invoice) -> None:
    answer = desk.get("/desk/vat/?month=2026-3&export=flow10")
    assert answer["Content-Type"] == "application/xml"
    assert b"<CategoryCode>TNT1</CategoryCode>" in answer.content


@pytest.mark.parametrize(
    "path", ["/desk/vat/?month=2026-13", "/desk/vat/?month=x", "/desk/vat/oss/?quarter=2026-5"]
)
def test_there_is_no_such_time(desk: Client, path: str) -> None:
    assert desk.get(path).status_code == 404


def test_the_desk_reads_what_the_buyer_reads(desk: Client, march: Invoice) -> None:
    note = CreditNote.objects.get()
    assert march.name in desk.get(f"/desk/invoices/{march.pk}/").content.decode()
    assert note.name in desk.get(f"/desk/credit-notes/{note.pk}/").content.decode()
    assert desk.get(f"/desk/invoices/{march.pk}/?as=pdf").content.startswith(b"%PDF")
