"""Cards: asked about, kept, replaced and forgotten, whoever hears the answer first."""

from datetime import timedelta

import pytest

from clust.campaigns.actions.holding import confirm_hold, end_hold
from clust.campaigns.models import Hold, HoldEnd, MandateChange, Pledge
from clust.integrations.sandbox.cards import new_card
from clust.integrations.sandbox.models import Answer, SandboxSession
from clust.payments.cards import (
    StillNeeded,
    ask_holder,
    begin_check,
    find_card_answers,
    forget_cards,
    hear_of_check,
    record_card_answer,
    take_card_away,
)
from clust.payments.gateway import Ask, Confirmed, Refused
from clust.payments.models import CardCheck, CardCheckEnd
from clust.people.models import Person
from clust.wallet.actions import empty_wallet
from clust.wallet.models import Card
from tests.world import DAY, World, hold, make_campaign, make_card, make_person, make_world

URL = "https://clust.example/back/"
SOON = DAY + timedelta(minutes=5)


@pytest.fixture
def world(db: None) -> World:
    """A small world."""
    return make_world()


def asked(world: World, person: Person | None = None) -> CardCheck:
    """Somebody who chose two kettles is at the provider's card page."""
    campaign = make_campaign(world, asks_for_card=True)
    choice = hold(world, campaign, 2, person=person)
    check = begin_check(
        person=choice.person, hold=choice, cents=choice.most_gross_cents, currency="EUR", now=DAY
    )
    answer = ask_holder(check, return_url=URL, cancel_url=URL, now=DAY)
    assert isinstance(answer, Ask)
    return check


def enters_a_card(check: CardCheck) -> None:
    """The holder types a card, and their browser is closed before it leads back."""
    session = SandboxSession.objects.get(key=check.key)
    session.enter(new_card("4242424242424242", session.customer_ref, DAY.date()))
    session.answer = Answer.YES
    session.save()


def test_who_never_comes_back_is_found(world: World) -> None:
    check = asked(world)
    enters_a_card(check)
    assert find_card_answers(now=SOON, asked_before=SOON) == 1
    assert Pledge.objects.get().person == check.person
    assert find_card_answers(now=SOON, asked_before=SOON) == 0


def test_a_message_told_twice_pledges_once(world: World) -> None:
    check = asked(world)
    enters_a_card(check)
    for _ in range(3):
        hear_of_check(key=check.key, now=SOON)
    assert (Pledge.objects.count(), CardCheckEnd.objects.count()) == (1, 1)


@pytest.mark.parametrize("key", ["", "card-", "card-x", "card-99999", "hold-1", "card-٣"])
def test_messages_about_nothing_of_ours_change_nothing(world: World, key: str) -> None:
    assert hear_of_check(key=key, now=DAY) is None


def test_a_check_nobody_answers_is_given_up(world: World) -> None:
    check = asked(world)
    later = DAY + timedelta(days=3)
    assert find_card_answers(now=later, asked_before=later) == 0
    check.refresh_from_db()
    assert check.given_up
    assert not CardCheck.objects.unknown(later).exists()


def test_an_answer_after_the_place_was_given_back_keeps_the_card_only(world: World) -> None:
    check = asked(world)
    end_hold(Hold.objects.get(), now=DAY + timedelta(minutes=16))
    enters_a_card(check)
    hear_of_check(key=check.key, now=DAY + timedelta(minutes=17))
    assert Card.objects.get().person == check.person
    assert HoldEnd.objects.get().pledge is None
    assert not Pledge.objects.exists()


def test_the_first_answer_stands(world: World) -> None:
    check = asked(world)
    record_card_answer(check, answer=Refused("card_declined"), now=SOON)
    card = new_card("4242424242424242", "c", DAY.date())
    record_card_answer(check, answer=Confirmed(card, "s"), now=SOON)
    assert not CardCheckEnd.objects.get().confirmed
    assert not Card.objects.exists()


def test_the_same_question_is_asked_once(world: World) -> None:
    check = asked(world)
    again = begin_check(
        person=check.person, hold=check.hold, cents=check.cents, currency="EUR", now=SOON
    )
    assert again == check


def test_a_new_card_takes_over_what_the_old_was_to_pay(world: World) -> None:
    person = make_person()
    old = make_card(person)
    choice = hold(world, make_campaign(world, asks_for_card=True), person=person)
    confirm_hold(hold=choice, card=old, now=DAY)
    with pytest.raises(StillNeeded):
        take_card_away(old, now=DAY)
    check = begin_check(person=person, replaces=old, cents=5000, currency="EUR", now=DAY)
    card = new_card("4242424242424242", "c", DAY.date())
    record_card_answer(check, answer=Confirmed(card, "s"), now=SOON)
    change = MandateChange.objects.get()
    assert (change.was, change.card.method_ref if change.card else "") == (old, card.method_ref)
    assert change.mandate.most_gross_cents == 5000


def test_of_somebody_erased_no_card_stays(world: World) -> None:
    person = make_person()
    make_card(person)
    empty_wallet(person, now=DAY)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert forget_cards(now=SOON) == 1
    assert not Card.objects.exists()
