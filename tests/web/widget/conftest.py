"""A shop with an open clust."""

import pytest
from django.utils import timezone

from clust.campaigns.models import Campaign
from tests.world import World, make_campaign, make_world


@pytest.fixture
def world(db: None) -> World:
    """The rows that every story needs, as of now."""
    return make_world(timezone.now())


@pytest.fixture
def kettles(world: World) -> Campaign:
    """A clust that has just opened."""
    return make_campaign(world, now=timezone.now())
