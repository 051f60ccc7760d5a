"""Anyone can have a ladder designed, and is told what is wrong or impossible."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

TASK: dict[str, Any] = {
    "arrivals": {"poisson": 70},
    "value": {"uniform": [0, 1]},
    "cost": [[1, 0.8], [10, 0.7]],
    "rungs": 2,
    "cap": None,
}
CURVE: dict[str, Any] = {"value": {"curve": [[80, 10], [70, 25]]}, "cost": [[1, 60], [12, 50]]}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "task.json"


def designed(path: Path, task: object, **options: str) -> dict[str, Any]:
    path.write_text(json.dumps(task))
    said = io.StringIO()
    call_command("design", str(path), stdout=said, **options)
    result: dict[str, Any] = json.loads(said.getvalue())
    return result


def test_the_printed_table_comes_out(path: Path) -> None:
    found = designed(path, TASK | {"method": "published"})
    (one, high), (ten, low) = found["ladder"]
    assert (one, round(high, 3), ten, round(low, 3)) == (1, 0.9, 10, 0.817)
    assert round(found["profit"], 3) == 1.356
    assert {key: round(of, 3) for key, of in found["fixed"].items()} == {
        "price": 0.815,
        "profit": 1.27,
    }
    assert found["advice"].startswith("A ladder gains 6.8% here")


def test_exact_is_what_is_counted_unless_asked_otherwise(path: Path) -> None:
    exact, drawn = designed(path, TASK), designed(path, TASK | {"method": "simulate"})
    assert drawn["ladder"] == exact["ladder"]
    assert abs(drawn["profit"] - exact["profit"]) < 4 * drawn["standard_error"]


def test_a_curve_brings_its_own_people(path: Path) -> None:
    found = designed(path, CURVE | {"round": True, "floor_margin": 0.05})
    assert all(f"{price:.2f}".endswith("9.90") for _start, price in found["ladder"])
    assert found["profit"] >= found["fixed"]["profit"]


def test_orders_may_come_as_they_did_at_mobshop(path: Path) -> None:
    found = designed(path, CURVE | {"arrivals": {"mobshop": 4}, "draws": 500})
    assert found["standard_error"] > 0


def test_the_advice_is_said_in_french_too(path: Path) -> None:
    flat = TASK | {"cost": [[1, 0.8]]}
    assert designed(path, flat, language="fr")["advice"].startswith("Un prix fixe")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": {"curve": []}}, "value.curve: Write who would pay what"),
        ({"value": {"curve": [[80, 1]]}}, "value.curve: One price says nothing"),
        ({"value": {"curve": [[80, 9], [70, 2]]}}, "value.curve: Units must not"),
        ({"value": {"curve": [[80]]}}, r"value.curve\[0\]: must be a pair"),
        ({"value": {"uniform": [1, 0]}}, "value.uniform: must be two rising"),
        ({"value": {"normal": [6, 0]}}, "value.normal: must be between"),
        ({"value": {"magic": [6, 2]}}, "value.magic: is not a field"),
        ({"value": {}}, "value: must be one of"),
        ({"cost": []}, "cost: must have"),
        ({"cost": [[1, 5], [1, 4]]}, r"cost\[1\]: must start at more units"),
        ({"cost": [[1, 5], [9, 6]]}, r"cost\[1\]: must cost less"),
        ({"arrivals": None}, "arrivals: is missing"),
        ({"arrivals": {"poisson": 0}}, "arrivals.poisson: must be between"),
        ({"arrivals": {"poisson": 1e400}}, "arrivals.poisson: must be a number"),
        ({"rungs": 0}, "rungs: must be between 1 and 20"),
        ({"rungs": 21}, "rungs: must be between 1 and 20"),
        ({"method": "guess"}, "method: must be one of"),
        ({"weight": 2}, "weight: must be between"),
        ({"round": 1}, "round: must be true or false"),
        ({"cost": [[1, 5], [9, 4], [20, 3]], "method": "published"}, "method: The printed form"),
    ],
)
def test_a_wrong_field_is_named(path: Path, changes: dict[str, Any], words: str) -> None:
    path.write_text(json.dumps(TASK | changes).replace("Infinity", "1e999"))
    with pytest.raises(CommandError, match=words) as refused:
        call_command("design", str(path))
    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ceiling": 40, "floor_margin": 0.1}, "for 55.56 at least, .* the highest price, 40.00"),
        ({"cost": [[1, 95]]}, "nobody would pay more than a unit costs"),
        ({"cost": [[1, 95]], "floor_margin": 0}, "more than anybody would pay"),
        ({"cap": 3, "case": 6}, "delivers less than a case"),
    ],
)
def test_what_is_impossible_is_said(path: Path, changes: dict[str, Any], words: str) -> None:
    path.write_text(json.dumps(CURVE | changes))
    with pytest.raises(CommandError, match=words) as refused:
        call_command("design", str(path))
    assert refused.value.returncode == 1


@pytest.mark.parametrize(
    ("changes", "words", "code"),
    [
        ({"ceiling": 40, "floor_margin": 0.1}, "plus que le prix le plus haut, 40.00", 1),
        ({"cost": [[1, 95]]}, "Rien ne rapporte", 1),
        ({"cap": 3, "case": 6}, "Rien ne peut être vendu", 1),
        ({"rungs": 0}, "rungs: doit être entre 1 et 20", 2),
        ({"cap": 0}, "cap: doit être entre 1 et 10000000", 2),
        ({"value": {"curve": [[80, 1]]}}, "value.curve: Un seul prix", 2),
        ({"value": {"curve": []}}, "value.curve: Écrivez qui paierait", 2),
        (
            {"round": True, "ceiling": 70.8, "floor_margin": 0.15, "cost": [[1, 60]]},
            "70.90 au moins, soit plus que le prix le plus haut, 70.80",
            1,
        ),
    ],
)
def test_what_is_impossible_is_said_in_french_too(
    path: Path, changes: dict[str, Any], words: str, code: int
) -> None:
    path.write_text(json.dumps(CURVE | changes))
    with pytest.raises(CommandError) as refused:
        call_command("design", str(path), language="fr")
    assert words in str(refused.value)
    assert refused.value.returncode == code


@pytest.mark.parametrize("text", ["", "[]", "{}", '"kettle"'])
def test_what_is_no_task_is_refused(path: Path, text: str) -> None:
    path.write_text(text)
    with pytest.raises(CommandError) as refused:
        call_command("design", str(path))
    assert refused.value.returncode == 2
