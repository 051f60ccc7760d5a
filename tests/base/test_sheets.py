"""Rows as CSV for spreadsheets."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from clust.base.sheets import ROWS_AT_ONCE, Cents, sheet


def written(*cells: object, language: str = "en") -> str:
    return "".join(sheet(["a"], [cells], language=language)).splitlines()[1]


def test_french_sheets_have_semicolons_and_decimal_commas() -> None:
    assert written("x", Cents(1234567), language="fr") == "x;12345,67"
    assert written("x", Cents(1234567)) == "x,12345.67"


@pytest.mark.parametrize("number", [Cents(342), Decimal("3.42"), 3.42])
def test_every_number_has_the_reader_s_point(number: object) -> None:
    assert written(number, language="fr") == "3,42"
    assert written(number) == "3.42"


def test_a_sheet_says_that_it_is_unicode() -> None:
    assert "".join(sheet(["é"], [], language="fr")).startswith("\ufeffé")


def test_moments_are_those_of_the_reader() -> None:
    with timezone.override(ZoneInfo("Europe/Paris")):
        parts = sheet(["a"], [[datetime(2026, 3, 2, 9, 0, tzinfo=UTC), date(2026, 3, 2)]])
    assert "2026-03-02 10:00:00" in "".join(parts)


@pytest.mark.parametrize("text", ["=1+1", "+33 1", "-2+3", "@SUM(A1)", "\tx"])
def test_what_somebody_wrote_is_never_run_as_a_formula(text: str) -> None:
    assert written(text).startswith(f"'{text}") or f"'{text}" in written(text)


@pytest.mark.parametrize("number", [-5, Cents(-1250), "-12.50"])
def test_negative_numbers_stay_numbers(number: object) -> None:
    assert written(number).startswith("-")


def test_nothing_is_an_empty_cell() -> None:
    assert written(None, 0, "") == ",0,"


def test_a_long_sheet_comes_in_parts() -> None:
    parts = list(sheet(["n"], ([n] for n in range(ROWS_AT_ONCE + 1))))
    assert len(parts) == 3
