"""Opening a clust on a quote: one form, filled in already."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from clust.campaigns.models import Campaign, Rung
from clust.people.models import Person
from clust.sourcing.models import Award, Quote
from clust.storefronts.models import DeliveryOption
from tests.web.desk.conftest import NOON
from tests.world import DAY


@pytest.fixture
def address(quote: Quote) -> str:
    Award.objects.create(quote=quote, at=DAY)
    return f"/desk/quotes/{quote.pk}/campaign/"


def as_shown(desk: Client, address: str, **changes: Any) -> dict[str, Any]:
    """What a browser sends when nothing but the last box is touched."""
    form = desk.get(address).context["form"]
    rungs = form["rungs"].value()
    rows = rungs
    return {
        "rungs-from": [row[0] for row in rows],
        "rungs-price": [row[1] for row in rows],
        "closes_at": "2026-03-09T20:00",
        "cap": form["cap"].value(),
        "closes_when_full": "on",
        "delivery_options": form["delivery_options"].value(),
        "sure": "on",
        **changes,
    }


def test_a_clust_opens_as_the_form_proposes_it(desk: Client, address: str, worker: Person) -> None:
    answer = desk.post(address, as_shown(desk, address))
    campaign = Campaign.objects.get()
    assert answer["Location"] == f"/desk/campaigns/{campaign.pk}/"
    assert campaign.ladder.rungs == ((1, 1590), (50, 1390), (200, 1090))
    assert campaign.opens_at == NOON
    assert campaign.closes_at == datetime(2026, 3, 9, 19, 0, tzinfo=UTC)
    assert campaign.cap == 500
    assert campaign.opened_by == worker
    assert campaign.deliveries.count() == DeliveryOption.objects.count()


def test_the_form_proposes_the_evening_in_a_week(desk: Client, address: str) -> None:
    assert 'value="2026-03-09T20:00"' in desk.get(address).content.decode()


def test_a_quote_nobody_accepted_opens_nothing(desk: Client, quote: Quote) -> None:
    assert desk.get(f"/desk/quotes/{quote.pk}/campaign/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rungs-price": ["15", "16", "10"]}, "rungs"),
        ({"rungs-from": ["10", "5", "200"]}, "rungs"),
        ({"rungs-from": [], "rungs-price": []}, "rungs"),
        (
            {
                "rungs-from": [str(n) for n in range(1, 502)],
                "rungs-price": [str(9000 - n) for n in range(1, 502)],
            },
            "rungs",
        ),
        ({"closes_at": "2026-03-01T20:00"}, "closes_at"),
        ({"opens_at": "2026-03-10T20:00"}, "closes_at"),
        ({"opens_at": "2026-02-10T20:00"}, "closes_at"),
        ({"closes_at": "never"}, "closes_at"),
        ({"closes_at": ""}, "closes_at"),
        ({"cap": "501"}, "cap"),
        ({"cap": "0"}, "cap"),
        ({"cap": "x"}, "cap"),
        ({"per_person": "-1"}, "per_person"),
        ({"delivery_options": []}, "delivery_options"),
        ({"delivery_options": ["987654"]}, "delivery_options"),
        ({"delivery_on": "2026-13-01"}, "delivery_on"),
        ({"sure": ""}, "sure"),
        ({"rungs-price": ["11.90", "10.90", "9.90"]}, "below_cost_reason"),
    ],
)
def test_what_cannot_be_opened_is_said_at_the_field(
    desk: Client, address: str, changes: dict[str, Any], field: str
) -> None:
    answer = desk.post(address, as_shown(desk, address, **changes))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert not Campaign.objects.exists()
    assert not Rung.objects.exists()


def test_a_quote_runs_out_before_the_closing(desk: Client, address: str) -> None:
    sent = as_shown(desk, address)
    Quote.objects.update(valid_until="2026-03-05")
    answer = desk.post(address, sent)
    assert "not valid until the closing" in str(answer.context["form"].errors["closes_at"])


def test_a_sale_below_cost_needs_its_legal_exception(desk: Client, address: str) -> None:
    cheap = as_shown(desk, address, **{"rungs-price": ["11.90", "10.90", "9.90"]})
    assert "From 1 units" in str(desk.post(address, cheap).context["form"].errors)
    desk.post(address, cheap | {"below_cost_reason": "end of season"})
    assert Campaign.objects.get().below_cost_reason == "end of season"


def preview(desk: Client, address: str, **changes: Any) -> str:
    answer = desk.post(address + "preview/", as_shown(desk, address, **changes))
    assert answer.status_code == 200
    assert not Campaign.objects.exists()
    return str(answer.content.decode())


def test_the_preview_shows_the_ladder_and_where_takings_fall(desk: Client, address: str) -> None:
    shown = preview(desk, address)
    assert "<svg" in shown
    assert "€15.90" in shown
    assert "here all buyers together pay €84.10 less" in shown  # 49 x 15.90 less 50 x 13.90


def test_the_preview_blocks_a_sale_below_cost(desk: Client, address: str) -> None:
    shown = preview(desk, address, **{"rungs-price": ["11.90", "10.90", "9.90"]})
    assert "note-danger" in shown
    assert "Below the purchase price at rung 1" in shown


def test_the_preview_says_why_there_is_none(desk: Client, address: str) -> None:
    shown = preview(desk, address, **{"rungs-price": ["x", "16", "10"]})
    assert "<svg" not in shown.replace("icon", "")
    assert "Row 1: Write an amount" in shown


def test_the_preview_warns_of_steps_beyond_the_cap(desk: Client, address: str) -> None:
    assert "The step at 200 units lies beyond" in preview(desk, address, cap="100")


def test_without_scripts_the_preview_is_a_button(desk: Client, address: str) -> None:
    sent = as_shown(desk, address, preview="1", **{"rungs-price": ["20", "16", "12"]})
    answer = desk.post(address, sent)
    assert answer.status_code == 200
    assert "€20.00" in answer.content.decode()
    assert not Campaign.objects.exists()


def test_more_rungs_are_given_without_opening(desk: Client, address: str) -> None:
    answer = desk.post(address, as_shown(desk, address, more="rungs"))
    assert answer.status_code == 200
    assert answer.content.decode().count('name="rungs-from"') == 8
    assert not Campaign.objects.exists()
