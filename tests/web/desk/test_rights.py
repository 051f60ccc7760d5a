"""Who may see the desk, and that every page answers."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from clust.banking.actions.payouts import take_payouts
from clust.banking.actions.statements import take_statement
from clust.banking.camt import read_camt
from clust.banking.models import BankLine, Payout
from clust.banking.payout_table import read_payouts
from clust.base.models import ParkedRow
from clust.campaigns.models import Campaign
from clust.ledger.models import Entry
from clust.orders.models import Order
from clust.people.models import Person
from clust.sourcing.actions.enquiring import ask_about
from clust.sourcing.models import Quote
from clust.supply.models import PurchaseOrder
from clust.web.desk.urls import urlpatterns
from tests.banking.papers import Said, camt, payout_paper
from tests.web.desk.conftest import reading
from tests.web.desk.wall import add_appeal, add_category, add_wish
from tests.wished import make_brief, make_enquiry, make_quote, make_wish
from tests.world import DAY, World, make_award, make_person

NAMES = [str(pattern.name) for pattern in urlpatterns]
OF_ROWS = {str(pattern.name) for pattern in urlpatterns if pattern.pattern.converters}
NOWHERE = [987654]
OF_A_KIND = {"written", "hide_written", "let_stay"}
Keys = dict[str, list[object]]
POSTED = {"matching", "pay_back", "explanation", "pay_back_sent", "refund_sent"}
POSTED |= {"trying", "pictures", "picture_removal", "reference_prices", "award", "preview"}
POSTED |= {"invitation", "question_answer", "brief_wishes", "brief_removal"}
POSTED |= {"shelve_wish", "dismiss_reports"}


def of(names: tuple[str, ...], key: object) -> Keys:
    return {name: [key] for name in names}


def add_line() -> BankLine:
    (said,) = read_camt(camt([Said(500)]))
    return take_statement(said, now=DAY)[0].lines.get()


def negotiation(world: World) -> Keys:
    wish = make_wish(world)
    enquiry = make_enquiry(world, make_brief(wish))
    invitee = enquiry.invitees.get()
    asked = ask_about(invitee=invitee, person=make_person(), words="Combien ?", now=DAY)
    return {
        **of(("brief", "brief_wishes", "demand_csv", "new_enquiry"), enquiry.brief_id),
        "brief_removal": [enquiry.brief_id, wish.pk],
        **of(("enquiry", "invitation", "comparison"), enquiry.pk),
        "question_answer": [asked.pk],
        "invitee": [invitee.pk],
        "counter": [make_quote(world, enquiry).pk],
    }


def add_payout() -> Payout:
    paper = payout_paper(("charge", "ch_1", 5000, 100))
    return take_payouts(read_payouts(paper), gateway="stripe", now=DAY)[0]


@pytest.fixture
def keys(world: World, live: Campaign, bought: PurchaseOrder, quote: Quote) -> Keys:
    """What stands in the address of every page."""
    awarded = make_award(world.kettle, cost=[(1, 1000), (10, 800)]).quote_id
    parked = ParkedRow.objects.create(
        step="purchase", key=1, error="Boom", first_at=DAY, last_at=DAY
    )
    kettle = world.kettle.pk
    return {
        "trying": [parked.pk],
        "supplier": [world.supplier.pk],
        "change_supplier": [world.supplier.pk],
        "product": [kettle],
        "change_product": [kettle],
        "pictures": [kettle],
        "picture_removal": [kettle, 1],
        "reference_prices": [kettle],
        "quote": [quote.pk],
        "award": [quote.pk],
        "opening": [awarded],
        "preview": [awarded],
        **of(
            ("campaign", "pledges", "book", "closing", "rung", "price", "cap", "extension"),
            live.pk,
        ),
        "calls": [live.pk],
        "funnel_rows": ["paid"],
        **of(("goods", "sending", "to_send", "payments"), bought.campaign_id),
        "recall": [kettle],
        "order": [Order.objects.earliest("pk").pk],
        **of(
            (
                "purchase_order",
                "purchase_order_paper",
                "purchase_order_pdf",
                "purchase_order_csv",
            ),
            bought.pk,
        ),
        "account": ["buyers"],
        "entry": [Entry.objects.earliest("pk").pk],
        **of(("fec", "journal"), 2026),
        **of(("bank_line", "matching", "pay_back", "explanation"), add_line().pk),
        **of(("pay_back_sent", "refund_sent"), 1),
        "payout": [add_payout().pk],
        **of(
            ("wish", "backings", "merge_wish", "shelve_wish", "hide_wish", "dismiss_reports"),
            add_wish(world, 1).pk,
        ),
        **negotiation(world),
        "appeal": [add_appeal(world, 1).pk],
        "category": [add_category(world, 1).pk],
    }


def address(name: str, keys: Keys) -> str:
    nowhere = ["comments", *NOWHERE] if name in OF_A_KIND else NOWHERE
    return reverse(f"desk:{name}", args=keys.get(name, nowhere if name in OF_ROWS else None))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_answers_the_desk(language: str, keys: Keys, worker: Person) -> None:
    browser = reading(language, worker)
    pages = [name for name in NAMES if name not in POSTED and (name in keys or name not in OF_ROWS)]
    found = {name: browser.get(address(name, keys)).status_code for name in pages}
    assert found == dict.fromkeys(pages, 200)


def test_members_are_refused(keys: Keys) -> None:
    member = reading("en", make_person())
    found = {name: member.get(address(name, keys)).status_code for name in NAMES}
    found |= {f"post {name}": member.post(address(name, keys)).status_code for name in NAMES}
    assert set(found.values()) == {403}


def test_strangers_are_asked_to_sign_in(keys: Keys, client: Client) -> None:
    for name in NAMES:
        for answer in (client.get(address(name, keys)), client.post(address(name, keys))):
            assert answer.status_code == 302, name
            assert answer["Location"].startswith(reverse("account_login")), name


def test_what_writes_is_never_a_link(keys: Keys, desk: Client) -> None:
    found = {name: desk.get(address(name, keys)).status_code for name in POSTED}
    assert found == dict.fromkeys(POSTED, 405)


def test_what_is_not_there_is_not_found(keys: Keys, desk: Client) -> None:
    for name in NAMES:
        if name in keys and name not in POSTED | {"account"}:
            assert desk.get(reverse(f"desk:{name}", args=NOWHERE)).status_code == 404, name


def test_an_unknown_account_is_not_found(desk: Client) -> None:
    assert desk.get(reverse("desk:account", args=["treasure"])).status_code == 404


def test_pages_of_the_desk_are_never_kept_by_a_browser(desk: Client) -> None:
    assert "no-store" in desk.get(reverse("desk:chain"))["Cache-Control"]


def test_the_desk_may_ask_for_a_second_factor(worker: Person, desk: Client, settings: Any) -> None:
    settings.DESK_SECOND_FACTOR = True
    chain = reverse("desk:chain")
    assert desk.get(chain)["Location"] == reverse("mfa_index")
    Authenticator.objects.create(user=worker, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert desk.get(chain).status_code == 200
