"""A task for the designer outside any database: who comes, what they would pay, what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from clust.rules.arrivals import mobshop
from clust.rules.designer import (
    MOST_PEOPLE,
    Advice,
    Constraints,
    Design,
    NoPrice,
    NothingPays,
    Printed,
    Verdict,
    advise,
    candidates,
    design,
)
from clust.rules.drawn_design import chosen_by_draws, drawn
from clust.rules.expectation import Expected, Rungs, Sale
from clust.rules.fields import BETWEEN, BadBook, entries, number, optional, record, whole
from clust.rules.simulation import DRAWS, Simulated, simulate
from clust.rules.two_prices import NotTwoSteps, published_best
from clust.rules.valuation import Curve, InvalidCurve, Normal, Uniform, Value

METHODS = ("exact", "published", "simulate")
MOST_RUNGS, MOST_STEPS = 20, 40
ONE_OF = "must be one of %(names)s"

_TASK = {"arrivals", "value", "cost", "rungs", "cap", "method"}
_MORE = {"case", "floor_margin", "ceiling", "round", "weight", "tax", "seed", "draws"}


@dataclass(frozen=True, slots=True)
class Task:
    """What is sold to whom, what a ladder must keep to, and how it is counted."""

    sale: Sale
    constraints: Constraints
    weight: float
    method: str
    seed: int
    draws: int
    days: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A ladder and a fixed price with their profits; `error` is that of drawn ones."""

    ladder: Rungs
    profit: float
    fixed_price: float
    fixed_profit: float
    advice: Advice
    brings: Expected | Simulated | None
    error: float | None = None

    def as_json(self, words: str) -> dict[str, Any]:
        """Return the published form, with the advice in words."""
        said: dict[str, Any] = {
            "ladder": [[start, round(price, 6)] for start, price in self.ladder.pairs()],
            "profit": round(self.profit, 6),
            "fixed": {"price": round(self.fixed_price, 6), "profit": round(self.fixed_profit, 6)},
            "advice": words,
        }
        if self.brings is not None:
            said["expected"] = {
                "units": round(self.brings.units, 6),
                "revenue": round(self.brings.revenue, 6),
                "most_paid": round(self.ladder.prices[0], 6),
                "missing": round(self.brings.missing, 6),
                "chances": [round(chance, 6) for chance in self.brings.chances],
            }
        if isinstance(self.brings, Expected):
            said["expected"]["worst_profit"] = round(self.brings.worst, 6)
        if self.error is not None:
            said["standard_error"] = round(self.error, 6)
        return said


def answer(task: Task) -> Answer:
    """
    Return the ladder that a task asks for.

    Where people come as a Poisson stream there is a formula, caps and cases included: the ladder
    is chosen by it whatever the method, and `simulate` only values it by draws. As at MobShop
    there is none: the ladder is chosen by draws, and valued by others.

    :raises CannotDesign: a subclass says why
    :raises NotTwoSteps: where the printed form does not know the task
    """
    if task.method == "published":
        return _published(task)
    found = design(task.sale, task.constraints, task.weight)
    if task.days is not None:
        return _drawn(task, task.days, found)
    if task.method == "simulate":
        return _simulated(task, found)
    ladder, fixed = found.ladder, found.fixed
    return Answer(
        ladder.ladder,
        ladder.expected.profit,
        fixed.ladder.prices[0],
        fixed.expected.profit,
        found.advice,
        ladder.expected,
    )


def _published(task: Task) -> Answer:
    sale, constraints = task.sale, task.constraints
    prices = candidates(sale, constraints, constraints.lowest(sale))
    if not len(prices):
        raise NoPrice(min(constraints.lowest(sale)), constraints.ceiling)
    smooth = sale.value.levels() is None and not constraints.rounded
    best = published_best(sale, prices, rungs=constraints.rungs, smooth=smooth)
    fixed = Printed(Rungs((1,), (best.fixed,)), best.fixed_profit)
    advice = advise(sale, Printed(best.ladder, best.profit), fixed, fixed)
    return Answer(best.ladder, best.profit, best.fixed, best.fixed_profit, advice, None)


def _simulated(task: Task, found: Design) -> Answer:
    """Return the ladder chosen by the formula, with what it brings in draws."""
    ladder, fixed = found.ladder.ladder, found.fixed.ladder
    brings, beside = (
        simulate(task.sale, one, seed=task.seed, draws=task.draws) for one in (ladder, fixed)
    )
    return Answer(
        ladder,
        brings.profit,
        fixed.prices[0],
        beside.profit,
        found.advice,
        brings,
        brings.error,
    )


def _drawn(task: Task, days: int, found: Design) -> Answer:
    """Return the ladder chosen by draws, valued by others; the fixed price where that is better."""
    *ladders, aim = chosen_by_draws(
        task.sale, task.constraints, task.weight, found, days=days, seed=task.seed + 1
    )
    ladder, fixed, one = (
        drawn(task.sale, aim, one, days=days, seed=task.seed, draws=task.draws) for one in ladders
    )
    best = max((fixed, one, ladder), key=lambda offer: offer.worth)
    if task.weight == 1 and best.brings.profit <= 0:
        raise NothingPays
    said = advise(task.sale, best, fixed, one)
    told = {Verdict.LADDER: best, Verdict.CRITICAL_MASS: one, Verdict.FIXED: fixed}[said.verdict]
    advice = replace(said, reached=told.brings.chances[-1])
    return Answer(
        best.ladder,
        best.brings.profit,
        fixed.ladder.prices[0],
        fixed.brings.profit,
        advice,
        best.brings,
        best.brings.error,
    )


def read_task(data: object) -> Task:
    """
    Return the task that the data, as read from JSON, describes.

    :raises BadBook: naming the first field that is wrong
    """
    if not isinstance(data, dict):
        raise BadBook("design", "must be an object")
    fields = record(data, "", known=_TASK | _MORE, needed=("value", "cost"))
    method = fields.get("method", "exact")
    if method not in METHODS:
        raise BadBook("method", ONE_OF, names=", ".join(METHODS))
    value, cost = _value(fields["value"]), _cost(fields["cost"])
    mean, days = _arrivals(fields.get("arrivals"), value, cost)
    return Task(
        sale=Sale(
            mean,
            value,
            cost,
            kept=1 / (1 + number(fields.get("tax", 0), "tax", most=1.0)),
            cap=optional(fields, "cap", "", least=1),
            case=whole(fields.get("case", 1), "case", least=1),
        ),
        constraints=_constraints(fields),
        weight=number(fields.get("weight", 1), "weight", most=1.0),
        method=str(method),
        seed=whole(fields.get("seed", 1), "seed", least=0),
        draws=min(whole(fields.get("draws", DRAWS), "draws", least=100), 1_000_000),
        days=days,
    )


def _constraints(fields: Mapping[str, object]) -> Constraints:
    floor, ceiling = fields.get("floor_margin"), fields.get("ceiling")
    rounded, weight = fields.get("round", False), fields.get("weight", 1)
    if not isinstance(rounded, bool):
        raise BadBook("round", "must be true or false")
    rungs = whole(fields.get("rungs", 5), "rungs", least=0)
    if not 1 <= rungs <= MOST_RUNGS:
        raise BadBook("rungs", BETWEEN, least=1, most=MOST_RUNGS)
    if floor is None and weight != 1:
        floor = 0
    return Constraints(
        rungs=rungs,
        floor=None if floor is None else number(floor, "floor_margin", most=0.99),
        ceiling=None if ceiling is None else number(ceiling, "ceiling", least=1e-6),
        rounded=rounded,
    )


def _one(value: object, path: str, known: set[str]) -> tuple[str, object]:
    fields = record(value, path, known=known, needed=())
    if len(fields) != 1:
        raise BadBook(path, ONE_OF, names=", ".join(sorted(known)))
    return next(iter(fields.items()))


def _value(value: object) -> Value:
    kind, given = _one(value, "value", {"uniform", "normal", "curve"})
    path = f"value.{kind}"
    if kind == "curve":
        return _curve(given, path)
    first, second = _pair(given, path)
    if kind == "normal":
        return Normal(number(first, path, least=-1e9), number(second, path, least=1e-6))
    low, high = number(first, path), number(second, path)
    if low >= high:
        raise BadBook(path, "must be two rising numbers")
    return Uniform(low, high)


def _curve(value: object, path: str) -> Curve:
    points = [
        (
            number(_pair(pair, f"{path}[{place}]")[0], f"{path}[{place}][0]", least=1e-6),
            number(_pair(pair, f"{path}[{place}]")[1], f"{path}[{place}][1]"),
        )
        for place, pair in enumerate(entries(value, path))
    ]
    try:
        return Curve.of(points)
    except InvalidCurve as error:
        raise BadBook(path, error.reason) from error


def _cost(value: object) -> tuple[tuple[int, float], ...]:
    steps = []
    for place, pair in enumerate(entries(value, "cost")):
        start, cost = _pair(pair, f"cost[{place}]")
        steps.append(
            (whole(start, f"cost[{place}][0]", least=1), number(cost, f"cost[{place}][1]"))
        )
    if not 1 <= len(steps) <= MOST_STEPS:
        raise BadBook("cost", "must have %(least)s to %(most)s steps", least=1, most=MOST_STEPS)
    for place, (before, after) in enumerate(pairwise(steps), 1):
        if after[0] <= before[0]:
            raise BadBook(f"cost[{place}]", "must start at more units than the step before")
        if after[1] >= before[1]:
            raise BadBook(f"cost[{place}]", "must cost less than the step before")
    return tuple(steps)


def _arrivals(
    value: object, values: Value, cost: tuple[tuple[int, float], ...]
) -> tuple[float, int | None]:
    """Return how many come in the mean, and over how many days if they come as at MobShop."""
    if value is None and isinstance(values, Curve):
        return values.units, None
    if value is None:
        raise BadBook("arrivals", "is missing: how many people come?")
    kind, given = _one(value, "arrivals", {"poisson", "mobshop"})
    if kind == "poisson":
        return number(given, "arrivals.poisson", least=1e-6, most=MOST_PEOPLE), None
    days = whole(given, "arrivals.mobshop", least=1)
    if days > 60:
        raise BadBook("arrivals.mobshop", "must be between 1 and 60 days")
    steps = Rungs(tuple(start for start, _cost in cost), tuple(cost for _start, cost in cost))
    return float(np.mean(mobshop(steps, seed=1, draws=2000, days=days))), days


def _pair(value: object, path: str) -> list[object]:
    pair = entries(value, path)
    if len(pair) != 2:
        raise BadBook(path, "must be a pair of numbers")
    return pair


__all__ = ["Answer", "BadBook", "NotTwoSteps", "Task", "answer", "read_task"]
