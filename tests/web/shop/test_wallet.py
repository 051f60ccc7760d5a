"""The wallet: cards kept, replaced and taken away; what was paid."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clust.campaigns.actions.holding import confirm_hold
from clust.campaigns.models import Campaign, Mandate, MandateChange
from clust.payments.cards import forget_cards
from clust.people.models import Person
from clust.storefronts.models import Seller
from clust.wallet.models import Card, Credit
from tests.web.shop.pages import text
from tests.web.shop.test_holding import ASKS, entered, on_site
from tests.world import World, hold, make_campaign, make_card, make_person


@pytest.fixture
def carded(world: World) -> Campaign:
    """A clust whose pledges count once their card is confirmed."""
    return make_campaign(world, now=timezone.now(), asks_for_card=True)


@pytest.fixture
def card(alice: Person) -> Card:
    """A card of Alice's."""
    return make_card(alice, now=timezone.now())


@pytest.fixture
def needed(world: World, carded: Campaign, card: Card, alice: Person) -> Mandate:
    """A pledge of Alice's that her card is to pay for."""
    choice = hold(world, carded, 2, person=alice, now=timezone.now())
    end = confirm_hold(hold=choice, card=card, now=timezone.now())
    assert end.pledge
    return end.pledge.mandate


def test_a_card_is_kept_for_later(signed_in: Client, alice: Person) -> None:
    answer = signed_in.post("/my/wallet/cards/")
    back = entered(signed_in, on_site(answer))
    assert "The card is saved" in text(signed_in.get(back, follow=True))
    page = text(signed_in.get("/my/wallet/"))
    assert "Visa •••• 4242" in page
    assert Card.objects.get().person == alice


def test_the_same_plastic_is_kept_once(signed_in: Client) -> None:
    for _ in range(2):
        signed_in.get(entered(signed_in, on_site(signed_in.post("/my/wallet/cards/"))))
    assert Card.objects.filter(removed_at=None).count() == 1


def test_a_card_its_bank_says_no_to_is_not_kept(signed_in: Client) -> None:
    bank = entered(signed_in, on_site(signed_in.post("/my/wallet/cards/")), ASKS)
    back = on_site(signed_in.post(bank, {"answer": "no"}))
    assert "was not confirmed" in text(signed_in.get(back, follow=True))
    assert not Card.objects.exists()


def test_the_wallet_says_what_a_card_pays_for(signed_in: Client, needed: Mandate) -> None:
    page = text(signed_in.get("/my/wallet/"))
    assert "Pays for: Bouilloire (at most €100.00)" in page


def test_a_card_that_expires_first_is_said(signed_in: Client, needed: Mandate, card: Card) -> None:
    Card.objects.update(expires_on=timezone.localdate() + timedelta(days=1))
    assert "expires before a clust closes" in text(signed_in.get("/my/wallet/"))


def test_a_replaced_card_pays_for_nothing_any_more(
    signed_in: Client, needed: Mandate, card: Card
) -> None:
    page = f"/my/wallet/cards/{card.pk}/replacement/"
    assert "at most €100.00" in text(signed_in.get(page))
    back = entered(signed_in, on_site(signed_in.post(page)))
    assert "takes the place" in text(signed_in.get(back, follow=True))
    needed.refresh_from_db()
    change = MandateChange.objects.get()
    assert (change.was, change.card) == (card, needed.card)
    assert needed.card != card
    card.refresh_from_db()
    assert card.removed_at
    assert forget_cards(now=timezone.now()) == 1


def test_a_card_that_is_needed_stays(signed_in: Client, needed: Mandate, card: Card) -> None:
    page = f"/my/wallet/cards/{card.pk}/removal/"
    assert "Replace it by another card" in text(signed_in.get(page))
    assert signed_in.post(page).status_code == 409
    card.refresh_from_db()
    assert card.removed_at is None


def test_a_card_that_nothing_needs_goes(signed_in: Client, card: Card) -> None:
    answer = signed_in.post(f"/my/wallet/cards/{card.pk}/removal/", follow=True)
    assert "The card is removed" in text(answer)
    assert "4242" not in text(signed_in.get("/my/wallet/"))


def test_other_peoples_cards_are_not_there(signed_in: Client) -> None:
    theirs = make_card(make_person())
    for page in ("removal", "replacement"):
        assert signed_in.get(f"/my/wallet/cards/{theirs.pk}/{page}/").status_code == 404
        assert signed_in.post(f"/my/wallet/cards/{theirs.pk}/{page}/").status_code == 404
    assert signed_in.get("/my/wallet/checks/987654/").status_code == 404


def test_strangers_sign_in_first(client: Client, world: World) -> None:
    assert client.get("/my/wallet/").status_code == 302
    assert client.post("/my/wallet/cards/").status_code == 302


def test_credits_have_a_reason_and_an_end(signed_in: Client, alice: Person) -> None:
    now = timezone.now()
    Credit.objects.create(
        person=alice,
        seller=Seller.objects.get(),
        cents=700,
        left_cents=500,
        reason="Parrainage",
        key="referral:1",
        at=now,
        expires_at=now + timedelta(days=90),
    )
    page = text(signed_in.get("/my/wallet/"))
    assert "Parrainage" in page
    assert "€5.00" in page


def test_the_wallet_asks_as_often_for_three_cards(
    signed_in: Client, needed: Mandate, alice: Person, count: Callable[[Client, str], int]
) -> None:
    one = count(signed_in, "/my/wallet/")
    make_card(alice, now=timezone.now())
    make_card(alice, now=timezone.now())
    assert count(signed_in, "/my/wallet/") == one
