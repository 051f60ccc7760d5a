"""A supplier answers enquiries on its pages: sees its own and nobody else's, quotes, bargains."""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clust.sourcing.actions.enquiring import answer_question, ask_about, say_to
from clust.sourcing.actions.quoting import counter_quote
from clust.sourcing.models import (
    Decline,
    EnquiryMessage,
    EnquiryQuestion,
    Product,
    Quote,
    Rejection,
    Role,
    SupplierContact,
)
from tests.sourcing.negotiating import Talks, make_talks
from tests.web.desk.conftest import reading
from tests.world import make_person

pytestmark = pytest.mark.django_db
RUNGS = {"rungs-from": ["1", "50"], "rungs-price": ["10,00", "9.50"]}
TERMS = {"currency": "EUR", "case_size": "6", "minimum_cases": "", "lead_days": "21"}


@pytest.fixture
def talks() -> Talks:
    return make_talks(timezone.now())


@pytest.fixture
def seller(talks: Talks) -> Client:
    return reading("en", talks.seller)


@pytest.fixture
def rival(talks: Talks) -> Client:
    """Somebody of the other supplier that was asked."""
    person = make_person()
    SupplierContact.objects.create(supplier=talks.rival, person=person)
    return reading("en", person)


@pytest.fixture
def counter(talks: Talks) -> Quote:
    offer = talks.offer(now=timezone.now())
    return counter_quote(
        quote=offer, person=talks.desk, rungs=[(1, 900), (50, 800)], now=timezone.now()
    )


def said(answer: Any) -> str:
    return str(answer.content.decode())


def enquiry(talks: Talks, rest: str = "") -> str:
    return f"/supplier/enquiries/{talks.enquiry.pk}/{rest}"


def offered(talks: Talks, **told: Any) -> dict[str, Any]:
    return {**RUNGS, **TERMS, "product": talks.world.kettle.pk, **told}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_waits_is_on_the_first_page(language: str, talks: Talks, counter: Quote) -> None:
    browser = reading(language, talks.seller)
    assert f"/supplier/quotes/{counter.pk}/" in said(browser.get("/supplier/"))
    for page in ("", "enquiries/", "quotes/", "quotes/new/", "people/", "purchase-orders/"):
        assert browser.get(f"/supplier/{page}").status_code == 200
    assert browser.get("/supplier/quotes/?export=csv").status_code == 200


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_enquiry_shows_what_is_asked_and_until_when(language: str, talks: Talks) -> None:
    page = said(reading(language, talks.seller).get(enquiry(talks)))
    assert "1,5 litre, inox" in page
    assert "300" in page
    assert "6 jours" in page or "6 days left" in page


def test_the_deadline_is_in_the_readers_time(talks: Talks) -> None:
    talks.seller.time_zone = "Asia/Tokyo"
    talks.seller.save()
    there = timezone.localtime(talks.enquiry.answer_by, timezone.get_fixed_timezone(9 * 60))
    assert f"{there:%H:%M}" in said(reading("en", talks.seller).get(enquiry(talks)))


def test_only_those_asked_find_it(talks: Talks) -> None:
    stranger = make_person()
    other = talks.world.supplier.__class__.objects.create(name="Faïences Petit")
    SupplierContact.objects.create(supplier=other, person=stranger)
    browser = reading("en", stranger)
    assert browser.get(enquiry(talks)).status_code == 404
    assert browser.get(enquiry(talks, "quote/")).status_code == 404
    for page in ("quote/", "question/", "message/", "decline/"):
        assert browser.post(enquiry(talks, page), {}).status_code == 404
    assert talks.enquiry.title not in said(browser.get("/supplier/enquiries/"))


def test_a_rival_finds_nothing_of_anothers_quotes(rival: Client, counter: Quote) -> None:
    for quote in (counter, counter.replaces):
        assert quote
        assert rival.get(f"/supplier/quotes/{quote.pk}/").status_code == 404
        assert rival.get(f"/supplier/quotes/{quote.pk}/revision/").status_code == 404
        for page in ("revision", "taking", "standing", "rejection"):
            assert rival.post(f"/supplier/quotes/{quote.pk}/{page}/", {}).status_code == 404
    assert "Bouilloire<" not in said(rival.get("/supplier/quotes/"))
    assert Quote.objects.count() == 2


def test_questions_are_read_by_all_and_messages_by_one(
    talks: Talks, seller: Client, rival: Client
) -> None:
    seller.post(enquiry(talks, "question/"), {"question-words": "Inox 18/10 ?"})
    asked = EnquiryQuestion.objects.get()
    answer_question(question=asked, person=talks.desk, words="Oui, 18/10.", now=timezone.now())
    seller.post(enquiry(talks, "message/"), {"message-words": "Entre nous"})
    page = said(rival.get(enquiry(talks)))
    assert "Inox 18/10 ?" in page
    assert "Oui, 18/10." in page
    assert "Somebody asked" in page
    assert "Entre nous" not in page
    assert talks.world.supplier.name not in page
    assert "You asked" in said(seller.get(enquiry(talks)))
    assert EnquiryMessage.objects.get().by_desk is False


def test_what_is_said_is_never_markup(talks: Talks, seller: Client) -> None:
    bad = "<script>alert(1)</script>"
    seller.post(enquiry(talks, "question/"), {"question-words": bad})
    say_to(invitee=talks.invitee, person=talks.desk, by_desk=True, words=bad, now=timezone.now())
    page = said(seller.get(enquiry(talks)))
    assert bad not in page
    assert "&lt;script&gt;" in page


def test_nothing_said_is_refused_at_the_field(talks: Talks, seller: Client) -> None:
    for page in ("question/", "message/"):
        assert seller.post(enquiry(talks, page), {}).status_code == 422


def test_it_declines(talks: Talks, seller: Client) -> None:
    assert seller.post(enquiry(talks, "decline/"), {"no-words": "Complet"}).status_code == 302
    assert Decline.objects.get().words == "Complet"
    assert seller.post(enquiry(talks, "decline/"), {}).status_code == 422


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_offers_a_product_that_we_know(language: str, talks: Talks) -> None:
    browser = reading(language, talks.seller)
    assert browser.get(enquiry(talks, "quote/")).status_code == 200
    told = offered(talks, freight_net_cents="60", samples="Deux", delivery_terms="DAP Lyon")
    answer = browser.post(enquiry(talks, "quote/"), told)
    quote = Quote.objects.get()
    assert answer["Location"] == f"/supplier/quotes/{quote.pk}/"
    assert quote.cost_ladder().rungs == ((1, 1000), (50, 950))
    assert (quote.case_size, quote.freight_net_cents, quote.person) == (6, 6000, talks.seller)
    assert "DAP Lyon" in said(browser.get(answer["Location"]))


def test_it_offers_a_new_product(talks: Talks, seller: Client) -> None:
    page = enquiry(talks, "quote/")
    assert seller.post(page, offered(talks, product="")).status_code == 422
    new = {"product": "", "reference": "K2", "name_fr": "Bouilloire K2", "vat_per_mille": "200"}
    assert seller.post(page, offered(talks, **new)).status_code == 302
    product = Product.objects.get(reference="K2")
    assert (product.name_en, product.supplier) == ("Bouilloire K2", talks.world.supplier)
    assert Quote.objects.get().product == product
    assert seller.post(page, offered(talks, **new)).status_code == 422


def test_a_refused_quote_leaves_no_product(talks: Talks, seller: Client) -> None:
    new = {"product": "", "reference": "K2", "name_fr": "K2", "vat_per_mille": "200"}
    over = (timezone.now() - timedelta(days=2)).date().isoformat()
    answer = seller.post(enquiry(talks, "quote/"), offered(talks, **new, valid_until=over))
    assert answer.status_code == 422
    assert "This day is over." in said(answer)
    assert not Product.objects.filter(reference="K2").exists()


def test_anothers_product_is_no_choice(talks: Talks, seller: Client) -> None:
    answer = seller.post(enquiry(talks, "quote/"), offered(talks, product=talks.vase.pk))
    assert answer.status_code == 422
    assert not Quote.objects.exists()


def test_rising_costs_and_late_quotes_are_refused(talks: Talks, seller: Client) -> None:
    page = enquiry(talks, "quote/")
    rising = {"rungs-price": ["9", "10"]}
    assert "Row 2" in said(seller.post(page, offered(talks, **rising)))
    talks.enquiry.at = timezone.now() - timedelta(days=9)
    talks.enquiry.answer_by = timezone.now() - timedelta(minutes=1)
    talks.enquiry.save()
    answer = seller.post(page, offered(talks))
    assert answer.status_code == 422
    assert "its time is over" in said(answer)
    assert not Quote.objects.exists()


def test_the_currency_is_the_enquirys(talks: Talks, seller: Client) -> None:
    seller.post(enquiry(talks, "quote/"), offered(talks, currency="USD"))
    assert Quote.objects.get().currency == "EUR"


def test_a_preview_keeps_nothing(talks: Talks, seller: Client) -> None:
    page = enquiry(talks, "quote/")
    told = offered(talks, freight_net_cents="30")
    shown = said(seller.post(page, {**told, "preview": "1"}))
    assert "€9.60" in shown
    fragment = said(seller.post(page, told, headers={"HX-Request": "true", "HX-Target": "preview"}))
    assert "<html" not in fragment
    assert "€2,880.00" in fragment
    assert not Quote.objects.exists()


def test_it_proposes_by_itself(talks: Talks, seller: Client) -> None:
    assert seller.post("/supplier/quotes/new/", offered(talks, currency="GBP")).status_code == 302
    quote = Quote.objects.get()
    assert (quote.enquiry, quote.currency, quote.person) == (None, "GBP", talks.seller)
    desk = reading("en", talks.desk)
    assert "proposed by the supplier" in said(desk.get("/desk/quotes/?source=proposal"))
    assert "Bouilloire<" not in said(desk.get("/desk/quotes/?source=enquiry"))


# Counter-offers


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_counter_offer_is_beside_what_it_answers(
    language: str, talks: Talks, counter: Quote
) -> None:
    page = said(reading(language, talks.seller).get(f"/supplier/quotes/{counter.pk}/"))
    assert "9,00" in page or "€9.00" in page
    assert "10,00" in page or "€10.00" in page


@pytest.mark.parametrize(("page", "price"), [("taking", 900), ("standing", 1000)])
def test_it_takes_over_or_stands(page: str, price: int, seller: Client, counter: Quote) -> None:
    address = f"/supplier/quotes/{counter.pk}/{page}/"
    assert seller.get(address).status_code == 405
    assert seller.post(address).status_code == 302
    assert Quote.objects.get(replaces=counter).cost_ladder().opening_price == price
    assert seller.post(address).status_code == 422


def test_it_answers_with_something_between(talks: Talks, seller: Client, counter: Quote) -> None:
    address = f"/supplier/quotes/{counter.pk}/revision/"
    assert 'value="8.00"' in said(seller.get(address))
    assert seller.post(address, offered(talks)).status_code == 302
    assert Quote.objects.get(replaces=counter).enquiry == talks.enquiry


def test_it_refuses(seller: Client, counter: Quote) -> None:
    address = f"/supplier/quotes/{counter.pk}/rejection/"
    assert seller.post(address, {"no-words": "Trop bas"}).status_code == 302
    assert Rejection.objects.get().words == "Trop bas"
    assert "Trop bas" in said(seller.get(f"/supplier/quotes/{counter.pk}/"))
    own = counter.replaces_id
    assert seller.post(f"/supplier/quotes/{own}/rejection/", {}).status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_desk_offers_back_and_refuses(language: str, talks: Talks) -> None:
    desk, offer = reading(language, talks.desk), talks.offer(now=timezone.now())
    page = f"/desk/quotes/{offer.pk}/"
    for rest in ("", "counter/", "rejection/"):
        assert desk.get(page + rest).status_code == 200
    answer = desk.post(f"{page}counter/", {**RUNGS, **TERMS})
    counter = Quote.objects.get(replaces=offer)
    assert answer["Location"] == f"/desk/enquiries/{counter.enquiry_id}/"
    assert counter.side == "desk"
    assert desk.get(answer["Location"]).status_code == 200
    assert desk.post(f"{page}rejection/", {"words": "Trop cher"}).status_code == 422
    assert desk.post(f"/desk/quotes/{counter.pk}/award/", {"reason": ""}).status_code == 422


# Files


def workbook(*rows: Any) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def upload(seller: Client, page: str, data: bytes, name: str = "quote.csv") -> Any:
    return seller.post(page, {"read": "1", "file": SimpleUploadedFile(name, data)})


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_file_is_shown_before_it_is_kept(language: str, talks: Talks) -> None:
    browser, page = reading(language, talks.seller), enquiry(talks, "quote/")
    shown = said(upload(browser, page, "Quantité;Prix\n1;12,50\n50;11\n60;x\n".encode()))
    assert 'value="50"' in shown
    assert 'value="12,50"' in shown or 'value="12.50"' in shown
    assert "le prix n’est pas un nombre" in shown or "the price is not a number" in shown
    assert not Quote.objects.exists()


def test_a_workbook_with_formulas_says_so(talks: Talks, seller: Client) -> None:
    data = workbook(["quantity", "price"], [1, 10], [50, "=B2*0.9"])
    shown = said(upload(seller, "/supplier/quotes/new/", data, "quote.xlsx"))
    assert "holds formulas" in shown
    assert "there is no price" in shown
    assert 'value="10.00"' in shown


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("quote.xlsm", workbook(["quantity", "price"], [1, 10]), "holds macros"),
        ("quote.xlsx", b"PK\x03\x04 nothing", "damaged"),
        ("quote.csv", b"name,colour\nA,red\n", "must name a column"),
        ("quote.pdf", b"%PDF-1.7", "neither a CSV nor"),
        ("quote.csv", b"quantity,price\n" + b"1,1\n" * 2_001, "too long"),
        ("quote.csv", b"", "empty"),
    ],
)
def test_files_that_are_not_read_say_why(
    talks: Talks, seller: Client, name: str, data: bytes, why: str
) -> None:
    answer = upload(seller, enquiry(talks, "quote/"), data, name)
    assert answer.status_code == 422
    assert why in said(answer)


# Roles


def as_role(talks: Talks, role: Role) -> Client:
    SupplierContact.objects.filter(person=talks.seller).update(role=role)
    return reading("en", talks.seller)


def test_logistics_ship_and_see_no_negotiation(talks: Talks, counter: Quote) -> None:
    browser = as_role(talks, Role.LOGISTICS)
    assert browser.get("/supplier/").status_code == 200
    assert browser.get("/supplier/parcels/").status_code == 200
    for page in ("enquiries/", "quotes/", "quotes/new/", f"quotes/{counter.pk}/", "people/"):
        assert browser.get(f"/supplier/{page}").status_code == 403
    assert browser.get(enquiry(talks)).status_code == 403
    assert browser.post(enquiry(talks, "quote/"), offered(talks)).status_code == 403
    assert browser.post(f"/supplier/quotes/{counter.pk}/taking/").status_code == 403


def test_sales_quote_and_send_nothing(talks: Talks) -> None:
    browser = as_role(talks, Role.SALES)
    assert browser.post(enquiry(talks, "quote/"), offered(talks)).status_code == 302
    assert browser.get("/supplier/purchase-orders/").status_code == 200
    for page in ("parcels/", "parcels/to-send.csv", "people/"):
        assert browser.get(f"/supplier/{page}").status_code == 403


def queries(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert browser.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize("page", ["", "quotes/", "enquiries/", "enquiry"])
def test_pages_cost_as_many_queries_for_three_rows_as_for_one(
    page: str, talks: Talks, seller: Client
) -> None:
    def one_more() -> None:
        now = timezone.now()
        offer = talks.offer(now=now)
        counter_quote(quote=offer, person=talks.desk, now=now)
        asked = ask_about(invitee=talks.invitee, person=talks.seller, words="?", now=now)
        answer_question(question=asked, person=talks.desk, words="!", now=now)

    address = enquiry(talks) if page == "enquiry" else f"/supplier/{page}"
    one_more()
    queries(seller, address)
    one = queries(seller, address)
    one_more()
    one_more()
    assert queries(seller, address) == one


def test_safety_data_follows_the_quote(
    talks: Talks, seller: Client, rival: Client, counter: Quote
) -> None:
    path = f"/supplier/products/{counter.product_id}/safety/"
    assert f'href="{path}"' in seller.get(f"/supplier/quotes/{counter.pk}/").content.decode()
    told = {"manufacturer": "Martin, Thiers", "identifier": "GTIN 1", "warnings_fr": "Chaud."}
    assert seller.post(path, told)["Location"] == path
    counter.product.refresh_from_db()
    assert (counter.product.manufacturer, counter.product.warnings_fr) == (
        "Martin, Thiers",
        "Chaud.",
    )
    assert seller.post(path, told | {"identifier": "x" * 99}).status_code == 422
    assert rival.get(path).status_code == 404
    assert rival.post(path, told).status_code == 404
