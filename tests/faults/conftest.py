"""The small world of the faults, and the count of everything at the end of each test."""

from collections.abc import Iterator

import pytest

from clust.config.verification import verify
from tests.world import World, make_world


@pytest.fixture
def world() -> World:
    """One storefront, one supplier, kettles."""
    return make_world()


@pytest.fixture
def counted(transactional_db: None) -> Iterator[None]:
    """After the test every kept number is counted again from the facts."""
    yield
    verified = verify()
    assert not verified.differing, list(verified.named())
