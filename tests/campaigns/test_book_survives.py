"""Whatever happens to a clust, in any order: counters, price, promise and cap hold."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Max

from clust.campaigns import claims
from clust.campaigns.actions import amending
from clust.campaigns.actions.closing import clear_campaign, close_campaign, differing_levels
from clust.campaigns.actions.pledging import (
    PledgeRefused,
    raise_maximum,
    renew_pledge,
    withdraw_pledge,
)
from clust.campaigns.models import (
    Allotment,
    Campaign,
    ComingIn,
    Extension,
    Gate,
    Pledge,
    PriceStep,
    Rung,
)
from clust.rules.clearing import clear, price_now
from clust.rules.ladder import Ladder
from tests.campaigns.test_book_agrees import book, random_campaign
from tests.world import DAY, WEEK, World, make_person, make_world, pledge

pytestmark = pytest.mark.django_db

MAXIMA = [None, 5000, 4800, 4700, 4500, 4300, 4000, 3500, 3000]
KINDS = [(case, cap) for case in (1, 3) for cap in (None, 14)]
REFUSED = (PledgeRefused, amending.NotInBuyersFavour, amending.TooLate)


class Life:
    """One clust and what may happen to it."""

    def __init__(self, seed: int, case: int, cap: int | None) -> None:
        self.random = Random(f"{seed} {case} {cap}")
        self.case = case
        self.world: World = make_world()
        self.people = [make_person() for _ in range(5)]
        self.campaign = random_campaign(self.random, self.world, case, cap, 1 + seed % 2)
        self.now = DAY

    @property
    def fresh(self) -> Campaign:
        return Campaign.objects.get(pk=self.campaign.pk)

    def step(self) -> None:
        self.now += timedelta(minutes=self.random.choice([0, 1, 1, 5]))
        deeds: list[tuple[Callable[[], object], int]] = [
            (self.join, 8),
            (self.join_together, 3),
            (self.take_back, 5),
            (self.raise_maximum, 3),
            (self.lower_price, 1),
            (self.add_rung, 1),
            (self.raise_cap, 1),
            (self.extend, 1),
            (self.renew, 2),
            (self.release, 2),
        ]
        deed = self.random.choices([d for d, _ in deeds], [w for _, w in deeds])[0]
        with suppress(*REFUSED), transaction.atomic():
            deed()

    def _asks(self) -> tuple[int, int, bool]:
        units = self.random.randint(1, 6)
        extra = self.random.choice([0, 0, 1, 3]) if self.case > 1 else 0
        return units, units + extra, self.random.random() < 0.3

    def join(self) -> None:
        units, up_to, fewer = self._asks()
        pledge(
            self.world,
            self.fresh,
            units,
            self.random.choice(MAXIMA),
            variant=self.random.choice(list(self.campaign.product.variants.all())),
            up_to=up_to,
            fewer=fewer,
            person=self.random.choice(self.people),
            now=self.now,
        )

    def join_together(self) -> None:
        claims.claim_together([self._claim() for _ in range(self.random.randint(2, 5))])

    def _claim(self) -> claims.Claim:
        units, up_to, fewer = self._asks()
        most = self.random.choice(MAXIMA)
        return claims.Claim(
            campaign=self.campaign.pk,
            person=self.random.choice(self.people).pk,
            variant=self.random.choice(list(self.campaign.product.variants.all())).pk,
            delivery_option=self.world.pickup.pk,
            address=None,
            units=units,
            up_to=up_to,
            fewer=fewer,
            maximum_cents=most,
            waits=most is not None,
            shown_cents=5000,
            surcharge_cents=0,
            key=uuid4(),
            at=self.now,
        )

    def _one(self) -> Pledge | None:
        standing = Pledge.objects.standing().filter(campaign=self.campaign).order_by("pk")
        return self.random.choice(list(standing) or [None])

    def take_back(self) -> None:
        if one := self._one():
            withdraw_pledge(pledge=one, units=self.random.randint(1, one.left), now=self.now)

    def raise_maximum(self) -> None:
        if one := self._one():
            raise_maximum(
                pledge=one,
                maximum_cents=one.maximum_gross_cents + self.random.choice([100, 300, 900]),
                shown_cents=shown_price(self.campaign),
                now=self.now,
            )

    def lower_price(self) -> None:
        rung = self.random.choice(list(self.campaign.rungs.order_by("number")))
        amending.lower_price(
            campaign=self.fresh,
            number=rung.number,
            gross_cents=rung.gross_cents - self.random.choice([50, 100]),
            person=None,
            now=self.now,
        )

    def add_rung(self) -> None:
        deepest = self.campaign.rungs.order_by("-number")[0]
        amending.add_rung(
            campaign=self.fresh,
            from_units=deepest.from_units + self.random.randint(1, 5),
            gross_cents=deepest.gross_cents - 100,
            person=None,
            now=self.now,
        )

    def raise_cap(self) -> None:
        cap = self.fresh.cap
        if cap and cap < 25:
            more = self.random.randint(1, 3)
            amending.raise_cap(campaign=self.fresh, cap=cap + more, person=None, now=self.now)

    def extend(self) -> None:
        later = self.fresh.closes_at + WEEK
        amending.extend_campaign(campaign=self.fresh, closes_at=later, person=None, now=self.now)

    def renew(self) -> None:
        extension, one = Extension.objects.order_by("?").first(), self._one()
        if extension and one:
            renew_pledge(pledge=one, extension=extension, now=self.now)

    def release(self) -> None:
        """The old date comes: those who said nothing are let go."""
        extension = Extension.objects.filter(release=None).order_by("pk").first()
        if extension and self.random.random() < 0.5:
            self.now = max(self.now, extension.was_closes_at)
            amending.release_pledges(extension, now=self.now)


def shown_price(campaign: Campaign) -> int:
    number = max(Gate.objects.get(campaign=campaign).rung, 1)
    return Rung.objects.get(campaign=campaign, number=number).gross_cents


def check(life: Life) -> None:
    """Everything kept is what the rules make of the book."""
    campaign = life.fresh
    ladder: Ladder = campaign.ladder
    gate = Gate.objects.get(campaign=campaign)
    lines = book(campaign)
    bids = [bid for _, bid in lines]
    assert differing_levels(campaign.pk) == 0
    number = price_now(ladder, bids, case=life.case, cap=campaign.cap)
    assert gate.rung == (number or 0)
    step = PriceStep.objects.filter(campaign=campaign).order_by("-pk").first()
    assert (step.rung if step else 0) == gate.rung
    shown = ladder.rungs[max(gate.rung, 1) - 1].unit_price
    assert not gate.rung or (step and step.gross_cents == shown)
    willing = [(pk, bid) for pk, bid in lines if bid.pays(shown)]
    if gate.room is None:
        assert gate.units == sum(bid.units for _, bid in willing)
    else:
        check_places(life, gate, {pk for pk, _ in willing})
    missing = [
        rung.from_units - sum(bid.units + bid.extra for bid in bids if bid.pays(rung.unit_price))
        for rung in ladder.rungs[gate.rung :]
    ]
    assert gate.slack <= min(missing, default=2_000_000_000)


def check_places(life: Life, gate: Gate, willing: set[int]) -> None:
    """Under a cap exactly those admitted hold a place, each one place."""
    assert gate.units <= (gate.room or 0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pledge_id, units FROM admitted(%s, %s, %s, %s)",
            [gate.pk, shown_price(life.campaign), life.case, gate.room],
        )
        admitted = dict(cursor.fetchall())
    assert gate.units == sum(admitted.values())
    places = list(
        ComingIn.objects.filter(
            goingout=None, pledge__in=Pledge.objects.standing().filter(campaign=gate.pk)
        ).values_list("pledge", flat=True)
    )
    assert sorted(places) == sorted(admitted)
    assert set(admitted) <= willing


def check_end(life: Life, now: datetime) -> None:
    """It clears as the rules say, and nobody pays above a maximum."""
    lines, campaign = book(life.fresh), life.fresh
    expected = clear(campaign.ladder, [bid for _, bid in lines], case=life.case, cap=campaign.cap)
    clearing = clear_campaign(close_campaign(campaign, now=now), now=now)
    assert clearing.gross_cents == (expected.price if expected else None)
    given = dict(Allotment.objects.values_list("pledge", "units"))
    wanted = expected.allotments if expected else [0] * len(lines)
    assert [given.get(pk, 0) for pk, _ in lines] == list(wanted)
    dearest = Allotment.objects.aggregate(least=Max("clearing__gross_cents"))["least"]
    assert all(one.maximum_gross_cents >= dearest for one in Pledge.objects.filter(pk__in=given))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("case", "cap"), KINDS)
def test_the_book_survives(seed: int, case: int, cap: int | None) -> None:
    life = Life(seed, case, cap)
    for _ in range(20):
        life.step()
        check(life)
    for extension in Extension.objects.filter(release=None).order_by("pk"):
        life.now = max(life.now, extension.was_closes_at)
        amending.release_pledges(extension, now=life.now)
        check(life)
    check_end(life, max(life.now, life.fresh.closes_at))
