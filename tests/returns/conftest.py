"""The world of every story about returns."""

from pathlib import Path

import pytest

from tests.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture(autouse=True)
def private(settings: object, tmp_path: Path) -> Path:
    """Pictures lie in a folder of the test's own."""
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    return tmp_path / "private"
