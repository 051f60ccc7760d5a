"""References of bank transfers, checked against published ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clust.rules.references import is_structured, structured

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_the_standards_own_example() -> None:
    assert structured("539007547034") == "RF18539007547034"
    assert is_structured("RF18 5390 0754 7034")


@given(own=st.text(ALPHANUMERIC, min_size=1, max_size=21), place=st.integers(0, 20))
def test_what_is_made_is_right_and_one_wrong_sign_is_noticed(own: str, place: int) -> None:
    made = structured(own)
    assert is_structured(made)
    at = 4 + place % len(own)
    wrong = ALPHANUMERIC[(ALPHANUMERIC.index(made[at]) + 1) % 36]
    assert not is_structured(made[:at] + wrong + made[at + 1 :])


@pytest.mark.parametrize("text", ["", "RF", "RF18", "RF19539007547034", "XX18539007547034", "RFé8"])
def test_nonsense_is_no_reference(text: str) -> None:
    assert not is_structured(text)


@pytest.mark.parametrize("own", ["", "A" * 22, "a b", "é"])
def test_nothing_is_made_of_nonsense(own: str) -> None:
    with pytest.raises(ValueError, match="not a reference"):
        structured(own)
