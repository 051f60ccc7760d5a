"""Past orders played again as clusts come to the figures that anyone can work out."""

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command

from clust import flow
from clust.campaigns.models import Allotment, Campaign, Clearing, Pledge, Withdrawal
from clust.config.management.commands.replay import moment
from clust.notices.models import Notice
from clust.orders.models import Order
from clust.people.models import Person
from clust.storefronts.models import Domain, Storefront
from clust.supply.models import PurchaseOrder

pytestmark = pytest.mark.django_db

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
LINES = [
    "1,84077,TOP,48,12/1/2010 8:26,0.29,17850,France",
    "2,84077,TOP,288,12/1/2010 9:00,0.21,,France",
    "2,84077,TOP,12,12/1/2010 9:00,0.29,,France",
    "3,84077,TOP,60,12/2/2010 10:00,0.29,17850,France",
    "3,84077,TOP,0,12/2/2010 10:00,0.29,17850,France",
    "4,84077a,OTHER TOP,5,12/13/2010 10:00,0.001,17850,France",
    "4,84077a,OTHER TOP,5,12/13/2010 10:00,1.25,17850,France",
    "A5,B,Adjust bad debt,1,12/13/2010 10:00,-11062.06,,France",
    "C6,84077,TOP,-50,12/13/2010 11:00,0.29,17850,France",
    "C7,84077,TOP,-70,12/13/2010 12:00,0.21,17850,France",
    "C8,22423,STAND,-1,12/13/2010 12:00,12.75,17850,France",
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(HEADER + "\n".join(LINES) + "\n")
    return path


def replay(path: Path, **options: Any) -> dict[str, Any]:
    out = path.with_name("figures.json")
    said = io.StringIO()
    call_command("replay", path, json=out, stdout=said, **options)
    assert "Facts, counters and ledger agree." in said.getvalue()
    figures: dict[str, Any] = json.loads(out.read_text())
    return figures


def unused(path: Path) -> list[str]:
    return path.with_name("orders.csv.unused.csv").read_text().splitlines()[1:]


def test_everybody_pays_the_price_that_all_reach_together(path: Path) -> None:
    assert replay(path) == {
        "lines": 5,
        "items": 2,
        "laddered": 1,
        "campaigns": 1,
        "alone": "95.28",
        "together": "85.68",
        "saved_percent": 10.08,
        "first": 0,
        "between": 0,
        "deepest": 1,
        "unused_lines": 6,
    }
    assert set(Order.objects.values_list("unit_gross_cents", flat=True)) == {21}
    assert PurchaseOrder.objects.get().units == 408


def test_a_line_is_a_pledge_at_its_own_moment_and_a_line_without_customer_a_guest(
    path: Path,
) -> None:
    replay(path)
    pledges = list(Pledge.objects.order_by("id"))
    assert [pledge.units for pledge in pledges] == [48, 288, 12, 60]
    assert [pledge.at.day for pledge in pledges] == [1, 1, 1, 2]
    assert [pledge.shown_gross_cents for pledge in pledges] == [29, 29, 21, 21]
    assert pledges[0].person_id == pledges[3].person_id
    assert pledges[1].person_id == pledges[2].person_id != pledges[0].person_id


def test_ladders_learnt_before_a_day_are_played_from_then_on(path: Path) -> None:
    figures = replay(path, learn_before=moment("2010-12-02"))
    assert (figures["laddered"], figures["campaigns"]) == (1, 1)
    assert (figures["alone"], figures["together"], figures["first"]) == ("17.40", "17.40", 1)


def test_nothing_to_play_is_said_in_noughts(path: Path) -> None:
    figures = replay(path, learn_before=moment("2011-01-01"))
    assert (figures["lines"], figures["campaigns"], figures["saved_percent"]) == (5, 0, 0.0)


def test_cancellations_take_back_what_the_same_customer_bought_before(path: Path) -> None:
    figures = replay(path, with_cancellations=True)
    taken = list(Withdrawal.objects.order_by("at", "id").values_list("pledge__units", "units"))
    assert taken == [(60, 50), (60, 10), (48, 48)]
    assert figures["unused_lines"] == 5
    assert [line.split(",")[1] for line in unused(path) if line.startswith(("11,", "12,"))] == [
        "cancels more than its buyer had: 12 units left over",
        "cancels an item without a campaign",
    ]
    assert figures["alone"] == "63.96"
    assert Clearing.objects.get().units == 300


def test_nobody_meets_a_replay_and_nobody_is_told(path: Path) -> None:
    replay(path)
    assert not Domain.objects.exists()
    campaign = Campaign.objects.get()
    assert campaign.currency == "GBP"
    assert not Campaign.objects.live(campaign.opens_at).exists()
    flow.walk(now=campaign.closes_at)
    assert not Notice.objects.exists()
    assert not mail.outbox


def test_each_run_has_a_storefront_and_people_of_its_own(path: Path) -> None:
    first, second = replay(path), replay(path)
    assert first == second
    assert list(Storefront.objects.values_list("slug", flat=True)) == ["replay-1", "replay-2"]
    assert Campaign.objects.count() == 2
    assert Person.objects.count() == 4


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (HEADER.encode(), "no lines"),
        (b"code,qty,price\nR1,2,2.50\n", "date"),
        (HEADER.encode() + b"1,R1,TOP,6,12/1/2010 8:26,2.55,17850", "is cut"),
        (
            HEADER.encode()
            + b"1,R1,TOP,1,12/1/2010 8:26,2.55,1,FR\n"
            + b"1,R1,TOP,1000000,12/1/2010 8:26,2.05,1,FR\n" * 2001,
            "R1: more than 2,000,000,000 units",
        ),
    ],
)
def test_a_file_that_cannot_be_played_writes_nothing(
    path: Path, content: bytes, words: str
) -> None:
    path.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        replay(path)
    assert not Storefront.objects.exists()


def test_a_place_for_the_figures_is_asked_for_before_anything_is_played(path: Path) -> None:
    with pytest.raises(CommandError, match="no such folder"):
        call_command("replay", path, json=path.parent / "nowhere" / "out.json")
    assert not Campaign.objects.exists()


# The real list


@pytest.fixture
def real(data: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(data / "online_retail_dec_2010.csv", tmp_path / "orders.csv"))


@pytest.mark.django_db(transaction=True)
def test_the_real_list_comes_to_the_published_figures(real: Path) -> None:
    assert replay(real) == {
        "lines": 7290,
        "items": 1838,
        "laddered": 495,
        "campaigns": 495,
        "alone": "102633.13",
        "together": "88477.92",
        "saved_percent": 13.79,
        "first": 0,
        "between": 0,
        "deepest": 495,
        "unused_lines": 129,
    }
    assert Allotment.objects.count() == Order.objects.count() == 3377


@pytest.mark.django_db(transaction=True)
def test_ladders_learnt_from_two_days_are_played_on_the_third(real: Path) -> None:
    figures = replay(real, learn_before=moment("2010-12-03"))
    assert (figures["lines"], figures["items"], figures["campaigns"]) == (7290, 1838, 296)
    assert (figures["first"], figures["between"], figures["deepest"]) == (139, 23, 134)
    assert (figures["alone"], figures["together"]) == ("17590.26", "16436.33")


# Through a server


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cancelled", [False, True])
def test_a_replay_through_a_server_ends_in_the_same_rows(
    path: Path, live_server: Any, cancelled: bool
) -> None:
    direct = replay(path, with_cancellations=cancelled)
    rows = rows_of(Campaign.objects.get())
    through = replay(path, with_cancellations=cancelled, through=live_server.url)
    assert through == direct
    assert rows_of(Campaign.objects.latest("id")) == rows
    assert not Domain.objects.exists()
    assert not Session.objects.exists()


def rows_of(campaign: Campaign) -> tuple[object, ...]:
    """The final price, and the units of each order."""
    clearing = Clearing.objects.get(closing__campaign=campaign)
    orders = Order.objects.filter(campaign=campaign)
    return clearing.gross_cents, clearing.units, sorted(orders.values_list("units", flat=True))


def test_a_server_that_is_not_there_is_said_before_anything_is_written(path: Path) -> None:
    with pytest.raises(CommandError, match="Nothing was written"):
        replay(path, through="http://127.0.0.1:9")
    assert not Storefront.objects.exists()
