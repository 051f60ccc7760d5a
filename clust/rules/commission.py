"""
Commission: what a partner earns of an order that came by its link, in cents without tax.

Earned on what was delivered and kept, never on delivery or tax. With `g` the goods without tax of
the units kept, `m` their margin (`g` less what they cost us) and at least one unit kept:

    commission = round_half_up(g × goods share) + fixed + round_half_up(max(m, 0) × margin share)

and nothing where nothing was kept. Shares are in hundredths of a percent (1 % = 100). Each part is
rounded by itself, so that a statement can show it. What a delivery adds, or a return takes back, is
the difference of two such sums: however an order comes and goes, the parts add up to the rule.
"""

from typing import NamedTuple

from clust.rules.royalties import Account as Account
from clust.rules.royalties import payable as payable

WHOLE = 10_000


class Terms(NamedTuple):
    """What is agreed: share of goods, cents for each order, share of margin."""

    goods_bp: int
    order_cents: int
    margin_bp: int


def share(cents: int, bp: int) -> int:
    """Return so many hundredths of a percent of an amount, half a cent upwards."""
    return (cents * bp + WHOLE // 2) // WHOLE


def part(cents: int, units: int, of: int) -> int:
    """Return what falls on `units` of the `of` that cost an amount, half a cent upwards."""
    return (2 * cents * units + of) // (2 * of)


def commission(*, goods_net: int, cost_net: int, kept: int, terms: Terms) -> int:
    """
    Return what an order earns for the units kept, in cents without tax.

    :param goods_net: the goods of those units, cents without tax
    :param cost_net: what they cost us, cents without tax
    """
    if kept <= 0:
        return 0
    of_margin = share(max(goods_net - cost_net, 0), terms.margin_bp)
    return share(goods_net, terms.goods_bp) + terms.order_cents + of_margin
