"""Colours that can be read, and those that are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clust.rules.theme import DARK, ENOUGH, LIGHT, TOKENS, NotAColour, Theme, contrast, mixed

COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)
THEMES = st.fixed_dictionaries(dict.fromkeys(TOKENS, COLOURS))


def test_black_on_white_is_the_most_there_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_a_published_pair_is_measured_as_published() -> None:
    """#767676 on white is the palest grey that passes (WebAIM)."""
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#777777", "#ffffff") < ENOUGH


@given(COLOURS, COLOURS)
def test_contrast_asks_for_no_order(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one) >= 1


def test_our_own_colours_can_be_read() -> None:
    assert Theme.of({}, {}).unreadable() == []


def test_pale_words_are_named_with_their_ratio() -> None:
    worst = Theme.of({"ink": "#cccccc"}, {}).unreadable()[0]
    assert (worst.scheme, worst.words, worst.ground) == ("light", "ink", "paper")
    assert worst.ratio == pytest.approx(1.52, abs=0.01)


def test_a_dark_paper_by_day_is_refused_for_what_no_theme_changes() -> None:
    night = {**DARK}
    assert "danger" in {pair.words for pair in Theme.of(night, {}).unreadable()}


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#123456;}", "url(x)"])
def test_only_plain_colours_are_taken(colour: str) -> None:
    with pytest.raises(NotAColour):
        Theme.of({"brand": colour}, {})


@given(THEMES, THEMES)
def test_a_style_sheet_is_made_of_colours_alone(
    light: dict[str, str], dark: dict[str, str]
) -> None:
    style = Theme.of(light, dark).css()
    told = style.split("{", 1)[1].split("}", 1)[0]
    for declared in told.rstrip(";").split(";"):
        name, colour = declared.split(":")
        assert name.startswith("--")
        assert len(colour) == 7
        assert colour.startswith("#")


@given(THEMES)
def test_small_print_of_a_readable_theme_can_be_read(light: dict[str, str]) -> None:
    theme = Theme.of(light, {})
    if not theme.unreadable():
        soft = theme.css().split("--ink-soft:")[1][:7]
        assert contrast(soft, theme.light["paper"]) >= ENOUGH


def test_mixing_with_itself_changes_nothing() -> None:
    assert mixed(LIGHT["ink"], LIGHT["ink"], 0.3) == LIGHT["ink"]
