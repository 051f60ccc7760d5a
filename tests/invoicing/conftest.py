"""The world that invoices are written in."""

import pytest

from tests.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """A French seller with a shop."""
    return make_world()
