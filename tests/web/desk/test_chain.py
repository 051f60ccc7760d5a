"""The chain at the desk, its parked rows, its papers and its books."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from clust import flow
from clust.base import pdf
from clust.base.models import ParkedRow
from clust.campaigns.models import Campaign, Clearing, Closing
from clust.ledger.models import Entry, Posting
from clust.notices.models import Notice, Sending
from clust.orders.models import Order
from clust.sourcing.models import Supplier
from clust.supply.models import PurchaseOrder
from clust.wishes.actions.moderating import rule
from tests.web.desk.wall import add_appeal, add_report
from tests.world import DAY, WEEK, World, make_campaign, make_person, pledge


def said(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def over(world: World) -> Campaign:
    """A clust whose time is over, and that nobody closed yet."""
    campaign = make_campaign(world, now=DAY - WEEK)
    pledge(world, campaign, 7, now=DAY - WEEK)
    return campaign


def test_the_chain_counts_what_waits(desk: Client, over: Campaign) -> None:
    shown = desk.get("/desk/").context
    waiting = {line.step.name: line.waiting for line in shown["steps"]}
    assert waiting["close campaigns"] == 1
    counts = {str(link.title): (link.count, link.waiting) for link in shown["links"]}
    assert counts["Clusts"] == (1, 1)
    assert counts["Closed"] == (0, 0)


def test_every_number_of_the_chain_leads_to_its_rows(desk: Client, over: Campaign) -> None:
    for link in desk.get("/desk/").context["links"]:
        assert desk.get(link.url).status_code == 200


def test_the_chain_counts_open_reports_and_objections(desk: Client, world: World) -> None:
    add_report(world, 1)
    made = add_appeal(world, 2)
    counts = {str(link.title): link for link in desk.get("/desk/").context["links"]}
    assert (counts["Reports"].count, counts["Reports"].waiting) == (2, 1)
    assert (counts["Objections"].count, counts["Objections"].waiting) == (1, 1)
    rule(appeal=made, person=make_person(), upheld=True, words="Non.", now=DAY)
    counts = {str(link.title): link for link in desk.get("/desk/").context["links"]}
    assert (counts["Objections"].count, counts["Objections"].waiting) == (1, 0)


@pytest.fixture
def parked(over: Campaign) -> ParkedRow:
    """Its clearing failed, because somebody changed a counter behind the gate's back."""
    over.level_set.update(wanted=99)
    flow.walk(now=DAY)
    return ParkedRow.objects.get()


def test_a_parked_row_says_what_went_wrong(desk: Client, parked: ParkedRow) -> None:
    text = said(desk.get("/desk/"))
    assert "CountsDiffer" in text
    assert f"/desk/parked/{parked.pk}/trying/" in text


def test_a_parked_row_that_fails_again_stays(desk: Client, parked: ParkedRow) -> None:
    answer = desk.post(f"/desk/parked/{parked.pk}/trying/", follow=True)
    assert "It did not go through." in said(answer)
    assert ParkedRow.objects.get().tries == parked.tries + 1


def test_a_parked_row_goes_through_once_its_cause_is_gone(
    desk: Client, parked: ParkedRow, over: Campaign
) -> None:
    over.level_set.update(wanted=7)
    answer = desk.post(f"/desk/parked/{parked.pk}/trying/", follow=True)
    assert "It went through this time." in said(answer)
    assert not ParkedRow.objects.exists()
    assert Clearing.objects.get().closing == Closing.objects.get()


# Papers


def test_a_purchase_order_is_kept_as_pdf(desk: Client, bought: PurchaseOrder) -> None:
    answer = desk.get(f"/desk/purchase-orders/{bought.pk}/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_where_no_pdf_can_be_written_the_page_is_there_to_print(
    desk: Client, bought: PurchaseOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "pdf_problem", lambda: "no pango")
    Supplier.objects.update(language="en")
    answer = desk.get(f"/desk/purchase-orders/{bought.pk}/pdf/")
    assert answer["Content-Type"].startswith("text/html")
    assert "PDF cannot be written on this server" in said(answer)


def test_a_purchase_order_is_kept_as_a_sheet(desk: Client, bought: PurchaseOrder) -> None:
    answer = desk.get(f"/desk/purchase-orders/{bought.pk}/csv/")
    assert answer["Content-Disposition"] == f'attachment; filename="{bought.number}.csv"'
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert [line.split(";")[3] for line in lines[1:]] == ["Rouge", "Bleu"]


def test_the_mail_of_a_purchase_order_is_followed(desk: Client, bought: PurchaseOrder) -> None:
    listed = "/desk/purchase-orders/?mail="
    assert len(desk.get(listed + "waiting").context["page"]) == 1
    notice = Notice.objects.get(kind=Notice.Kind.PURCHASE, fact=bought.pk)
    Sending.objects.create(notice=notice, outcome=Sending.SENT, at=DAY)
    assert len(desk.get(listed + "waiting").context["page"]) == 0
    assert len(desk.get(listed + "sent").context["page"]) == 1


@pytest.mark.parametrize(("outcome", "words"), Sending._meta.get_field("outcome").choices)
def test_the_desk_says_what_became_of_every_mail(
    desk: Client, bought: PurchaseOrder, outcome: str, words: str
) -> None:
    notice = Notice.objects.get(kind=Notice.Kind.PURCHASE, fact=bought.pk)
    Sending.objects.create(notice=notice, outcome=outcome, at=DAY)
    answer = desk.get(f"/desk/notices/?mail={outcome}")
    assert len(answer.context["page"]) == 1
    assert str(words) in said(answer)


def test_a_purchase_order_is_found_by_its_number(desk: Client, bought: PurchaseOrder) -> None:
    assert len(desk.get(f"/desk/purchase-orders/?q={bought.number}").context["page"]) == 1
    assert len(desk.get("/desk/purchase-orders/?q=PO-999999").context["page"]) == 0


def test_orders_are_found_by_clust_and_number(desk: Client, bought: PurchaseOrder) -> None:
    campaign = bought.clearing.closing.campaign_id
    assert len(desk.get(f"/desk/orders/?campaign={campaign}").context["page"]) == 2
    assert len(desk.get(f"/desk/orders/?campaign={campaign + 1}").context["page"]) == 0
    order = Order.objects.earliest("pk")
    assert [o.pk for o in desk.get(f"/desk/orders/?q=%23{order.pk}").context["page"]] == [order.pk]


# Books


def test_the_books_sum_to_zero(desk: Client, bought: PurchaseOrder) -> None:
    shown = desk.get("/desk/ledger/").context
    assert shown["total"] == 0
    balances = {row.account: row.after for row in shown["balances"]}
    assert balances["buyers"] == -balances["goods_promised"] == 4 * 3000
    assert balances["suppliers"] == -bought.total_net_cents


def test_a_balance_leads_down_to_its_postings(desk: Client, bought: PurchaseOrder) -> None:
    shown = desk.get("/desk/ledger/accounts/buyers/").context
    assert shown["balance"] == sum(posting.cents for posting in shown["page"]) == 4 * 3000
    person = Order.objects.earliest("pk").person_id
    narrowed = desk.get(f"/desk/ledger/accounts/buyers/?party={person}").context["page"]
    assert [posting.party for posting in narrowed] == [person]
    assert len(desk.get("/desk/ledger/accounts/buyers/?side=credit").context["page"]) == 0


def test_an_entry_leads_back_to_its_fact(desk: Client, bought: PurchaseOrder) -> None:
    for entry in Entry.objects.all():
        answer = desk.get(f"/desk/ledger/entries/{entry.pk}/")
        assert answer.context["total"] == 0
        assert len(answer.context["page"]) == Posting.objects.filter(entry=entry).count()
        assert answer.context["cause"]


def test_nothing_is_written_by_looking(desk: Client, over: Campaign) -> None:
    for address in ("", "ledger/", "parked/", "notices/", f"campaigns/{over.pk}/"):
        desk.get(f"/desk/{address}")
    assert not Closing.objects.exists()
    assert over.closes_at < DAY + timedelta(hours=3)
