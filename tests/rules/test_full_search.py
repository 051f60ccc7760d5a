"""The quick search ends where a full one does, on curves of shapes it was not tuned on."""

import pytest

from benchmarks.full_search import BEHIND, COSTS, RUNGS, SHAPES, Shape, compared, sale

CLOSE = 1e-3


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: str(shape.__name__))
def test_the_quick_search_is_close_to_the_full_one(shape: Shape, cost: str) -> None:
    found = compared(sale(shape, cost, prices=40, people=60, seed=3), RUNGS)
    assert found.gap < CLOSE
    assert found.gap > -BEHIND - 1e-9
