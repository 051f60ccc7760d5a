"""Where people come as at MobShop the ladder is chosen by draws, not by a formula for others."""

from typing import Any

import pytest

from clust.rules.design_file import answer, read_task
from clust.rules.designer import Constraints, NothingPays, design
from clust.rules.drawn_design import Drawing, chosen_by_draws, drawn
from clust.rules.ladder_grid import Aim

DAYS = 4
TASK: dict[str, Any] = {
    "value": {"curve": [[90, 12], [80, 20], [70, 40], [60, 70]]},
    "cost": [[1, 66.0], [60, 56.0], [140, 44.0]],
    "arrivals": {"mobshop": DAYS},
    "draws": 2000,
}


def task(**changes: Any) -> Any:
    return read_task(TASK | changes)


@pytest.mark.parametrize("rungs", [1, 2, 3])
@pytest.mark.parametrize("weight", [1.0, 0.5])
def test_no_ladder_of_the_formula_is_better_on_the_campaigns_tried(
    rungs: int, weight: float
) -> None:
    asked = task()
    limits = Constraints(rungs, 0.0)
    found = design(asked.sale, limits, weight)
    *ladders, aim = chosen_by_draws(asked.sale, limits, weight, found, days=DAYS, seed=2)
    tried = Drawing(asked.sale, aim, DAYS, 2)
    begun = [found.ladder, found.one_rung, found.fixed]
    ladder, fixed, one = (tried.worth(of) for of in ladders)
    assert ladder >= max(tried.worth(of.ladder) for of in begun) - 1e-9
    assert ladder >= one - 1e-9
    assert one >= fixed - 1e-9
    assert len(ladders[0].starts) <= rungs


def test_on_other_campaigns_it_is_better_too() -> None:
    """A near step draws orders, which the formula for a Poisson stream does not know."""
    curve = [[90, 18], [80, 38], [75, 50], [70, 60], [60, 70]]
    asked = task(value={"curve": curve}, cost=[[1, 50], [45, 46]])
    found = design(asked.sale, Constraints(4))
    ladder, *_others = chosen_by_draws(asked.sale, Constraints(4), 1.0, found, days=DAYS, seed=2)
    chosen, formula = (
        drawn(asked.sale, Aim(), one, days=DAYS, seed=77, draws=20_000)
        for one in (ladder, found.ladder.ladder)
    )
    assert ladder != found.ladder.ladder
    assert chosen.worth > formula.worth + 4 * formula.brings.error


def test_what_is_tried_is_what_is_drawn() -> None:
    asked = task()
    ladder = design(asked.sale, Constraints(3)).ladder.ladder
    tried = Drawing(asked.sale, Aim(), DAYS, 9).worth(ladder)
    beside = drawn(asked.sale, Aim(), ladder, days=DAYS, seed=1, draws=20_000)
    assert tried == pytest.approx(beside.worth, rel=0.03)


def test_every_rung_leaves_the_floor_and_looks_like_a_price() -> None:
    found = answer(task(floor_margin=0.1, round=True)).ladder
    costs = dict(task().sale.cost)
    assert all(price * 0.9 >= costs[start] - 1e-9 for start, price in found.pairs())
    assert all(f"{price:.2f}".endswith(".90") for price in found.prices)


def test_the_answer_is_never_worse_than_its_fixed_price() -> None:
    found = answer(task())
    assert found.profit >= found.fixed_profit
    assert found.error


def test_a_seed_gives_the_same_ladder() -> None:
    assert answer(task(seed=3)) == answer(task(seed=3))


def test_where_nothing_pays_nothing_is_chosen() -> None:
    with pytest.raises(NothingPays):
        answer(task(cost=[[1, 95]]))


def test_simulate_chooses_by_the_formula_and_values_by_draws() -> None:
    poisson = {"arrivals": {"poisson": 70}, "cap": 60, "case": 6}
    exact, drawn_ = (answer(task(**poisson, method=how)) for how in ("exact", "simulate"))
    assert drawn_.ladder == exact.ladder
    assert drawn_.error
    assert abs(drawn_.profit - exact.profit) < 4 * drawn_.error
