"""Paying an order again, buying now, and raising a maximum, with the buyer there."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clust.campaigns.actions.holding import confirm_hold
from clust.campaigns.models import Campaign, Mandate, Pledge
from clust.flow import walk
from clust.orders.models import DirectOrder, Order
from clust.payments.models import Attempt, Capture
from clust.people.models import Person
from tests.web.shop.pages import text
from tests.web.shop.test_holding import ASKS, entered, held, on_site
from tests.world import WEEK, World, hold, make_campaign, make_card, make_person

REFUSED, CLOSED = "refused-1", WEEK + timedelta(hours=1)


def closed_order(world: World, person: Person, method: str, *, by_transfer: bool = False) -> Order:
    """Two kettles whose clust closed an hour ago, with a card that behaves like this."""
    start = timezone.now() - CLOSED
    campaign = make_campaign(world, now=start, asks_for_card=True, takes_transfers=True)
    choice = hold(world, campaign, 2, person=person, now=start)
    card = None if by_transfer else make_card(person, now=start, method=method)
    confirm_hold(hold=choice, card=card, by_transfer=by_transfer, now=start)
    walk(now=timezone.now())
    return Order.objects.get(person=person)


def page_of(client: Client, order: Order) -> str:
    """Return what the order's page says."""
    return text(client.get(f"/orders/{order.pk}/"))


def test_a_paid_order_says_so(signed_in: Client, alice: Person, world: World) -> None:
    page = page_of(signed_in, closed_order(world, alice, "ok-77"))
    assert "Your payment has come" in page
    assert "Visa •••• 4242 €100.00" in page


def test_a_refused_order_is_paid_with_another_card(
    signed_in: Client, alice: Person, world: World
) -> None:
    order = closed_order(world, alice, REFUSED)
    assert "Your card was refused. Your price stands" in page_of(signed_in, order)
    assert "the bank said no, without a reason" in page_of(signed_in, order)
    good = make_card(alice, now=timezone.now())
    answer = signed_in.post(f"/orders/{order.pk}/payment/", {"pay": good.pk})
    assert on_site(signed_in.get(on_site(answer))) == f"/orders/{order.pk}/"
    assert "Your payment has come" in page_of(signed_in, order)
    assert Capture.objects.get().cents == 10_000


def test_a_refused_order_is_paid_with_a_new_card(
    signed_in: Client, alice: Person, world: World
) -> None:
    order = closed_order(world, alice, REFUSED)
    answer = signed_in.post(f"/orders/{order.pk}/payment/", {"pay": "new"})
    back = entered(signed_in, on_site(answer))
    for _ in range(3):
        signed_in.get(back)
    assert Capture.objects.get().cents == 10_000
    assert Attempt.objects.count() == 2


def test_the_bank_asks_the_buyer_who_is_there(
    signed_in: Client, alice: Person, world: World
) -> None:
    order = closed_order(world, alice, "asks-5")
    card = order.pledge.mandate.card
    assert card
    bank = on_site(signed_in.post(f"/orders/{order.pk}/payment/", {"pay": card.pk}))
    assert not Capture.objects.exists()
    back = on_site(signed_in.post(bank, {"answer": "yes"}))
    signed_in.get(back)
    signed_in.get(back)
    assert Capture.objects.get().cents == 10_000


def test_a_no_at_the_bank_can_be_paid_again(signed_in: Client, alice: Person, world: World) -> None:
    order = closed_order(world, alice, "asks-6")
    card = order.pledge.mandate.card
    assert card
    bank = on_site(signed_in.post(f"/orders/{order.pk}/payment/", {"pay": card.pk}))
    back = on_site(signed_in.post(bank, {"answer": "no"}))
    page = signed_in.get(back)
    assert "Pay €100.00" in text(page)
    assert not Capture.objects.exists()


def test_a_paid_order_is_not_paid_again(signed_in: Client, alice: Person, world: World) -> None:
    order = closed_order(world, alice, "ok-78")
    answer = signed_in.post(f"/orders/{order.pk}/payment/", {"pay": "new"})
    assert on_site(answer) == f"/orders/{order.pk}/"
    assert Capture.objects.count() == 1


@pytest.mark.parametrize("pay", ["", "transfer", "-4", "99999999", "café"])
def test_no_way_to_pay_is_asked_again(
    signed_in: Client, alice: Person, world: World, pay: str
) -> None:
    order = closed_order(world, alice, REFUSED)
    assert signed_in.post(f"/orders/{order.pk}/payment/", {"pay": pay}).status_code == 400


def test_somebody_elses_order_is_not_there(signed_in: Client, world: World) -> None:
    order = closed_order(world, make_person(), REFUSED)
    for path in (f"/orders/{order.pk}/", f"/orders/{order.pk}/payment/"):
        assert signed_in.get(path).status_code == 404
    assert signed_in.post(f"/orders/{order.pk}/payment/", {"pay": "new"}).status_code == 404


def test_a_transfer_shows_how(signed_in: Client, alice: Person, world: World) -> None:
    world.storefront.seller.iban = "FR7630006000011234567890189"
    world.storefront.seller.save()
    page = page_of(signed_in, closed_order(world, alice, "", by_transfer=True))
    assert "FR76 3000 6000 0112 3456 7890 189" in page
    assert "Reference RF" in page
    assert "Scan it with your bank’s app" in page


def test_a_lapsed_order_owes_nothing(signed_in: Client, alice: Person, world: World) -> None:
    order = closed_order(world, alice, REFUSED)
    walk(now=timezone.now() + timedelta(hours=49))
    page = page_of(signed_in, order)
    assert "has lapsed: you owe nothing" in page
    assert on_site(signed_in.get(f"/orders/{order.pk}/payment/")) == f"/orders/{order.pk}/"


# Buying now


@pytest.fixture
def singles(world: World) -> Campaign:
    """A clust that may be bought from now."""
    return make_campaign(world, now=timezone.now(), asks_for_card=True, ships_singles=True)


def test_what_is_bought_now_is_paid_now(signed_in: Client, world: World, singles: Campaign) -> None:
    answer = held(signed_in, singles, world, when="now", units=2)
    back = entered(signed_in, on_site(answer))
    signed_in.get(signed_in.get(back)["Location"])
    order = DirectOrder.objects.get().order
    assert Capture.objects.get().cents == 10_000
    signed_in.get(back)
    walk(now=timezone.now())
    assert (Capture.objects.count(), Order.objects.count()) == (1, 1)
    page = page_of(signed_in, order)
    assert "Price a unit, bought now €50.00" in page
    assert "Your payment has come" in page


def test_what_is_bought_now_may_be_asked_about_twice(
    signed_in: Client, world: World, singles: Campaign
) -> None:
    bank = entered(signed_in, on_site(held(signed_in, singles, world, when="now")), ASKS)
    back = on_site(signed_in.post(bank, {"answer": "yes"}))
    charge = on_site(signed_in.get(back))
    assert "/sandbox/charges/" in charge
    signed_in.get(on_site(signed_in.post(charge, {"answer": "yes"})))
    assert Capture.objects.get().cents == 5000


def test_what_was_bought_now_cannot_be_changed_like_a_pledge(
    signed_in: Client, world: World, singles: Campaign
) -> None:
    signed_in.get(entered(signed_in, on_site(held(signed_in, singles, world, when="now"))))
    made = Pledge.objects.get()
    assert "Raise my maximum" not in text(signed_in.get(f"/pledges/{made.pk}/"))
    assert signed_in.get(f"/pledges/{made.pk}/withdrawal/").status_code == 410


# Raising a maximum


def waiting(world: World, person: Person, method: str = "") -> Pledge:
    """A pledge at most at 30.00 in a clust that asks for cards."""
    campaign = make_campaign(world, now=timezone.now(), asks_for_card=True)
    choice = hold(world, campaign, 1, 3000, person=person, now=timezone.now())
    card = make_card(person, now=timezone.now(), method=method)
    end = confirm_hold(hold=choice, card=card, now=timezone.now())
    assert end.pledge
    return end.pledge


def test_a_raised_maximum_is_confirmed_with_the_same_card(
    signed_in: Client, alice: Person, world: World
) -> None:
    old = waiting(world, alice)
    wanted = {"maximum": "45,00", "shown": "5000", "key": "5b1c33a4-62a7-4b02-8b1e-2d3a5b6c7d8e"}
    answer = signed_in.post(f"/pledges/{old.pk}/maximum/", wanted)
    made = signed_in.get(on_site(answer))
    new = Pledge.objects.latest("pk")
    assert on_site(made) == f"/pledges/{new.pk}/"
    assert (new.maximum_gross_cents, Mandate.objects.get(pledge=new).most_gross_cents) == (
        4500,
        4500,
    )
    assert Pledge.objects.with_left().get(pk=old.pk).left == 0
    assert on_site(signed_in.post(f"/pledges/{old.pk}/maximum/", wanted)).startswith("/pledges/")


def test_a_bank_that_says_no_leaves_the_old_maximum(
    signed_in: Client, alice: Person, world: World
) -> None:
    old = waiting(world, alice, "asks-9")
    bank = on_site(
        signed_in.post(
            f"/pledges/{old.pk}/maximum/",
            {"maximum": "45,00", "shown": "5000", "key": "5b1c33a4-62a7-4b02-8b1e-2d3a5b6c7d8f"},
        )
    )
    back = on_site(signed_in.post(bank, {"answer": "no"}))
    assert "Your bank said no" in text(signed_in.get(back))
    assert Pledge.objects.get() == old


# Leaving


def test_nobody_leaves_an_unpaid_order(signed_in: Client, alice: Person, world: World) -> None:
    closed_order(world, alice, REFUSED)
    answer = text(signed_in.get("/my/erasure/", follow=True))
    assert "not paid yet" in answer or "Confirm" in answer


def test_the_export_holds_cards_and_payments(
    signed_in: Client, alice: Person, world: World
) -> None:
    closed_order(world, alice, "ok-79")
    data = signed_in.get("/my/data.json").json()
    assert data["wallet"]["cards"][0]["last4"] == "4242"
    assert data["payments"][0]["paid"] == "100.00"
