"""What buyers are told about their money."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.campaigns.actions.holding import confirm_hold
from clust.campaigns.models import Campaign, Gate, Mandate
from clust.flow import walk
from clust.notices.actions import tell_card_ends, tell_receipts
from clust.notices.models import Notice, due_to_tell_card
from clust.notices.sending import send_notices
from clust.orders.actions import order_allotments
from clust.orders.cancelling import cancel, cancel_all
from clust.orders.models import Cause, Order
from clust.payments.actions.collecting import open_collection
from clust.people.models import Person
from clust.wallet.models import Card
from tests.notices.conftest import Post
from tests.notices.members import member, told
from tests.notices.test_letters import ENGLISH, FRENCH, part, text
from tests.world import DAY, WEEK, World, hold, make_campaign, make_card

pytestmark = pytest.mark.django_db

AFTER = DAY + WEEK + timedelta(hours=1)
Bought = Callable[..., Order]


@pytest.fixture
def reader() -> Person:
    return member(ENGLISH, language="en", name="Alex")


def bought(
    world: World, person: Person, *, method: str = "", by_transfer: bool = False
) -> Campaign:
    """Two kettles, at the close paid by a card that behaves like this, or by transfer."""
    campaign = make_campaign(world, asks_for_card=True, takes_transfers=True)
    card = None if by_transfer else make_card(person, method=method)
    confirm_hold(
        hold=hold(world, campaign, 2, person=person),
        card=card,
        by_transfer=by_transfer,
        now=DAY,
    )
    walk(now=AFTER)
    return campaign


def read(now: object = AFTER) -> None:
    tell_receipts(now=AFTER, since=AFTER - timedelta(hours=1))
    send_notices(Notice.objects.filter(sending=None), now=AFTER)


def last(post: Post, words: str) -> str:
    """Return the text of the mail whose subject has these words."""
    (mail,) = (mail for mail in post.mails if words in str(mail["Subject"]))
    assert words in part(mail, "html") or part(mail, "html")
    return text(mail)


def test_a_charge_is_confirmed(world: World, reader: Person, post: Post) -> None:
    bought(world, reader)
    read()
    said = last(post, "Paid: €100.00")
    assert "We charged €100.00 to your card" in said
    assert "Visa •••• 4242" in said


def test_the_result_names_the_card(world: World, reader: Person, post: Post) -> None:
    bought(world, reader)
    read()
    assert "Your card Visa •••• 4242 is charged now" in last(post, "Final price")


def test_a_refused_card_is_asked_again(world: World, reader: Person, post: Post) -> None:
    bought(world, reader, method="refused-1")
    read()
    said = last(post, "Please pay again: €100.00")
    assert "Your price stands" in said
    order = Order.objects.get()
    assert f"/orders/{order.pk}/payment/" in said


def test_the_bank_that_wants_the_holder_is_said(world: World, reader: Person, post: Post) -> None:
    bought(world, reader, method="asks-1")
    read()
    assert "without asking you" in last(post, "Please pay again")


def test_a_lapsed_order_owes_nothing(world: World, reader: Person, post: Post) -> None:
    bought(world, reader, method="refused-1")
    later = AFTER + timedelta(hours=49)
    walk(now=later)
    tell_receipts(now=later, since=later - timedelta(hours=1))
    send_notices(Notice.objects.filter(kind="lapsed"), now=later)
    assert "You owe nothing" in last(post, "has lapsed")


def test_a_refund_says_why(world: World, reader: Person, post: Post) -> None:
    bought(world, reader)
    order = Order.objects.get()
    cancel(order=order, cause=Cause.GESTURE, goods_gross_cents=1500, key="gesture:1", now=AFTER)
    walk(now=AFTER)
    read()
    said = last(post, "On its way back to you: €15.00")
    assert "Goodwill: €15.00" in said
    assert "back to the card you paid with" in said


def test_a_transfer_has_its_reference(world: World, reader: Person, post: Post) -> None:
    world.storefront.seller.iban = "FR7630006000011234567890189"
    world.storefront.seller.save()
    bought(world, reader, by_transfer=True)
    read()
    said = last(post, "How to pay €100.00")
    assert "Reference: RF" in said
    assert "FR76 3000 6000" in said


def test_french_readers_read_french(world: World, post: Post) -> None:
    bought(world, member(FRENCH, name="Camille"), method="refused-1")
    read()
    assert "Payer maintenant" in last(post, "Merci de payer à nouveau")


def test_it_is_told_once(world: World, reader: Person) -> None:
    bought(world, reader)
    for _ in range(2):
        tell_receipts(now=AFTER, since=AFTER - timedelta(hours=1))
    assert told(reader).count("charged") == 1


def test_a_card_that_expires_before_the_close_is_told(
    world: World, reader: Person, post: Post
) -> None:
    campaign = make_campaign(world, asks_for_card=True)
    card = make_card(reader)
    confirm_hold(hold=hold(world, campaign, person=reader), card=card, now=DAY)
    assert not due_to_tell_card(DAY).exists()
    Card.objects.update(expires_on=DAY.date() + timedelta(days=2))
    (ending,) = due_to_tell_card(DAY)
    tell_card_ends(ending, now=DAY)
    assert not due_to_tell_card(DAY).exists()
    send_notices(Notice.objects.filter(kind="card_ends"), now=DAY)
    said = last(post, "expires too early")
    assert f"/my/wallet/cards/{card.pk}/replacement/" in said


def test_no_word_of_a_card_that_nothing_needs(world: World, reader: Person) -> None:
    campaign = make_campaign(world, asks_for_card=True)
    confirm_hold(hold=hold(world, campaign, person=reader), card=make_card(reader), now=DAY)
    Card.objects.update(expires_on=DAY.date() + timedelta(days=2))
    Gate.objects.update(open=False)
    assert Mandate.objects.exists()
    assert not due_to_tell_card(DAY).exists()


def test_who_withdrew_before_the_card_was_asked_reads_of_no_refusal(
    world: World, reader: Person
) -> None:
    campaign = make_campaign(world, asks_for_card=True)
    confirm_hold(hold=hold(world, campaign, 2, person=reader), card=make_card(reader), now=DAY)
    clearing = clear_campaign(close_campaign(campaign, now=AFTER), now=AFTER)
    order_allotments(clearing, now=AFTER)
    open_collection(clearing, now=AFTER)
    cancel_all(order=Order.objects.get(), cause=Cause.RETRACTED, key="retraction:1", now=AFTER)
    walk(now=AFTER)
    tell_receipts(now=AFTER, since=AFTER - timedelta(hours=1))
    assert not Notice.objects.filter(kind=Notice.Kind.REFUSED).exists()
