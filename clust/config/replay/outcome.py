"""What came of a replay: for a terminal, and as JSON."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import RenderableType
from rich.table import Table

from clust.config.replay.playing import Played
from clust.config.telling import figures
from clust.rules.money import plain

MOST_WINNERS = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """The figures of a replay; lines and items are those of the whole file."""

    lines: int
    items: int
    laddered: int
    unused_lines: int
    currency: str
    played: Sequence[Played]

    @property
    def alone(self) -> int:
        """What people paid alone, in cents, for what they kept."""
        return sum(sum(alone_by_buyer(played).values()) for played in self.played)

    @property
    def together(self) -> int:
        """What the same cost together, in cents: the sum of the orders."""
        return sum(played.together_cents for played in self.played)

    @property
    def saved_percent(self) -> float:
        """The saving in percent of what people paid alone, to two decimals."""
        return round(100 * (self.alone - self.together) / self.alone, 2) if self.alone else 0.0

    def ended(self) -> Counter[str]:
        """Return how many campaigns ended first, between, deepest, or on no rung."""
        return Counter(map(_end, self.played))

    def as_json(self) -> str:
        """Return the figures with the names that other programs know."""
        ended = self.ended()
        facts: dict[str, Any] = {
            "lines": self.lines,
            "items": self.items,
            "laddered": self.laddered,
            "campaigns": len(self.played),
            "alone": plain(self.alone),
            "together": plain(self.together),
            "saved_percent": self.saved_percent,
            "first": ended["first"],
            "between": ended["between"],
            "deepest": ended["deepest"],
            "unused_lines": self.unused_lines,
        }
        return json.dumps(facts, indent=2) + "\n"

    def tables(self, title: str) -> list[RenderableType]:
        """Return the figures and the biggest winners for a terminal."""
        ended = self.ended()
        rows = [
            ("lines of use", self.lines),
            ("lines of no use", self.unused_lines),
            ("items", self.items),
            ("with a ladder", self.laddered),
            ("campaigns", len(self.played)),
            ("  on the first rung", ended["first"]),
            ("  between", ended["between"]),
            ("  on the deepest rung", ended["deepest"]),
            ("  on none", ended["none"]),
            (f"paid alone, {self.currency}", plain(self.alone)),
            (f"paid together, {self.currency}", plain(self.together)),
            (f"saved, {self.currency}", plain(self.alone - self.together)),
            ("saved, %", f"{self.saved_percent:.2f}"),
        ]
        return [
            figures(title, rows),
            self._winners("item", self._by_item()),
            self._winners("buyer", self._by_buyer()),
        ]

    def _winners(self, what: str, saved: Counter[str]) -> Table:
        rows = [(name, plain(cents)) for name, cents in saved.most_common(MOST_WINNERS)]
        return figures(f"Saved most, by {what}", rows)

    def _by_item(self) -> Counter[str]:
        return Counter(
            {
                f"{played.act.code} {played.act.name}": sum(alone_by_buyer(played).values())
                - played.together_cents
                for played in self.played
            }
        )

    def _by_buyer(self) -> Counter[str]:
        saved: Counter[str] = Counter()
        for played in self.played:
            saved.update(alone_by_buyer(played))
            for buyer, units in units_by_buyer(played).items():
                saved[buyer] -= units * played.unit_cents
        return saved


def units_by_buyer(played: Played) -> Counter[str]:
    """Return the units that each buyer kept."""
    kept = played.act.kept()
    units: Counter[str] = Counter()
    for trade in played.act.trades:
        units[trade.buyer] += kept[trade.number]
    return units


def alone_by_buyer(played: Played) -> Counter[str]:
    """Return what each buyer paid alone, in cents, for the units kept."""
    act, kept = played.act, played.act.kept()
    alone: Counter[str] = Counter()
    for trade in act.trades:
        alone[trade.buyer] += kept[trade.number] * act.alone(trade)
    return alone


def _end(played: Played) -> str:
    if not played.rung:
        return "none"
    if played.rung == len(played.act.ladder.rungs):
        return "deepest"
    return "first" if played.rung == 1 else "between"
