"""What was ordered once: lines of use by item, and those cancelled."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from sys import intern
from typing import NamedTuple

from clust.rules.ladder import InvalidLadder, Ladder
from clust.rules.price_breaks import price_breaks
from clust.sourcing.price_list.columns import AT, CODE, PRICE, QUANTITY
from clust.sourcing.price_list.files import Told
from clust.sourcing.price_list.lines import Line, PriceList
from clust.sourcing.price_list.unused import Report, usable

NEEDED = (CODE, QUANTITY, PRICE, AT)
NO_MOMENT = datetime.min.replace(tzinfo=UTC)


class Trade(NamedTuple):
    """Somebody bought so many units at so many cents each; `number` is the line of the file."""

    at: datetime
    number: int
    buyer: str
    units: int
    cents: int


class Cancelled(NamedTuple):
    """Somebody gave so many units of an item back."""

    trade: Trade
    code: str
    fields: tuple[str, ...]


@dataclass
class History:
    """All that a file tells: trades by item, names of items, cancellations."""

    items: defaultdict[str, list[Trade]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, str] = field(default_factory=dict)
    cancelled: list[Cancelled] = field(default_factory=list)

    @property
    def lines(self) -> int:
        """The number of lines of use."""
        return sum(map(len, self.items.values()))

    def add(self, line: Line) -> None:
        """Note a line, or a cancellation where its quantity is negative."""
        trade = Trade(
            line.at or NO_MOMENT, line.number, buyer(line), abs(line.quantity), line.cents
        )
        if line.quantity < 0:
            self.cancelled.append(Cancelled(trade, line.code, line.fields))
        else:
            self.items[intern(line.code)].append(trade)
            self.names.setdefault(line.code, line.name or line.code)


def buyer(line: Line) -> str:
    """Return who bought: a customer, the guest of an invoice, or the guest of a line."""
    if line.customer:
        return intern(f"customer {line.customer}")
    return intern(f"guest of {line.invoice or f'line {line.number}'}")


def read_history(listed: PriceList, unused: Report, *, cancelled: bool, told: Told) -> History:
    """
    Read all the lines of a file, those of no use into the report.

    :raises CannotRead: if it ends in the middle
    """
    history = History()
    for line in usable(listed.read(cancelled=cancelled, told=told), unused):
        history.add(line)
    for trades in history.items.values():
        trades.sort()
    return history


def learnt_ladders(history: History, before: datetime | None) -> dict[str, Ladder]:
    """Return the price breaks of each item that had any, from its trades before a moment or all."""
    ladders = {}
    for code, trades in history.items.items():
        rungs = price_breaks(
            (trade.units, trade.cents) for trade in trades if before is None or trade.at < before
        )
        if len(rungs) > 1:
            try:
                ladders[code] = Ladder.of(rungs)
            except InvalidLadder:
                continue
    return ladders
