"""One campaign an item: who joins when, and who gives back what."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from clust.config.replay.history import NO_MOMENT, Cancelled, History, Trade, learnt_ladders
from clust.rules.ladder import Ladder
from clust.sourcing.price_list.files import CannotRead
from clust.sourcing.price_list.lines import Unused
from clust.sourcing.price_list.unused import Report

MOST_UNITS = 2_000_000_000


class TooMuch(CannotRead):
    """More was bought of one item than one campaign can count."""


class GivenBack(NamedTuple):
    """Units of a trade that were given back later."""

    at: datetime
    number: int
    trade: Trade
    units: int


@dataclass(frozen=True, slots=True)
class Act:
    """A campaign to play: an item on its ladder, joined and left in time order."""

    code: str
    name: str
    ladder: Ladder
    trades: Sequence[Trade]
    given_back: Sequence[GivenBack]
    own_price: bool

    def events(self) -> list[Trade | GivenBack]:
        """Return joinings and givings back in the order of time, then of the file."""
        return sorted([*self.trades, *self.given_back], key=lambda event: event[:2])

    def kept(self) -> dict[int, int]:
        """Return the units left of each trade, by its number."""
        left = {trade.number: trade.units for trade in self.trades}
        for back in self.given_back:
            left[back.trade.number] -= back.units
        return left

    def alone(self, trade: Trade) -> int:
        """Return what a unit of a trade costs its buyer alone, in cents."""
        if self.own_price:
            return trade.cents
        return self.ladder.price_at(trade.units) or self.ladder.opening_price


@dataclass(frozen=True, slots=True)
class Plan:
    """What a replay plays: campaigns by the moment of their first line, all over one period."""

    acts: Sequence[Act]
    laddered: int
    opens_at: datetime
    closes_at: datetime

    def buyers(self) -> list[str]:
        """Return everybody who takes part, each once, in order of first coming."""
        return list(dict.fromkeys(trade.buyer for act in self.acts for trade in act.trades))


def plan(history: History, *, learn_before: datetime | None, unused: Report) -> Plan:
    """
    Return a campaign for each item with a ladder that is ordered in the time played.

    Without `learn_before` ladders are learnt from all lines, all are played, and alone each costs
    what it did. With it ladders are learnt from the lines before and the lines from then on
    played; alone each costs the ladder's price for its own quantity.

    :raises TooMuch: naming the item that one campaign cannot count
    """
    ladders = learnt_ladders(history, learn_before)
    played = {
        code: [t for t in history.items[code] if learn_before is None or t.at >= learn_before]
        for code in ladders
    }
    back = _matched(history.cancelled, played, unused)
    acts = [
        Act(code, history.names[code], ladders[code], trades, back[code], learn_before is None)
        for code, trades in played.items()
        if trades
    ]
    for act in acts:
        if sum(trade.units for trade in act.trades) > MOST_UNITS:
            raise TooMuch(f"{act.code}: more than {MOST_UNITS:,} units in one campaign.")
    acts.sort(key=lambda act: act.trades[0])
    moments = [event.at for act in acts for event in act.events()]
    first = min(moments, default=NO_MOMENT)
    return Plan(acts, len(ladders), first, max(moments, default=first) + timedelta(minutes=1))


def _matched(
    cancelled: Sequence[Cancelled], played: dict[str, list[Trade]], unused: Report
) -> defaultdict[str, list[GivenBack]]:
    """Match cancellations in time order with what their buyers still have; report what is over."""
    found: defaultdict[str, list[GivenBack]] = defaultdict(list)
    own: defaultdict[tuple[str, str], list[Trade]] = defaultdict(list)
    if cancelled:
        for code, trades in played.items():
            for trade in trades:
                own[code, trade.buyer].append(trade)
    left: dict[int, int] = {}
    for cancel in sorted(cancelled):
        trade, code, fields = cancel
        missing = trade.units
        for original in _originals(trade, own[code, trade.buyer]):
            units = min(missing, left.get(original.number, original.units))
            if units:
                left[original.number] = left.get(original.number, original.units) - units
                missing -= units
                found[code].append(GivenBack(trade.at, trade.number, original, units))
        if missing:
            unused.add(Unused(trade.number, _why(cancel, missing, bool(played.get(code))), fields))
    return found


def _originals(cancel: Trade, own: Sequence[Trade]) -> list[Trade]:
    """Return the earlier trades a cancellation may mean: same price first, latest first."""
    earlier = [trade for trade in own if trade[:2] < cancel[:2]]
    return sorted(earlier, key=lambda trade: (trade.cents == cancel.cents, trade), reverse=True)


def _why(cancel: Cancelled, missing: int, has_campaign: bool) -> str:
    if not has_campaign:
        return "cancels an item without a campaign"
    if missing == cancel.trade.units:
        return "cancels what its buyer has not bought before"
    return f"cancels more than its buyer had: {missing} units left over"
