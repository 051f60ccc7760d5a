"""A sponsor earns by another person's first order, kept, and by nothing that is their own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clust.rules.sponsorship import Facts, Refusal, Terms, refusal, same_place

TERMS = Terms(sponsor_cents=500, sponsored_cents=0, minimum_gross_cents=2000, most_per_year=2)
GOOD = Facts(
    same_person=False,
    sponsor_gone=False,
    sponsored=False,
    mutual=False,
    first=True,
    same_card=False,
    same_address=False,
    same_device=False,
    kept_units=1,
    kept_gross_cents=2000,
    earned=1,
)
FACTS = st.builds(
    Facts,
    *[st.booleans()] * 8,
    kept_units=st.integers(0, 3),
    kept_gross_cents=st.integers(0, 4000),
    earned=st.integers(0, 3),
)


def test_a_friends_first_order_that_was_kept_earns() -> None:
    assert refusal(GOOD, TERMS) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"same_person": True, "same_card": True}, Refusal.OWN),
        ({"sponsor_gone": True}, Refusal.GONE),
        ({"sponsored": True}, Refusal.SPONSORED),
        ({"mutual": True}, Refusal.MUTUAL),
        ({"first": False}, Refusal.NOT_FIRST),
        ({"same_card": True}, Refusal.CARD),
        ({"same_address": True}, Refusal.ADDRESS),
        ({"same_device": True}, Refusal.DEVICE),
        ({"kept_units": 0, "kept_gross_cents": 0}, Refusal.NOT_KEPT),
        ({"kept_gross_cents": 1999}, Refusal.TOO_SMALL),
        ({"earned": 2}, Refusal.TOO_MANY),
    ],
)
def test_nothing_is_earned(change: dict[str, int], reason: Refusal) -> None:
    assert refusal(GOOD._replace(**change), TERMS) == reason


@pytest.mark.parametrize("terms", [None, TERMS._replace(sponsor_cents=0)])
def test_nothing_is_earned_where_nothing_is_promised(terms: Terms | None) -> None:
    assert refusal(GOOD, terms) == Refusal.NO_TERMS


@given(FACTS)
def test_what_earns_is_somebody_elses_first_order(facts: Facts) -> None:
    if refusal(facts, TERMS) is None:
        alike = (facts.same_person, facts.same_card, facts.same_address, facts.same_device)
        assert not any(alike)
        assert facts.first
        assert not facts.sponsored
        assert facts.kept_units > 0
        assert facts.earned < TERMS.most_per_year


def test_a_place_is_the_same_however_it_is_written() -> None:
    assert same_place(("3, rue Neuve", "69 002", "FR"), ("3 RUE NEUVE", "69002", "fr"))
    assert not same_place(("3 rue Neuve", "69002", "FR"), ("33 rue Neuve", "69002", "FR"))
