"""The small world of payments."""

import pytest

from tests.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """One storefront, one supplier, kettles."""
    return make_world()
