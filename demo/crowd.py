"""
The crowd: invented buyers who keep the demo's prices moving until they are told to stop.

Each clust has a pace of its own, so that it is well down its ladder by its close; where one is
over, the next season opens a little later.
"""

import os
import signal
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import structlog
from django.db import close_old_connections
from django.utils import timezone

from clust.campaigns.actions.pledging import PledgeRefused
from clust.campaigns.models import Campaign
from clust.storefronts.models import Storefront
from demo import buyers
from demo.scenes import SCENES, Scene
from demo.seed import clusts_of, open_scene

log = structlog.get_logger()

LOOK_SECONDS = 0.5
SEASONS_SECONDS = 10
FASTEST, SLOWEST = 4.0, 40.0
UNITS_AN_ACT = 0.9
REST = timedelta(seconds=25)
WAITERS = 0.17
LEAVERS, LEAVERS_WHEN_FILLED = 0.06, 0.55


@dataclass
class Crowd:
    """What the crowd does next, and when."""

    random: Random = field(default_factory=Random)
    due: dict[int, datetime] = field(default_factory=dict)

    def act(self, *, now: datetime) -> int:
        """Let one buyer act in each clust whose turn it is; returns how many did."""
        acted = 0
        for scene in SCENES:
            campaign = clusts_of(scene, now).filter(opens_at__lte=now).last()
            if campaign and not scene.is_over and self.takes_turn(scene, campaign, now):
                acted += self.act_in(scene, campaign, now=now)
        return acted

    def takes_turn(self, scene: Scene, campaign: Campaign, now: datetime) -> bool:
        """Say whether it is this clust's turn, and note when the next one is."""
        due = self.due.setdefault(campaign.pk, now + self.pause(scene, campaign))
        if now < due:
            return False
        self.due[campaign.pk] = now + self.pause(scene, campaign)
        return True

    def pause(self, scene: Scene, campaign: Campaign) -> timedelta:
        """Return how long until the next act: half as long close to a step."""
        mean = scene.lasts.total_seconds() * UNITS_AN_ACT / scene.goal
        mean = min(max(mean, FASTEST), SLOWEST)
        if 0 < (campaign.ladder.missing(campaign.gate.units) or 0) <= 3:
            mean /= 2
        return timedelta(seconds=self.random.uniform(0.5, 1.5) * mean)

    def act_in(self, scene: Scene, campaign: Campaign, *, now: datetime) -> bool:
        """Let a buyer join, wait or leave; says whether the shop let them."""
        filled = campaign.gate.units / scene.goal
        leavers = LEAVERS + (LEAVERS_WHEN_FILLED - LEAVERS) * min(max(filled * 5 - 4, 0), 1)
        draw = self.random.random()
        try:
            if draw < leavers:
                return buyers.change_mind(campaign, self.random, now=now) is not None
            units = buyers.basket(self.random, campaign.per_person)
            deeper = self.deeper_rung(campaign)
            if deeper and draw < leavers + WAITERS:
                buyers.wait(campaign, self.random, units, deeper, now=now)
            else:
                buyers.join(campaign, self.random, units, now=now)
        except PledgeRefused as refusal:
            log.debug("refused", campaign=campaign.pk, reason=type(refusal).__name__)
            return False
        return True

    def deeper_rung(self, campaign: Campaign) -> int | None:
        """Return the number of a rung to wait for, mostly one of the next."""
        left = len(campaign.ladder.rungs) - max(campaign.gate.rung, 1)
        if left < 1:
            return None
        ahead = 1 + int(self.random.expovariate(3 / left))
        return len(campaign.ladder.rungs) - left + min(ahead, left)


def open_seasons(*, now: datetime) -> list[Campaign]:
    """Open the clusts whose last season has been over for a little while."""
    return [
        open_scene(scene, Storefront.objects.get(slug="clust"), opens_at=opens_at, now=now)
        for scene in SCENES
        if not clusts_of(scene, now).exists()
        and not clusts_of(scene, now - REST).exists()
        and (opens_at := max(now, now - scene.ago))
    ]


def main() -> None:
    """Act every half second what is due, until told to stop or left alone."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    parent, crowd, looks = os.getppid(), Crowd(), 0
    while not stop.wait(LOOK_SECONDS) and os.getppid() == parent:
        now = timezone.now()
        try:
            if looks % int(SEASONS_SECONDS / LOOK_SECONDS) == 0:
                open_seasons(now=now)
            crowd.act(now=now)
        except Exception:
            log.exception("the crowd stumbled")
            close_old_connections()
            stop.wait(2)
        looks += 1
