"""
Two prices and two steps of cost, in the form Chen, Chen and Song print.

They take the chance of missing the discount at l - 1 instead of l - 2 (Decision Support Systems 43,
2007): an approximation, kept so that their table 2 can be recomputed.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import pdtr

from clust.rules.expectation import Rungs, Sale
from clust.rules.valuation import Numbers

FINE = 400


class NotTwoSteps(ValueError):
    """The printed form knows two steps of cost, the first from 1, and neither cap nor cases."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class TwoPrices:
    """A ladder of one or two prices and its profit as printed; so for the best fixed price."""

    ladder: Rungs
    profit: float
    fixed: float
    fixed_profit: float


def published_profit(sale: Sale, high: Numbers, low: Numbers) -> Numbers:
    """
    Return the printed profit of each pair of prices; equal ones are a fixed price.

    :raises NotTwoSteps: if the cost has more steps, or a cap or cases are asked for
    """
    discount, cheap = _discount(sale)
    missed = pdtr(discount - 1, sale.demand(low))
    above = sale.demand(high) * (sale.kept * high - sale.cost[0][1])
    below = sale.demand(low) * (sale.kept * low - cheap)
    return np.asarray(above * missed + below * (1 - missed), dtype=np.float64)


def published_best(sale: Sale, prices: Numbers, *, rungs: int, smooth: bool) -> TwoPrices:
    """
    Return the best of falling prices, two of them where there may be two rungs.

    :param smooth: the prices are only samples; the best between them is looked for
    """
    fixed = _best(lambda low: published_profit(sale, low, low), prices, smooth)
    fixed_profit = float(published_profit(sale, np.array(fixed), np.array(fixed)))
    one = TwoPrices(Rungs((1,), (fixed,)), fixed_profit, fixed, fixed_profit)
    if rungs < 2 or len(sale.cost) < 2:
        return one
    alone = _best(
        lambda high: sale.demand(high) * (sale.kept * high - sale.cost[0][1]), prices, smooth
    )
    low = _best(lambda low: published_profit(sale, np.maximum(low, alone), low), prices, smooth)
    high = max(alone, low)
    profit = float(published_profit(sale, np.array(high), np.array(low)))
    if high <= low or profit <= fixed_profit:
        return one
    return TwoPrices(Rungs((1, sale.cost[1][0]), (high, low)), profit, fixed, fixed_profit)


def _best(profit: Callable[[Numbers], Numbers], prices: Numbers, smooth: bool) -> float:
    place = int(np.argmax(profit(prices)))
    if not smooth:
        return float(prices[place])
    bounds = prices[min(place + 1, len(prices) - 1)], prices[max(place - 1, 0)]
    found = minimize_scalar(
        lambda price: -float(profit(np.array(price))),
        bounds=bounds,
        method="bounded",
        options={"xatol": 1e-9},
    )
    return float(found.x)


def _discount(sale: Sale) -> tuple[int, float]:
    """Return from how many units on the discount holds, and the cost then."""
    if len(sale.cost) > 2 or sale.cost[0][0] != 1 or sale.cap is not None or sale.case != 1:
        raise NotTwoSteps
    return sale.cost[-1] if len(sale.cost) > 1 else (1, sale.cost[0][1])
