"""Whoever sees a demand curve from outside finds no single person's price in it."""

from hypothesis import given
from hypothesis import strategies as st

from clust.rules.curves import DemandCurve, Firmness, Units
from clust.rules.discretion import Word, discreet

FEWEST = 3
words = st.lists(
    st.builds(
        Word,
        st.none() | st.integers(1, 30),
        st.sampled_from(Firmness),
        people=st.integers(1, 4),
        units=st.integers(1, 9),
    ),
    max_size=12,
).filter(lambda said: sum(word.people for word in said) >= FEWEST)


def curve(said: list[Word]) -> DemandCurve:
    return DemandCurve.of((word.price, Units.of(word.firmness, word.units)) for word in said)


def test_one_or_two_people_are_told_with_the_next_lower_price() -> None:
    limit = Firmness.LIMIT
    said = [Word(90, limit, 1, 2), Word(80, limit, 3, 3), Word(70, limit, 3, 4)]
    said += [Word(60, limit, 2, 2)]
    assert discreet(said, FEWEST) == [Word(80, limit, 4, 5), Word(60, limit, 5, 6)]


def test_the_only_card_is_told_as_a_limit() -> None:
    said = [Word(90, Firmness.CARD, 1, 1), Word(80, Firmness.LIMIT, 2, 2)]
    assert discreet(said, FEWEST) == [Word(80, Firmness.LIMIT, 3, 3)]


def test_the_only_wish_goes_with_the_lowest_price() -> None:
    said = [Word(50, Firmness.WISH, 1, 1), Word(80, Firmness.LIMIT, 3, 3)]
    told = discreet(said, FEWEST)
    assert {word.price for word in told} == {50}
    assert curve(told).units == Units(wish=1, limit=3)


@given(words)
def test_no_step_stands_for_fewer_than_three_people(said: list[Word]) -> None:
    told = discreet(said, FEWEST)
    for least in Firmness:
        layer = [word for word in told if word.firmness >= least]
        for price in {word.price for word in layer}:
            assert sum(word.people for word in layer if word.price == price) >= FEWEST


@given(words)
def test_nobody_is_said_to_pay_more_or_to_be_firmer(said: list[Word]) -> None:
    given_, told = curve(said), curve(discreet(said, FEWEST))
    assert told.units.total == given_.units.total
    for price in range(32):
        was, now = given_.at(price), told.at(price)
        assert now.total <= was.total
        assert now.firm <= was.firm
        assert now.card <= was.card
