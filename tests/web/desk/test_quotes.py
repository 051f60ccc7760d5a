"""Quotes at the desk: recorded row by row, accepted once."""

from typing import Any

import pytest
from django.test import Client

from clust.people.models import Person
from clust.sourcing.models import Award, Quote
from tests.world import World


def typed(world: World, **changes: Any) -> dict[str, Any]:
    """What somebody types into the form of a new quote."""
    return {
        "product": world.kettle.pk,
        "rungs-from": ["1", "1 000", ""],
        "rungs-price": ["12,50", "9.90", ""],
        "currency": "EUR",
        "case_size": "6",
        "minimum_cases": "2",
        "capacity": "",
        "lead_days": "10",
        "valid_until": "2026-03-31",
        "note": "",
        **changes,
    }


def test_a_quote_is_recorded_row_by_row(desk: Client, world: World) -> None:
    answer = desk.post("/desk/quotes/new/", typed(world))
    quote = Quote.objects.get()
    assert answer["Location"] == f"/desk/quotes/{quote.pk}/"
    assert quote.cost_ladder().rungs == ((1, 1250), (1000, 990))
    assert (quote.case_size, quote.minimum_cases, quote.lead_days) == (6, 2, 10)


def test_many_rungs_are_pasted_at_once(desk: Client, world: World) -> None:
    pasted = "\n".join(f"{n}; {(1000 - n) / 100:.2f}" for n in range(1, 501))
    empty = {"rungs-from": "", "rungs-price": "", "rungs-pasted": pasted}
    assert desk.post("/desk/quotes/new/", typed(world) | empty).status_code == 302
    assert Quote.objects.get().rungs.count() == 500


def rows(*pairs: tuple[str, str]) -> dict[str, list[str]]:
    return {"rungs-from": [a for a, _ in pairs], "rungs-price": [b for _, b in pairs]}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (rows(), "at least one row"),
        (rows(("1", "9"), ("10", "9")), "Row 2: its price must be lower"),
        (rows(("10", "9"), ("10", "8")), "Row 2: it must start at more units"),
        (rows(("0", "9")), "Row 1: Write a whole number"),
        (rows(("-1", "9")), "Row 1: Write a whole number"),
        (rows(("1.5", "9")), "Row 1: Write a whole number"),
        (rows(("9" * 20, "9")), "Row 1: Write a whole number"),
        (rows(("1", "0")), "Row 1: Write an amount"),
        (rows(("1", "")), "Row 1: Write an amount"),
        (rows(("1", "1,234")), "Row 1: Write an amount"),
        (rows(("1", "99999999")), "Row 1: Write an amount"),
        (rows(*((str(n), str(1000 - n)) for n in range(1, 502))), "at most 500 rungs"),
    ],
)
def test_rungs_that_make_no_ladder_are_said_row_by_row(
    desk: Client, world: World, wrong: dict[str, Any], words: str
) -> None:
    answer = desk.post("/desk/quotes/new/", typed(world) | wrong)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors["rungs"])
    assert not Quote.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("currency", "XYZ"),
        ("currency", "euro"),
        ("case_size", "0"),
        ("capacity", "5"),
        ("lead_days", "-1"),
        ("valid_until", "2026-03-01"),
        ("valid_until", "soon"),
        ("product", "987654"),
    ],
)
def test_terms_that_make_no_sense_are_said_at_the_field(
    desk: Client, world: World, field: str, value: str
) -> None:
    answer = desk.post("/desk/quotes/new/", typed(world, **{field: value}))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert not Quote.objects.exists()


def test_more_rows_keep_what_was_typed(desk: Client, world: World) -> None:
    answer = desk.post("/desk/quotes/new/", typed(world, currency="", more="rungs"))
    assert answer.status_code == 200
    assert answer.content.decode().count('name="rungs-from"') == 7
    assert 'value="12,50"' in answer.content.decode()


def test_an_accepted_quote_leads_to_the_opening(desk: Client, quote: Quote, worker: Person) -> None:
    answer = desk.post(f"/desk/quotes/{quote.pk}/award/", {"reason": "the best"})
    assert answer["Location"] == f"/desk/quotes/{quote.pk}/campaign/"
    assert Award.objects.get().person == worker


def test_a_quote_is_accepted_once(desk: Client, quote: Quote) -> None:
    desk.post(f"/desk/quotes/{quote.pk}/award/", {"reason": ""})
    again = desk.post(f"/desk/quotes/{quote.pk}/award/", {"reason": ""})
    assert again.status_code == 422
    assert Award.objects.count() == 1


def test_a_quote_that_is_over_cannot_be_accepted(desk: Client, quote: Quote) -> None:
    Quote.objects.update(valid_until="2026-03-01")
    assert "valid no more" in desk.get(f"/desk/quotes/{quote.pk}/").content.decode()
    assert desk.post(f"/desk/quotes/{quote.pk}/award/", {"reason": ""}).status_code == 422
    assert not Award.objects.exists()
