"""The books at the desk: every number leads to its rows, papers are taken or refused in words."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from clust.banking.models import BankLine, BankStatement, PayBack, Payout
from clust.invoicing.models import ResaleInvoice
from clust.ledger.models import Entry, Posting
from clust.orders.models import Cause
from clust.supply.actions.ending import dispose
from clust.supply.actions.purchasing import order_again
from clust.supply.claims import undo
from clust.supply.models import PurchaseOrder
from tests.banking.papers import OURS, Said, camt, payout_paper
from tests.web.desk.conftest import NOON
from tests.world import World

BANK = "/desk/bank/"


def upload(data: bytes, name: str = "releve.xml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_number_of_the_trial_balance_is_the_sum_of_its_postings(
    desk: Client, bought: PurchaseOrder
) -> None:
    month = f"{NOON:%Y-%m}"
    for row in desk.get(f"/desk/ledger/?from={month}&to={month}").context["balances"]:
        for side, cents in (("debit", row.debit), ("credit", -row.credit)):
            asked = f"?side={side}&detail={row.detail}&from={month}&to={month}"
            page = desk.get(f"/desk/ledger/accounts/{row.account}/{asked}").context["page"]
            assert sum(posting.cents for posting in page) == cents


def test_the_trial_balance_can_be_narrowed_and_exported(
    desk: Client, bought: PurchaseOrder
) -> None:
    shown = desk.get("/desk/ledger/?account=suppliers").context["balances"]
    assert {row.account for row in shown} == {"suppliers"}
    before = (NOON - timedelta(days=400)).strftime("%Y-%m")
    assert not desk.get(f"/desk/ledger/?to={before}").context["balances"]
    assert desk.get("/desk/ledger/?from=nonsense&to=9999-99").status_code == 200
    sheet = b"".join(desk.get("/desk/ledger/?export=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert len(sheet.splitlines()) == 1 + Posting.objects.values("account").distinct().count()


def test_whose_money_is_told_for_any_day(desk: Client, bought: PurchaseOrder) -> None:
    shown = desk.get("/desk/ledger/whose-money/").context["told"]
    assert [money.difference for money in shown] == [0]
    assert not desk.get("/desk/ledger/whose-money/?on=2020-01-01").context["told"]
    assert desk.get("/desk/ledger/whose-money/?on=9999-12-31").status_code == 200


def test_who_owes_is_listed_with_names_of_suppliers_only(
    desk: Client, bought: PurchaseOrder, world: World
) -> None:
    buyers = desk.get("/desk/ledger/who-owes/").context["rows"]
    assert sum(row.cents for row, _ in buyers) == 4 * 3000
    assert {name for _, name in buyers} == {""}
    (row, name) = desk.get("/desk/ledger/who-owes/?who=suppliers").context["rows"][0]
    assert (row.cents, name) == (bought.total_net_cents, world.supplier.name)


def test_a_clust_has_the_plan_of_its_opening_beside_what_came_of_it(
    desk: Client, bought: PurchaseOrder
) -> None:
    ((campaign, actual),) = desk.get("/desk/ledger/margins/").context["rows"]
    assert (campaign.plan.units, campaign.plan.gross_cents) == (1, 3000)
    assert campaign.plan.margin_net_cents == 2500 - 1
    assert actual.bought == bought.total_net_cents
    assert actual.margin == actual.invoiced - actual.bought
    gone, kept = (share.order for share in bought.shares.order_by("pk")[:2])
    undo(gone, 1, Cause.GESTURE, "test:back", now=NOON)
    dispose(
        purchase_order=bought,
        variant=gone.variant_id,
        units=1,
        kind="resold",
        note="Braderie",
        sold_gross_cents=1200,
        sold_per_mille=200,
        now=NOON,
    )
    order_again(wanted={kept: 1}, now=NOON)
    ((_, after),) = desk.get("/desk/ledger/margins/").context["rows"]
    assert after.resold == 1000
    assert after.bought == bought.total_net_cents + bought.unit_net_cents
    assert after.margin == actual.margin + 1000 - bought.unit_net_cents
    page = desk.get(reverse("desk:vat"), {"month": f"{NOON:%Y-%m}"}).content.decode()
    invoice = ResaleInvoice.objects.get()
    assert f"{invoice.name}</a> €2.00" in page
    paper = desk.get(reverse("desk:resale_invoice", args=[invoice.pk])).content.decode()
    assert all(word in paper for word in (invoice.name, "Braderie", "€12.00", "€2.00"))
    pdf = desk.get(reverse("desk:resale_invoice", args=[invoice.pk]), {"as": "pdf"})
    assert pdf.content[:5] == b"%PDF-"
    assert b"".join(desk.get("/desk/ledger/margins/?export=csv").streaming_content)  # type: ignore[attr-defined]


def test_the_years_of_the_books_can_be_taken_away(desk: Client, bought: PurchaseOrder) -> None:
    (year,) = desk.get("/desk/ledger/exports/").context["years"]
    answer = desk.get(f"/desk/ledger/exports/{year}/fec/")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert len(text.splitlines()) == 1 + Posting.objects.count()
    assert f"FEC{year}1231.txt" in answer["Content-Disposition"]
    assert desk.get("/desk/ledger/exports/9/csv/").status_code == 404


def test_a_statement_is_taken_once(desk: Client, world: World) -> None:
    for _ in range(2):
        answer = desk.post(BANK, {"file": upload(camt([Said(500, text="bonjour")]))}, follow=True)
    assert "taken before" in answer.content.decode()
    assert BankStatement.objects.count() == BankLine.objects.count() == 1


def test_a_statement_that_does_not_add_up_is_refused_with_line_and_amounts(
    desk: Client, world: World
) -> None:
    answer = desk.post(BANK, {"file": upload(camt([Said(500)], closing=1))})
    assert answer.status_code == 422
    assert "€0.01 is written there, the sum is €1,005.00" in answer.content.decode()
    assert not BankStatement.objects.exists()


@pytest.mark.parametrize("data", [b"", b"<", b"PK\x03\x04\x00", b"a;b;c\n1;2;3"])
def test_other_files_are_refused_in_words(desk: Client, world: World, data: bytes) -> None:
    for address in (BANK, f"{BANK}payouts/"):
        assert desk.post(address, {"file": upload(data), "iban": OURS}).status_code == 422


def test_a_line_is_paid_back_from_the_desk(desk: Client, world: World) -> None:
    desk.post(BANK, {"file": upload(camt([Said(500, name="Camille Petit")]))})
    address = f"{BANK}lines/{BankLine.objects.get().pk}/"
    assert desk.post(f"{address}pay-back/", {"cents": "6"}).status_code == 422
    desk.post(f"{address}pay-back/", {"cents": "5"})
    assert "Camille Petit" in desk.get(f"{BANK}to-pay-back/").content.decode()
    desk.post(f"{BANK}to-pay-back/{PayBack.objects.get().pk}/sending/")
    assert not desk.get(f"{BANK}to-pay-back/").context["page"].object_list
    assert Entry.objects.filter(key__startswith="pay_back_done:").count() == 1


def test_an_order_that_is_none_matches_nothing(desk: Client, world: World) -> None:
    desk.post(BANK, {"file": upload(camt([Said(500)]))})
    address = f"{BANK}lines/{BankLine.objects.get().pk}/matching/"
    for order in ("999", "x", ""):
        assert desk.post(address, {"order": order, "cents": "5"}).status_code == 422


def test_a_payout_shows_what_is_unknown(desk: Client, world: World) -> None:
    paper = payout_paper(("charge", "ch_9", 5000, 100))
    desk.post(f"{BANK}payouts/", {"file": upload(paper, "payout.csv")})
    payout = Payout.objects.get()
    assert "unknown" in desk.get(f"{BANK}payouts/{payout.pk}/").content.decode()
    assert "ch_9" in desk.get(f"{BANK}payouts/").content.decode()
    entry = Entry.objects.get(key=f"payout:{payout.pk}")
    assert (
        desk.get(f"/desk/ledger/entries/{entry.pk}/")
        .context["cause"]
        .url.endswith(f"/payouts/{payout.pk}/")
    )
