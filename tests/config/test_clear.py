"""Anyone can recompute a price from a book, and is told which field of it is wrong."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

BOOK = {
    "ladder": [[1, "500.00"], [6, "450.00"], [11, "400.00"]],
    "pledges": [{"units": 5, "maximum": "500.00"}, {"units": 6, "maximum": "400.00"}],
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "book.json"


def cleared(path: Path, book: object) -> dict[str, Any]:
    path.write_text(json.dumps(book))
    said = io.StringIO()
    call_command("clear", str(path), stdout=said)
    result: dict[str, Any] = json.loads(said.getvalue())
    return result


def test_a_book_clears_at_the_deepest_price_it_carries(path: Path) -> None:
    assert cleared(path, BOOK) == {"price": "400.00", "units": 11, "allotments": [5, 6]}


def test_below_the_critical_mass_nobody_pays(path: Path) -> None:
    book = {"ladder": [[10, "5.00"]], "pledges": [{"units": 3}]}
    assert cleared(path, book) == {"price": None, "units": 0, "allotments": [0]}


def test_a_short_delivery_is_shared_out(path: Path) -> None:
    pledges = [{"units": 3, "up_to": 5}, {"units": 1, "up_to": 4}, {"units": 1}]
    book = {"ladder": [[1, "5.00"]], "case": 3, "pledges": pledges, "arrived": 4}
    assert cleared(path, book)["allotments"] == [3, 1, 0]


def test_a_book_may_come_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(json.dumps(BOOK).encode("utf-16")))
    monkeypatch.setattr("sys.stdin", stdin)
    said = io.StringIO()
    call_command("clear", "-", stdout=said)
    assert json.loads(said.getvalue())["price"] == "400.00"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\x80\x81", "not JSON"),
        (b"[]", "book: must be an object"),
        (b"{}", "ladder: is missing"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"ladder": [[' + b"9" * 5000 + b', "3"]], "pledges": []}', "a number of 5000 digits"),
        (b'{"ladder": [[1, "5.00"]], "pledges": [{"units": NaN}]}', "NaN is no number"),
        (b'{"ladder": [[1, "5.00"]], "pledges": [{"units": 1e999}]}', r"pledges\[0\].units"),
        (b'{"ladder": [[1, "5.00"]], "pledges": [{"units": 0}]}', r"pledges\[0\].units"),
        (b'{"ladder": [[1, "5.00"]], "pledges": [{"units": 2.5}]}', r"pledges\[0\].units"),
        (b'{"ladder": [[1, 5.0]], "pledges": []}', r"ladder\[0\]\[1\]"),
        (b'{"ladder": [[2, "5.00"], [2, "4.00"]], "pledges": []}', r"ladder\[1\]"),
        (b'{"ladder": [], "pledges": []}', "ladder: a ladder has at least one rung"),
        (
            json.dumps(
                {"ladder": [[n, f"{600 - n}.00"] for n in range(1, 502)], "pledges": []}
            ).encode(),
            "at most 500 rungs",
        ),
    ],
)
def test_a_wrong_book_is_refused_naming_what_is_wrong(path: Path, text: bytes, words: str) -> None:
    path.write_bytes(text)
    with pytest.raises(CommandError, match=words) as refused:
        call_command("clear", str(path))
    assert refused.value.returncode == 2


def test_a_missing_book_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no such file") as refused:
        call_command("clear", str(tmp_path / "nothing.json"))
    assert refused.value.returncode == 2
