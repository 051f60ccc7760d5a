"""Letters as readers see them are never cut inside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clust.rules.graphemes import MORE, columns, graphemes, pieces, shortened

LETTERS = ["👩‍👩‍👧‍👦", "🇫🇷", "👍🏽", "é", "किं", "각", "한", "☝️", "א", "水"]
TEXTS = st.lists(st.sampled_from([*"ab é", *LETTERS]), max_size=40).map("".join)


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_of_several_signs_is_one(letter: str) -> None:
    assert graphemes(f"a{letter}b") == ["a", letter, "b"]


def test_two_flags_in_a_row_are_two() -> None:
    assert graphemes("🇫🇷🇩🇪") == ["🇫🇷", "🇩🇪"]


@given(st.text(max_size=60))
def test_letters_together_are_the_text(text: str) -> None:
    assert "".join(graphemes(text)) == text


@given(st.text(max_size=60), st.integers(1, 30))
def test_a_shortened_text_keeps_to_its_columns_and_ends_between_letters(
    text: str, most: int
) -> None:
    short = shortened(text, most)
    assert columns(short) <= most or short == text
    if short != text:
        assert short.endswith(MORE)
        whole = graphemes(text)
        kept = graphemes(short.removesuffix(MORE))
        assert kept == whole[: len(kept)]


def test_wide_letters_take_two_columns() -> None:
    assert shortened("不锈钢电热水壶", 8) == "不锈钢…"


@given(TEXTS)
def test_pieces_together_are_the_words(text: str) -> None:
    assert "".join(pieces(text)).split() == text.split()


def test_an_amount_is_one_piece() -> None:
    assert list(pieces("tous paient 1\u202f234,00\u00a0€.")) == [
        "tous ",
        "paient ",
        "1\u202f234,00\u00a0€.",
    ]


def test_lines_of_han_may_end_anywhere_and_words_only_after_them() -> None:
    assert list(pieces("水壶 à thé")) == ["水", "壶", " ", "à ", "thé"]
