"""Briefs at the desk: made of wishes, with their demand; enquiries sent, answered, decided."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from clust.people.models import Person
from clust.sourcing.actions.enquiring import ask_about, decline_enquiry
from clust.sourcing.actions.quoting import counter_quote, offer_quote
from clust.sourcing.models import Award, Enquiry, EnquiryMessage, Quote, Supplier
from clust.wishes.models import Brief, Wish
from tests.web.desk.conftest import reading
from tests.wished import back, invite, make_brief, make_enquiry, make_wish
from tests.world import DAY, WEEK, World, make_person, make_product

Said = Callable[[Any], str]


@pytest.fixture
def wish(world: World) -> Wish:
    wish = make_wish(world)
    for cents in (8000, 7000, 7000):
        back(wish, cents, region="FR-69")
    back(wish, guess_gross_cents=6000, units=4)
    back(wish)
    return wish


@pytest.fixture
def brief(wish: Wish) -> Brief:
    return make_brief(wish)


@pytest.fixture
def enquiry(world: World, brief: Brief) -> Enquiry:
    return make_enquiry(world, brief)


@pytest.fixture
def rival(enquiry: Enquiry) -> Supplier:
    rival = Supplier.objects.create(name="Vases Durand")
    invite(enquiry, rival)
    return rival


def offer(enquiry: Enquiry, supplier: Supplier, *rungs: tuple[int, int], **terms: Any) -> Quote:
    product = make_product(supplier, name=f"De {supplier.name}")
    given = {"person": None, "enquiry": enquiry, "now": DAY, **terms}
    return offer_quote(product=product, rungs=rungs, **given)


def test_wishes_become_a_brief(desk: Client, world: World, wish: Wish, worker: Person) -> None:
    other = make_wish(world)
    page = desk.get(f"/desk/briefs/new/?wish={wish.pk}&q=bouill")
    assert page.context["chosen"] == [wish]
    assert page.context["found"] == [other]
    sent = {"title": "Kettles", "specification": "1.5 l", "wish": [wish.pk, other.pk]}
    answer = desk.post("/desk/briefs/new/", sent)
    made = Brief.objects.get()
    assert answer["Location"] == f"/desk/briefs/{made.pk}/"
    assert (made.lines.count(), made.person) == (2, worker)


def test_looking_for_more_keeps_what_was_chosen(desk: Client, world: World, wish: Wish) -> None:
    other = make_wish(world)
    sent = {"title": "Kettles", "wish": [other.pk], "q": "bouill", "more": "search"}
    page = desk.post("/desk/briefs/new/", sent)
    assert page.status_code == 200
    assert (page.context["chosen"], page.context["found"]) == ([other], [wish])
    assert page.context["form"]["title"].value() == "Kettles"
    assert not Brief.objects.exists()


def test_a_brief_without_wishes_is_refused(desk: Client) -> None:
    answer = desk.post("/desk/briefs/new/", {"title": "Kettles"})
    assert answer.status_code == 422
    assert not Brief.objects.exists()


def test_a_wish_is_not_put_into_two_briefs(desk: Client, brief: Brief, wish: Wish) -> None:
    answer = desk.post("/desk/briefs/new/", {"title": "Kettles", "wish": wish.pk})
    assert answer.status_code == 422
    assert "Another brief" in answer.content.decode()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_shows_the_demand(language: str, worker: Person, brief: Brief, said: Said) -> None:
    page = said(reading(language, worker).get(f"/desk/briefs/{brief.pk}/"))
    assert 'class="chart demand"' in page
    assert "69 · Rhône" in page


def test_the_demand_is_exported(desk: Client, brief: Brief) -> None:
    answer = desk.get(f"/desk/briefs/{brief.pk}/demand.csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert "At this price or less,,70.00,,4,3,0" in lines
    assert any(line.startswith("By region,69 · Rhône,,3,3,3,0") for line in lines)


def test_wishes_come_and_go(desk: Client, world: World, brief: Brief, wish: Wish) -> None:
    other = make_wish(world)
    desk.post(f"/desk/briefs/{brief.pk}/wishes/", {"wish": other.pk})
    desk.post(f"/desk/briefs/{brief.pk}/wishes/{wish.pk}/removal/")
    assert brief.lines.get().wish == other
    desk.post(f"/desk/briefs/{brief.pk}/wishes/{other.pk}/removal/")
    assert brief.lines.count() == 1


def test_chosen_suppliers_are_asked(desk: Client, world: World, brief: Brief) -> None:
    other = Supplier.objects.create(name="Vases Durand", country="BE")
    page = desk.get(f"/desk/briefs/{brief.pk}/enquiry/?supplier={world.supplier.pk}&q=be")
    assert list(page.context["chosen"]) == [world.supplier]
    assert list(page.context["found"]) == [other]
    assert page.context["form"].initial["likely_units"] == 3
    sent = {
        "title": "Kettles",
        "words": "",
        "likely_units": "300",
        "currency": "EUR",
        "answer_by": "2026-03-20T18:00",
        "supplier": [world.supplier.pk, other.pk],
    }
    answer = desk.post(f"/desk/briefs/{brief.pk}/enquiry/", sent)
    made = Enquiry.objects.get()
    assert answer["Location"] == f"/desk/enquiries/{made.pk}/"
    assert made.invitees.count() == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"supplier": []}, "__all__"), ({"answer_by": "2026-03-01T18:00"}, "answer_by")],
)
def test_an_enquiry_needs_suppliers_and_time(
    desk: Client, world: World, brief: Brief, changed: dict[str, Any], field: str
) -> None:
    sent = {"title": "K", "likely_units": "3", "currency": "EUR", "supplier": [world.supplier.pk]}
    sent |= {"answer_by": "2026-03-20T18:00"} | changed
    answer = desk.post(f"/desk/briefs/{brief.pk}/enquiry/", sent)
    assert answer.context["form"].errors.keys() == {field}
    assert not Enquiry.objects.exists()


def test_it_is_seen_who_answers(
    desk: Client, world: World, enquiry: Enquiry, rival: Supplier, said: Said
) -> None:
    silent = Supplier.objects.create(name="Muets")
    invite(enquiry, silent)
    offer(enquiry, world.supplier, (1, 1000))
    decline_enquiry(invitee=enquiry.invitees.get(supplier=rival), words="Trop peu", now=DAY)
    page = said(desk.get(f"/desk/enquiries/{enquiry.pk}/"))
    assert all(word in page for word in (">offered<", ">declined<", "Trop peu", ">silent<"))


def test_a_question_is_answered_to_all(desk: Client, enquiry: Enquiry, said: Said) -> None:
    asked = ask_about(
        invitee=enquiry.invitees.get(), person=make_person(), words="Quelle couleur ?", now=DAY
    )
    desk.post(f"/desk/questions/{asked.pk}/answer/", {"words": "Rouge."})
    asked.refresh_from_db()
    assert asked.answer.words == "Rouge."
    again = desk.post(f"/desk/questions/{asked.pk}/answer/", {"words": "Bleu."}, follow=True)
    assert "answered it already" in said(again)


def test_the_desk_talks_with_one_supplier(desk: Client, enquiry: Enquiry, worker: Person) -> None:
    invitee = enquiry.invitees.get()
    assert desk.post(f"/desk/invitees/{invitee.pk}/", {"words": ""}).status_code == 422
    desk.post(f"/desk/invitees/{invitee.pk}/", {"words": "Bonjour"})
    message = EnquiryMessage.objects.get()
    assert (message.by_desk, message.person) == (True, worker)


def test_one_more_supplier_is_asked(desk: Client, enquiry: Enquiry) -> None:
    late = Supplier.objects.create(name="Vases Durand")
    desk.post(f"/desk/enquiries/{enquiry.pk}/invitation/", {"supplier": late.pk})
    assert enquiry.invitees.count() == 2


def test_the_desk_offers_back(desk: Client, world: World, enquiry: Enquiry) -> None:
    quote = offer(enquiry, world.supplier, (1, 1000), (50, 900), case_size=6)
    page = desk.get(f"/desk/quotes/{quote.pk}/counter/")
    assert page.context["form"].initial["case_size"] == 6
    sent = {
        "rungs-from": ["1", "50"],
        "rungs-price": ["10", "8.50"],
        "case_size": "6",
        "minimum_cases": "0",
        "lead_days": "10",
    }
    answer = desk.post(f"/desk/quotes/{quote.pk}/counter/", sent)
    assert answer["Location"] == f"/desk/enquiries/{enquiry.pk}/"
    counter = Quote.objects.get(side="desk")
    assert counter.cost_ladder().rungs == ((1, 1000), (50, 850))
    assert desk.post(f"/desk/quotes/{quote.pk}/counter/", sent).status_code == 422


def test_quotes_stand_side_by_side(
    desk: Client, world: World, enquiry: Enquiry, rival: Supplier
) -> None:
    offer(enquiry, world.supplier, (1, 1000), (100, 800), freight_net_cents=20_000, lead_days=9)
    offer(enquiry, rival, (1, 900), capacity=150, return_days=30)
    page = desk.get(f"/desk/enquiries/{enquiry.pk}/comparison/")
    seen = page.context["compared"]
    assert [units for units, _ in seen.volumes] == [1, 50, 100, 200]
    first, second = seen.lines
    assert [cell.landed and cell.landed.each for cell in first.cells] == [21000, 1400, 1000, 900]
    assert [cell.landed and cell.landed.each for cell in second.cells] == [900, 900, 900, None]
    assert [cell.is_best for cell in second.cells] == [True, True, True, False]
    assert first.is_soonest
    assert (len(first.risks), len(second.risks)) == (1, 0)


def test_what_we_offered_back_is_not_accepted(desk: Client, world: World, enquiry: Enquiry) -> None:
    quote = offer(enquiry, world.supplier, (1, 1000))
    counter = counter_quote(quote=quote, person=None, now=DAY, rungs=[(1, 900)])
    for wrong in (quote, counter):
        sent = {"quote": wrong.pk, "reason": "cheap"}
        assert desk.post(f"/desk/enquiries/{enquiry.pk}/comparison/", sent).status_code == 422
    assert not Award.objects.exists()


def test_the_winner_and_why_are_written_down(
    desk: Client, world: World, enquiry: Enquiry, worker: Person, said: Said
) -> None:
    quote = offer(enquiry, world.supplier, (1, 1000))
    address = f"/desk/enquiries/{enquiry.pk}/comparison/"
    assert desk.post(address, {"quote": quote.pk, "reason": ""}).status_code == 422
    page = said(desk.post(address, {"quote": quote.pk, "reason": "Le plus sûr."}, follow=True))
    award = Award.objects.get()
    assert (award.quote, award.person, award.reason) == (quote, worker, "Le plus sûr.")
    assert "Le plus sûr." in page
    assert f"/desk/quotes/{quote.pk}/campaign/" in page
    assert "Le plus sûr." in said(desk.get(f"/desk/enquiries/{enquiry.pk}/"))


def test_the_chain_leads_to_what_waits(desk: Client, enquiry: Enquiry) -> None:
    Enquiry.objects.update(at=DAY - WEEK, answer_by=DAY - timedelta(hours=1))
    links = {str(link.title): link for link in desk.get("/desk/").context["links"]}
    assert (links["Briefs"].count, links["Briefs"].waiting) == (1, 0)
    assert (links["Enquiries"].count, links["Enquiries"].waiting) == (1, 1)
    found = desk.get("/desk/enquiries/?state=decide").context["page"].object_list
    assert list(found) == [enquiry]
