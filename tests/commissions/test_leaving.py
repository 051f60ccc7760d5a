"""Money owed to creators who left: never lost, never sent in circles, settled by hand."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from clust import flow
from clust.commissions.actions.leaving import (
    AlreadyKept,
    NoNote,
    NotLeft,
    keep_royalties,
    last_claim,
    way_of,
)
from clust.commissions.actions.stating import (
    AlreadyPaid,
    InTransferFile,
    pay_royalties,
    state_royalties,
)
from clust.commissions.actions.transferring import NothingToPay
from clust.commissions.models import RoyaltyKeeping, RoyaltyStatement, Transfer, due_to_pay
from clust.commissions.models.payouts import due_by_hand, owed_to_gone
from clust.ledger.actions import Account
from clust.ledger.readings import party_balance
from clust.notices.actions import tell_receipts
from clust.notices.models import Notice
from clust.notices.readers import reader_of
from clust.partners.actions.paying import confirm_account, give_account
from clust.people.actions import erase_person
from clust.people.models import Person
from clust.storefronts.models import Seller
from tests.commissions.brought import IBAN
from tests.commissions.story import CAME, came, sold, wrong
from tests.commissions.test_returned import LATER, back
from tests.commissions.test_transfers import (  # noqa: F401
    MAY,
    gathered,
    paid,
    seller,
    world,
)
from tests.web.desk.conftest import reading
from tests.web.shop.pages import text
from tests.world import DAY, World, make_person

OTHER = "DE89370400440532013000"
PASSWORD = "un ours dans la lune"


@pytest.fixture
def creator(world: World) -> Person:  # noqa: F811
    """Léa, who has earned 4.50."""
    order = sold(world, 3)
    came(order)
    flow.walk(now=CAME)
    return order.campaign.rights.person  # type: ignore[union-attr,no-any-return]


def account(creator: Person, iban: str = IBAN) -> None:
    given = give_account(holder="Léa Roi", iban=iban, creator=creator, person=creator, now=DAY)
    confirm_account(given, now=DAY)


@pytest.fixture
def stated(creator: Person) -> RoyaltyStatement:
    account(creator)
    return state_royalties(creator, now=MAY)[0]


def leave(creator: Person) -> None:
    erase_person(person=creator, keep_until=MAY.date(), keep_addresses=[], now=MAY)


@pytest.fixture
def came_back(stated: RoyaltyStatement, seller: Seller) -> RoyaltyStatement:  # noqa: F811
    """Léa left; the transfer to her came back."""
    leave(stated.creator)
    file = gathered(seller)
    paid(file)
    back(file.transfers.get())
    return stated


def keep(statement: RoyaltyStatement, note: str = "Lettre revenue") -> RoyaltyKeeping:
    return keep_royalties(statement=statement, note=note, person=make_person(), now=LATER)


def test_what_is_owed_still_goes_to_the_account_of_who_left(
    stated: RoyaltyStatement,
    seller: Seller,  # noqa: F811
) -> None:
    leave(stated.creator)
    assert owed_to_gone(MAY).get() == stated
    assert not due_by_hand(MAY).exists()
    assert gathered(seller).cents == 450


def test_what_no_file_pays_waits_for_a_hand(stated: RoyaltyStatement) -> None:
    leave(stated.creator)
    francs = RoyaltyStatement.objects.get()
    francs.pk, francs.currency = None, "CHF"
    francs.save(force_insert=True)
    assert due_by_hand(MAY).get() == francs


def test_what_comes_back_then_waits_for_a_hand_and_not_for_a_file(
    came_back: RoyaltyStatement,
    seller: Seller,  # noqa: F811
) -> None:
    assert due_by_hand(LATER).get() == came_back
    assert due_to_pay(LATER).get() == came_back
    with pytest.raises(NothingToPay):
        gathered(seller, LATER)
    assert party_balance(Account.ROYALTIES, came_back.creator_id) == -450
    assert wrong() == []


def test_nobody_can_be_told_of_it(came_back: RoyaltyStatement) -> None:
    tell_receipts(now=LATER, since=LATER)
    assert reader_of(Notice.objects.get(kind=Notice.Kind.CAME_BACK)) is None


def test_it_is_paid_by_hand_with_a_reference(came_back: RoyaltyStatement) -> None:
    pay_royalties(statement=came_back, reference="V7", person=make_person(), now=LATER)
    assert not owed_to_gone(LATER).exists()
    assert party_balance(Account.ROYALTIES, came_back.creator_id) == 0
    assert wrong() == []


def test_it_is_kept_as_owed_for_five_years_and_paid_if_asked_for(
    came_back: RoyaltyStatement,
) -> None:
    assert keep(came_back).until == date(2031, 5, 2)
    assert not due_by_hand(LATER).exists()
    assert owed_to_gone(LATER + timedelta(days=4_000)).get() == came_back, "never lost"
    assert party_balance(Account.ROYALTIES, came_back.creator_id) == -450
    with pytest.raises(AlreadyKept):
        keep(came_back)
    pay_royalties(statement=came_back, reference="V7", person=make_person(), now=LATER)
    assert not owed_to_gone(LATER).exists()
    with pytest.raises(AlreadyPaid):
        keep(came_back)


def test_a_leap_day_ends_on_the_next_first_of_march() -> None:
    leap = RoyaltyStatement(at=MAY.replace(year=2028, month=2, day=29))
    assert last_claim(leap) == date(2033, 3, 1)


def test_nothing_is_kept_for_who_is_here_nor_without_a_note(
    stated: RoyaltyStatement,
    seller: Seller,  # noqa: F811
) -> None:
    with pytest.raises(NotLeft):
        keep(stated)
    leave(stated.creator)
    with pytest.raises(NoNote):
        keep(stated, " ")
    gathered(seller)
    with pytest.raises(InTransferFile):
        keep(stated)


def test_who_left_without_an_account_is_settled_by_hand(creator: Person) -> None:
    statement = state_royalties(creator, now=MAY)[0]
    leave(creator)
    assert due_by_hand(MAY).get() == statement


def test_who_is_still_here_is_sent_it_anew(
    stated: RoyaltyStatement,
    seller: Seller,  # noqa: F811
) -> None:
    file = gathered(seller)
    paid(file)
    back(file.transfers.get())
    assert not owed_to_gone(LATER).exists()
    assert gathered(seller, LATER).cents == 450


def test_another_account_confirmed_by_mail_takes_it_after_all(
    stated: RoyaltyStatement,
    seller: Seller,  # noqa: F811
) -> None:
    file = gathered(seller)
    paid(file)
    back(file.transfers.get())
    assert way_of(stated.creator).gave_back
    account(stated.creator, OTHER)
    leave(stated.creator)
    assert not due_by_hand(LATER).exists()
    assert gathered(seller, LATER).transfers.get().account.iban == OTHER


def test_what_was_kept_stays_as_it_was_written(came_back: RoyaltyStatement) -> None:
    keep(came_back)
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        RoyaltyKeeping.objects.update(note="x")
    told = {"until": MAY.date(), "person": make_person(), "at": MAY}
    with pytest.raises(IntegrityError), transaction.atomic():
        RoyaltyKeeping.objects.create(statement=came_back, note="", **told)


# The desk


@pytest.fixture
def desk(world: World) -> Client:  # noqa: F811
    return reading("en", make_person(DAY, is_staff=True))


LIST = "/desk/royalties/left/"


def shown(desk: Client, state: str) -> list[int]:
    return [row.pk for row in desk.get(f"{LIST}?state={state}").context["page"]]


def test_the_chain_leads_to_what_is_to_settle(desk: Client, came_back: RoyaltyStatement) -> None:
    page = desk.get("/desk/")
    assert f"{LIST}?state=open" in page.content.decode()
    assert "1 of creators who left" in text(page)
    assert "Léa Roi" in text(desk.get(f"{LIST}?state=open"))
    assert "AC04 account closed" in text(desk.get(LIST))


def test_the_desk_keeps_it_with_a_note(desk: Client, came_back: RoyaltyStatement) -> None:
    address = f"{LIST}{came_back.pk}/keeping/"
    assert "until 2 May 2031" in text(desk.get(address))
    refused = desk.post(address, {"note": ""})
    assert refused.status_code == 422
    assert "It is kept as owed." in text(desk.post(address, {"note": "Letter"}, follow=True))
    states = {state: shown(desk, state) for state in ("open", "kept", "file")}
    assert states == {"open": [], "kept": [came_back.pk], "file": []}
    again = desk.post(address, {"note": "Letter"})
    assert "It is kept already." in text(again)
    file = desk.get(f"{LIST}?export=csv")
    lines = b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]
    assert "Léa Roi" in lines
    assert "4.50" in lines.replace(",", ".")


def test_the_desk_is_led_there_when_it_notes_the_return(
    desk: Client,
    stated: RoyaltyStatement,
    seller: Seller,  # noqa: F811
) -> None:
    leave(stated.creator)
    file = gathered(seller)
    assert shown(desk, "file") == [stated.pk]
    paid(file)
    address = f"/desk/transfers/lines/{Transfer.objects.get().pk}/return/"
    assert "settled by hand" in text(desk.get(address))
    noted = {"reason": "AC04", "booked_on": "2026-05-03", "sure": "on"}
    answer = desk.post(address, noted)
    assert answer.headers["Location"] == LIST
    assert shown(desk, "open") == [stated.pk]


def test_only_the_desk_sees_it(world: World) -> None:  # noqa: F811
    assert reading("en", make_person()).get(LIST).status_code in (403, 404)


# The page on which one leaves


def leaving_page(creator: Person) -> str:
    """Return what a creator reads, once they showed again that it is them."""
    creator.set_password(PASSWORD)
    creator.save()
    EmailAddress.objects.create(
        user=creator, email="lea@clust.example", verified=True, primary=True
    )
    client = reading("en", creator)
    asked = client.get("/my/erasure/")
    client.post(asked.headers["Location"], {"password": PASSWORD})
    return text(client.get("/my/erasure/"))


def test_who_leaves_reads_what_is_owed_and_where_it_goes(stated: RoyaltyStatement) -> None:
    page = leaving_page(stated.creator)
    assert "We still owe you €4.50 in royalties" in page
    assert "It goes to Léa Roi, FR14 … 2606" in page
    assert Seller.objects.get().email in page


def test_who_leaves_without_an_account_is_asked_for_one(creator: Person) -> None:
    assert "We know no account to pay to" in leaving_page(creator)


def test_who_leaves_after_a_return_is_asked_for_another(
    stated: RoyaltyStatement,
    seller: Seller,  # noqa: F811
) -> None:
    file = gathered(seller)
    paid(file)
    back(file.transfers.get())
    assert "came back: give us another account" in leaving_page(stated.creator)


def test_who_is_owed_nothing_reads_nothing_of_it(
    stated: RoyaltyStatement,
    seller: Seller,  # noqa: F811
) -> None:
    paid(gathered(seller))
    assert "royalties" not in leaving_page(stated.creator)
