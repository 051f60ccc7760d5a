"""Enquiries: who is asked, until when, and what is said about them."""

from datetime import timedelta
from typing import Any

import pytest

from clust.rules.ladder import InvalidLadder
from clust.sourcing.actions.enquiring import (
    AlreadyAnswered,
    AlreadyDeclined,
    AlreadyInvited,
    AlreadyOffered,
    BadWords,
    EnquiryRefused,
    answer_question,
    ask_about,
    decline_enquiry,
    invite_supplier,
    say_to,
)
from clust.sourcing.actions.quoting import (
    BadCurrency,
    NotInvited,
    OtherCurrency,
    OutOfDate,
    TooLate,
    award_quote,
    offer_quote,
)
from clust.sourcing.models import Enquiry, Invitee, Quote, Supplier
from tests.sourcing.negotiating import WEEK, Talks, make_talks
from tests.world import DAY, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def talks() -> Talks:
    return make_talks()


def test_an_enquiry_asks_chosen_suppliers(talks: Talks) -> None:
    asked = {invitee.supplier for invitee in talks.enquiry.invitees.all()}
    assert asked == {talks.world.supplier, talks.rival}
    assert Invitee.objects.silent().count() == 2


@pytest.mark.parametrize(
    "asked",
    [{"answer_by": DAY}, {"likely_units": 0}, {"likely_units": -1}],
)
def test_an_enquiry_that_makes_no_sense_is_not_sent(asked: dict[str, Any]) -> None:
    with pytest.raises(EnquiryRefused):
        make_talks(**asked)
    assert not Enquiry.objects.exists()


def test_an_enquiry_is_in_a_currency_we_know() -> None:
    with pytest.raises(BadCurrency):
        make_talks(currency="XYZ")


def test_one_more_supplier_is_asked_once(talks: Talks) -> None:
    late = Supplier.objects.create(name="Faïences Petit")
    invite_supplier(enquiry=talks.enquiry, supplier=late, now=DAY)
    with pytest.raises(AlreadyInvited):
        invite_supplier(enquiry=talks.enquiry, supplier=late, now=DAY)
    with pytest.raises(TooLate):
        invite_supplier(enquiry=talks.enquiry, supplier=talks.rival, now=DAY + WEEK)


def test_a_quote_answers_until_the_deadline(talks: Talks) -> None:
    assert talks.offer(now=DAY + WEEK - timedelta(seconds=1)).enquiry == talks.enquiry
    with pytest.raises(TooLate):
        talks.offer(now=DAY + WEEK)
    assert Invitee.objects.silent().get().supplier == talks.rival


def test_a_decided_enquiry_takes_no_quote(talks: Talks) -> None:
    award_quote(talks.offer(), person=talks.desk, now=DAY)
    with pytest.raises(TooLate):
        talks.offer()


def test_a_quote_is_in_the_currency_asked_for(talks: Talks) -> None:
    with pytest.raises(OtherCurrency):
        talks.offer(currency="USD")


def test_rising_costs_make_no_quote(talks: Talks) -> None:
    with pytest.raises(InvalidLadder):
        talks.offer([(1, 900), (50, 1000)])
    assert not Quote.objects.exists()


def test_a_quote_that_is_over_is_no_offer(talks: Talks) -> None:
    with pytest.raises(OutOfDate):
        talks.offer(valid_until=DAY.date() - timedelta(days=1))


def test_who_was_not_asked_cannot_answer(talks: Talks) -> None:
    stranger = make_product(Supplier.objects.create(name="Faïences Petit"))
    with pytest.raises(NotInvited):
        offer_quote(product=stranger, person=None, rungs=[(1, 1)], enquiry=talks.enquiry, now=DAY)


def test_a_supplier_proposes_by_itself(talks: Talks) -> None:
    proposal = talks.offer(enquiry=None, currency="GBP", samples="deux, offerts")
    assert proposal.enquiry is None
    assert proposal.person == talks.seller


def test_a_question_is_answered_once(talks: Talks) -> None:
    asked = ask_about(invitee=talks.invitee, person=talks.seller, words=" Inox ? ", now=DAY)
    assert asked.words == "Inox ?"
    answer_question(question=asked, person=talks.desk, words="Oui.", now=DAY + WEEK)
    with pytest.raises(AlreadyAnswered):
        answer_question(question=asked, person=talks.desk, words="Non.", now=DAY)


@pytest.mark.parametrize("words", ["", "  ", "x" * 4001])
def test_nothing_and_too_much_are_not_said(talks: Talks, words: str) -> None:
    with pytest.raises(BadWords):
        say_to(invitee=talks.invitee, person=talks.desk, by_desk=True, words=words, now=DAY)
    with pytest.raises(BadWords):
        ask_about(invitee=talks.invitee, person=talks.seller, words=words, now=DAY)


def test_after_the_deadline_nothing_is_asked_and_much_may_be_said(talks: Talks) -> None:
    with pytest.raises(TooLate):
        ask_about(invitee=talks.invitee, person=talks.seller, words="?", now=DAY + WEEK)
    late = say_to(
        invitee=talks.invitee, person=talks.seller, by_desk=False, words="!", now=DAY + WEEK
    )
    assert talks.invitee.messages.get() == late


def test_a_supplier_declines_once_and_may_think_better_of_it(talks: Talks) -> None:
    decline_enquiry(invitee=talks.invitee, words="Trop court", now=DAY)
    with pytest.raises(AlreadyDeclined):
        decline_enquiry(invitee=talks.invitee, words="", now=DAY)
    assert talks.offer().enquiry == talks.enquiry


def test_who_has_offered_does_not_decline(talks: Talks) -> None:
    talks.offer()
    with pytest.raises(AlreadyOffered):
        decline_enquiry(invitee=talks.invitee, words="", now=DAY)
