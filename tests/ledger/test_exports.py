"""The file for the tax office keeps the rules of the decree, and holds every line of the year."""

import re
from datetime import UTC, datetime

import pytest

from clust.ledger.actions import Account, Line, post
from clust.ledger.chart import CHART, place
from clust.ledger.exports import FEC, fec, fec_name, journal_rows
from clust.ledger.models import Posting

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> None:
    """Three movements of 2026, posted out of order in time, and one of the year before."""
    write("capture:2", datetime(2026, 5, 1, 12, tzinfo=UTC), 4990)
    write("capture:1", datetime(2026, 4, 1, 12, tzinfo=UTC), 100_000_01)
    write("capture:0", datetime(2025, 12, 31, 22, 59, tzinfo=UTC), 700)
    post(
        key="invoice:1",
        currency="EUR",
        lines=[Line(Account.GOODS_PROMISED, 832), Line(Account.VAT, -832, detail="FR 200")],
        now=datetime(2025, 12, 31, 23, 0, tzinfo=UTC),
    )


def write(key: str, at: datetime, cents: int, currency: str = "EUR") -> None:
    lines = [Line(Account.PROVIDER, cents), Line(Account.BUYERS, -cents, 12)]
    post(key=key, currency=currency, lines=lines, now=at)


def rows(year: int = 2026) -> list[dict[str, str]]:
    head, *lines = "".join(fec(year)).split("\r\n")[:-1]
    assert tuple(head.split("\t")) == FEC
    return [dict(zip(FEC, line.split("\t"), strict=True)) for line in lines]


def cents(amount: str) -> int:
    return int(amount.replace(",", ""))


@pytest.mark.usefixtures("books")
def test_every_line_has_the_eighteen_fields_that_must_be_filled() -> None:
    assert len(FEC) == 18
    for row in rows():
        for name in (*FEC[:6], "PieceRef", "PieceDate", "EcritureLib", "ValidDate"):
            assert row[name], name
        for name in ("EcritureDate", "PieceDate", "ValidDate"):
            datetime.strptime(row[name], "%Y%m%d")  # noqa: DTZ007
        for name in ("Debit", "Credit"):
            assert re.fullmatch(r"\d+,\d\d", row[name])
        assert re.fullmatch(r"\d{3}\w*", row["CompteNum"])
        assert sorted((cents(row["Debit"]), cents(row["Credit"])))[0] == 0


@pytest.mark.usefixtures("books")
def test_entries_are_numbered_without_a_gap_in_the_order_of_time() -> None:
    told = rows()
    assert [row["EcritureNum"] for row in told] == ["1", "1", "2", "2", "3", "3"]
    assert [row["PieceRef"] for row in told[::2]] == ["invoice:1", "capture:1", "capture:2"]
    days = [row["EcritureDate"] for row in told]
    assert days == sorted(days)


@pytest.mark.usefixtures("books")
def test_each_entry_balances_and_nothing_of_the_year_is_missing() -> None:
    told = rows()
    for number in {row["EcritureNum"] for row in told}:
        entry = [row for row in told if row["EcritureNum"] == number]
        assert sum(cents(row["Debit"]) - cents(row["Credit"]) for row in entry) == 0
    debit = sum(cents(row["Debit"]) for row in told)
    posted = Posting.objects.filter(cents__gt=0).exclude(entry__key="capture:0")
    assert debit == sum(posted.values_list("cents", flat=True))
    assert len(rows(2025)) == 2


@pytest.mark.usefixtures("books")
def test_a_year_is_one_of_paris() -> None:
    assert rows()[0]["EcritureDate"] == "20260101"


@pytest.mark.usefixtures("books")
def test_tax_has_an_account_for_each_country_and_rate_and_buyers_are_numbers() -> None:
    told = rows()
    assert told[1]["CompteNum"] == "445710FR200"
    assert [row["CompAuxNum"] for row in told if row["CompteNum"] == "411000"] == ["C12", "C12"]


def test_other_currencies_have_a_file_of_their_own(books: None) -> None:
    write("capture:9", datetime(2026, 5, 2, tzinfo=UTC), 5, "CHF")
    assert len(rows()) == 6
    assert len("".join(fec(2026, "CHF")).splitlines()) == 3
    assert len(list(journal_rows(2026))) == 8


def test_every_account_has_its_place_in_the_chart() -> None:
    assert set(CHART) == set(Account)
    numbers = [place.number for place in CHART.values()]
    assert len(set(numbers)) == len(numbers)
    assert not any("\t" in place.name or "|" in place.name for place in CHART.values())
    assert place("sales", "").number == "707000"


@pytest.mark.parametrize(
    ("vat", "name"),
    [("FR40303265045", "303265045FEC20261231"), ("DE123456789", "000000000FEC20261231")],
)
def test_the_file_is_named_after_the_company_and_the_last_day(vat: str, name: str) -> None:
    assert fec_name(vat, 2026) == name


@pytest.mark.usefixtures("books")
def test_a_large_year_comes_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clust.ledger.exports.AT_ONCE", 2)
    parts = list(fec(2026))
    assert len(parts) == 4
    assert len("".join(parts).splitlines()) == 7
