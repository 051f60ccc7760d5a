"""A provider's codes are said in words, in both languages; what buyers may not read is kept."""

import pytest
from django.utils import translation

from clust.web.parts.refusals import KEPT_FROM_BUYERS, WORDS, code_for_buyer, why, why_for_buyer


@pytest.mark.parametrize("code", sorted(WORDS))
def test_every_code_has_words_in_both_languages(code: str) -> None:
    with translation.override("fr"):
        french = why(code)
    with translation.override("en"):
        assert french not in (code, why(code))


def test_the_usual_ones() -> None:
    with translation.override("fr"):
        assert why_for_buyer("insufficient_funds") == "la provision du compte est insuffisante"
        assert why_for_buyer("expired_card") == "la carte est périmée"
        assert why("lost_card") == "la carte a été déclarée perdue"


@pytest.mark.parametrize("code", sorted(KEPT_FROM_BUYERS))
def test_who_holds_a_lost_card_is_not_told(code: str) -> None:
    assert code in WORDS
    assert why_for_buyer(code) == why("card_declined")
    assert code_for_buyer(code) == "card_declined"


def test_a_code_without_words_is_shown_as_it_is_at_the_desk() -> None:
    assert why("brand_new_code") == "brand_new_code"
    assert why_for_buyer("brand_new_code") == why("card_declined")
    assert (why(None), why("")) == ("", "")
