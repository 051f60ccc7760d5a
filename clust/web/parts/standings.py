"""Where a clust stands now: its price, who is in, who waits where, how many are missing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from django.db.models import Sum

from clust.campaigns.models import Campaign, Level
from clust.web.parts.ladder_picture import LadderPicture
from clust.web.parts.ladders import ladder_picture

FEW_STEPS = 8


@dataclass(frozen=True, slots=True)
class Step:
    """A rung with who waits for it, and the units missing to it when they are counted."""

    number: int
    from_units: int
    price_cents: int
    waiting: int
    missing: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A campaign at one moment; money in cents gross a unit."""

    campaign: Campaign
    stage: str
    rung: int
    price_cents: int
    units: int
    wanted: dict[int, int]
    steps: tuple[Step, ...]

    @property
    def is_live(self) -> bool:
        """Say whether it takes pledges."""
        return self.stage == "live"

    @property
    def final_cents(self) -> int | None:
        """Return the final price, or None where there is none (yet)."""
        return self.price_cents if self.stage == "cleared" else None

    @property
    def next_step(self) -> Step | None:
        """Return the step below the one in force, if the cap lets it be reached."""
        step = self.steps[self.rung] if self.rung < len(self.steps) else None
        room = self.campaign.gate.room
        return None if step and room is not None and step.from_units > room else step

    @property
    def missing(self) -> int:
        """Return the units missing to the next step, those who wait for it counted."""
        return self.next_step.missing if self.next_step else 0

    @property
    def waiting(self) -> int:
        """Return the units that wait for a lower price, or for a place."""
        return max(sum(self.wanted.values()) - self.units, 0)

    @property
    def waiting_by_level(self) -> dict[int, int]:
        """Return the units waiting by number of the rung they wait for."""
        reached = max(self.rung, 1)
        return {number: units for number, units in self.wanted.items() if number > reached}

    @property
    def critical_mass(self) -> int:
        """Return the units from which the first price holds."""
        return self.steps[0].from_units

    @property
    def is_below_critical_mass(self) -> bool:
        """Say whether nobody would pay anything if it closed now."""
        return self.rung == 0

    @property
    def near_steps(self) -> tuple[Step, ...]:
        """Return the steps around the one in force, and the deepest; all of them where few."""
        if len(self.steps) <= FEW_STEPS:
            return self.steps
        first = min(max(self.rung - 2, 0), len(self.steps) - FEW_STEPS)
        return (*self.steps[first : first + FEW_STEPS - 1], self.steps[-1])

    @property
    def opening_cents(self) -> int:
        """Return the first rung's price."""
        return self.steps[0].price_cents

    @property
    def deepest_cents(self) -> int:
        """Return the last rung's price."""
        return self.steps[-1].price_cents

    @property
    def places(self) -> int | None:
        """Return the units left under the cap, None where there is no cap."""
        room = self.campaign.gate.room
        return None if room is None else max(room - self.campaign.gate.units, 0)

    @property
    def is_full(self) -> bool:
        """Say whether the cap is reached."""
        return self.places == 0

    @property
    def saving_cents(self) -> int | None:
        """Return what a unit costs less than the comparison price, None where it does not."""
        compared = self.campaign.comparison_cents
        if compared is None or compared <= self.price_cents or self.stage == "not_reached":
            return None
        return compared - self.price_cents

    @property
    def saving_percent(self) -> int | None:
        """Return the saving in whole percent, rounded down, so that nothing is overstated."""
        compared = self.campaign.comparison_cents
        return self.saving_cents * 100 // compared if self.saving_cents and compared else None

    def picture(self, key: str = "ladder") -> LadderPicture:
        """Return its ladder, ready to draw."""
        return ladder_picture(
            [(step.from_units, step.price_cents) for step in self.steps],
            units_in=self.units,
            rung=self.rung,
            missing=self.missing,
            waiting_by_level=self.waiting_by_level if self.stage in ("live", "closing") else {},
            cap=self.campaign.cap,
            state="full" if self.is_live and self.is_full else self.stage,
            currency=self.campaign.currency,
            key=key,
        )


def standings(campaigns: Iterable[Campaign], now: datetime) -> list[Standing]:
    """
    Return how campaigns stand, in their order, with one more query for all of them.

    They come with `for_standings` or are few.
    """
    campaigns = list(campaigns)
    wanted = _wanted([campaign.pk for campaign in campaigns])
    return [_standing(campaign, wanted[campaign.pk], now) for campaign in campaigns]


def standing(campaign: Campaign, now: datetime) -> Standing:
    """Return how one campaign stands."""
    return standings([campaign], now)[0]


def _wanted(campaigns: list[int]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = Level.objects.filter(campaign__in=campaigns).values("campaign", "number")
    for row in rows.annotate(units=Sum("wanted")):
        found[row["campaign"]][row["number"]] = row["units"]
    return found


def _standing(campaign: Campaign, wanted: dict[int, int], now: datetime) -> Standing:
    stage = campaign.stage(now)
    rung, units = campaign.gate.rung, campaign.gate.units
    if stage in ("cleared", "not_reached"):
        rung, units = campaign.closing.clearing.rung or 0, campaign.closing.clearing.units or units
    steps = _steps(campaign, wanted, rung)
    return Standing(
        campaign=campaign,
        stage=stage,
        rung=rung,
        price_cents=steps[max(rung, 1) - 1].price_cents,
        units=units,
        wanted=wanted,
        steps=steps,
    )


def _steps(campaign: Campaign, wanted: dict[int, int], rung: int) -> tuple[Step, ...]:
    rungs = campaign.ladder.rungs
    reach = accumulate(wanted.get(number, 0) for number in range(1, len(rungs) + 1))
    return tuple(
        Step(
            number=number,
            from_units=step.from_units,
            price_cents=step.unit_price,
            waiting=wanted.get(number, 0) if number > max(rung, 1) else 0,
            missing=max(step.from_units - reached, 1) if number > rung else 0,
        )
        for number, (step, reached) in enumerate(zip(rungs, reach, strict=True), 1)
    )
