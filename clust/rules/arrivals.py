"""
How orders come in over a cycle, as they did at MobShop.

Four days in periods of three hours; what comes depends on what came before, the hour, the last
period and how much of the step is still missing (Kauffman and Wang, Journal of Management
Information Systems 18(2), 2001, table 3).
"""

import numpy as np

from clust.rules.expectation import Rungs
from clust.rules.simulation import Counts

PERIODS_A_DAY, DAYS = 8, 4
CONSTANT, BY_ORDERS, LAST_PERIOD = -7.551, 2.227, 24.224
NEARLY_THERE, FAR_AWAY = 4.264, 0.232
BY_HOUR = np.array([4.851, 0.0, 0.033, 2.139, 3.323, 3.658, 5.153, 6.170])
DEVIATION, REMEMBERED = 6.0, 0.160
QUARTER = 0.25


def mobshop(ladder: Rungs, *, seed: int, draws: int, days: int = DAYS) -> Counts:
    """Return the orders at the end of each of so many cycles."""
    return mobshop_path(ladder, seed=seed, draws=draws, days=days)[:, -1]


def mobshop_path(ladder: Rungs, *, seed: int, draws: int, days: int = DAYS) -> Counts:
    """Return the orders after each period, a cycle a row."""
    source = np.random.default_rng(seed)
    periods = days * PERIODS_A_DAY
    fresh = DEVIATION * np.sqrt(1 - REMEMBERED**2)
    noise = source.normal(0.0, DEVIATION, draws)
    orders = np.zeros((draws, periods + 1), dtype=np.int64)
    for period in range(periods):
        so_far = orders[:, period]
        came = CONSTANT + BY_ORDERS * np.log(so_far + 1) + BY_HOUR[period % PERIODS_A_DAY]
        came = came + LAST_PERIOD * (period == periods - 1) + _pull(ladder, so_far) + noise
        orders[:, period + 1] = so_far + np.maximum(np.rint(came), 0).astype(np.int64)
        noise = REMEMBERED * noise + source.normal(0.0, fresh, draws)
    return orders[:, 1:]


def _pull(ladder: Rungs, orders: Counts) -> Counts:
    """Return how many more come because the next step is near, or only begun."""
    edges = np.array([0, *ladder.starts[1:]] if ladder.starts[0] == 1 else [0, *ladder.starts])
    place = np.searchsorted(edges, orders, side="right")
    steps = place < len(edges)
    upper, lower = edges[np.minimum(place, len(edges) - 1)], edges[place - 1]
    missing = np.where(steps, (upper - orders) / np.maximum(upper - lower, 1), 0.5)
    near = NEARLY_THERE * (missing <= QUARTER) + FAR_AWAY * (missing >= 1 - QUARTER)
    return np.where(steps, near, 0.0)
