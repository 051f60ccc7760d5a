"""
The crowd: invented buyers who keep the demo's prices moving until they are told to stop.

Each clust has a pace of its own, so that it is well down its ladder by its close; where one is
over, the next season opens a little later.
"""

import os
import signal
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import structlog
from django.db import close_old_connections
from django.utils import timezone

from clust.campaigns.actions.pledging import PledgeRefused
from clust.campaigns.models import Campaign, Closing
from clust.storefronts.models import Storefront
from demo.buyers import Buyers
from demo.scenes import SCENES, Scene
from demo.seed import clusts_of, open_scene

log = structlog.get_logger()

LONG_AGO = datetime.min.replace(tzinfo=UTC)
LOOK_SECONDS = 0.5
SURVEY = timedelta(seconds=5)
FASTEST, SLOWEST = 4.0, 40.0
UNITS_AN_ACT = 0.9
NEAR_UNITS = 3
VISITED_HASTE = 8
VISIT = timedelta(minutes=3)
REST = timedelta(seconds=25)
WAITERS = 0.17
LEAVERS, LEAVERS_WHEN_FILLED = 0.06, 0.55


@dataclass
class Crowd:
    """What the crowd does next, and when; it looks around every few seconds."""

    random: Random = field(default_factory=Random)
    live: dict[int, Scene] = field(default_factory=dict)
    due: dict[int, datetime] = field(default_factory=dict)
    surveyed_at: datetime = LONG_AGO

    def act(self, *, now: datetime) -> int:
        """Let one buyer act in each clust whose turn it is; returns how many did."""
        if now >= self.surveyed_at + SURVEY:
            self.survey(now=now)
        turns = [number for number in self.live if self.due[number] <= now]
        return sum(self.act_in(Campaign.objects.get(pk=number), now=now) for number in turns)

    def survey(self, *, now: datetime) -> None:
        """Open what has rested long enough, and see which clusts are live."""
        open_seasons(now=now)
        self.surveyed_at = now
        self.live = {
            campaign.pk: scene
            for scene in SCENES
            if not scene.is_over
            for campaign in clusts_of(scene, now).live(now)
        }
        self.due = {
            number: self.due.get(number) or now + self.pause(scene)
            for number, scene in self.live.items()
        }

    def act_in(self, campaign: Campaign, *, now: datetime) -> bool:
        """Let a buyer join, wait or leave; says whether the shop let them."""
        scene = self.live[campaign.pk]
        near = 0 < (campaign.ladder.missing(campaign.gate.units) or 0) <= NEAR_UNITS
        haste = VISITED_HASTE if visited(campaign, now) else 2 if near else 1
        self.due[campaign.pk] = now + self.pause(scene) / haste
        try:
            return self.take_part(scene, campaign, now=now)
        except PledgeRefused as refusal:
            log.debug("refused", campaign=campaign.pk, reason=type(refusal).__name__)
            return False

    def pause(self, scene: Scene) -> timedelta:
        """Return how long until a clust's next turn, so that it is well down by its close."""
        mean = scene.lasts.total_seconds() * UNITS_AN_ACT / scene.goal
        return timedelta(seconds=self.random.uniform(0.5, 1.5) * min(max(mean, FASTEST), SLOWEST))

    def take_part(self, scene: Scene, campaign: Campaign, *, now: datetime) -> bool:
        """
        Join, wait or leave; the more have their fill, the more leave.

        :raises PledgeRefused: as `place_pledge`
        """
        filled = campaign.gate.units / scene.goal
        leavers = LEAVERS + (LEAVERS_WHEN_FILLED - LEAVERS) * min(max(filled * 5 - 4, 0), 1)
        buyers, draw = Buyers(campaign, self.random), self.random.random()
        if draw < leavers:
            return buyers.change_mind(now=now) is not None
        deeper = self.deeper_rung(campaign)
        if deeper and draw < leavers + WAITERS:
            buyers.wait(buyers.basket(), deeper, now=now)
        else:
            buyers.join(buyers.basket(), now=now)
        return True

    def deeper_rung(self, campaign: Campaign) -> int | None:
        """Return the number of a rung to wait for, mostly one of the next."""
        left = len(campaign.ladder.rungs) - max(campaign.gate.rung, 1)
        if left < 1:
            return None
        ahead = 1 + int(self.random.expovariate(3 / left))
        return len(campaign.ladder.rungs) - left + min(ahead, left)


def visited(campaign: Campaign, now: datetime) -> bool:
    """Say whether somebody real, who has an address, joined a moment ago: the price may fall."""
    return campaign.pledges.filter(person__emailaddress__isnull=False, at__gte=now - VISIT).exists()


def open_seasons(*, now: datetime) -> list[Campaign]:
    """Open the clusts whose last season has been over for a little while."""
    storefront = Storefront.objects.get(slug="clust")
    return [
        open_scene(scene, storefront, opens_at=max(now, now - scene.ago), now=now)
        for scene in SCENES
        if not clusts_of(scene, now).exists() and not just_closed(scene, now)
    ]


def just_closed(scene: Scene, now: datetime) -> bool:
    """Say whether a scene's last clust closed a moment ago."""
    return Closing.objects.filter(
        campaign__product__reference=scene.picture, at__gt=now - REST
    ).exists()


def main() -> None:
    """Act every half second where it is due, until told to stop or left alone."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    parent, crowd = os.getppid(), Crowd()
    while not stop.wait(LOOK_SECONDS) and os.getppid() == parent:
        try:
            crowd.act(now=timezone.now())
        except Exception:
            log.exception("the crowd stumbled")
            close_old_connections()
            stop.wait(2)
