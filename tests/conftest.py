"""What every test may ask for that needs no rows."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real price lists and published cases; the test is skipped without it."""
    if not DATA.is_dir():
        pytest.skip(f"no data folder at {DATA}: put shared/data beside the checkout")
    return DATA


@pytest.fixture(scope="session")
def cases(data: Path) -> dict[str, Any]:
    """Published ladders and worked cases."""
    found: dict[str, Any] = json.loads((data / "cases.json").read_text())
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Drive the system's Chromium; without one the browser tests fail, they are not skipped."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert program, "browser tests need Chromium: apt-get install chromium"
    return {"executable_path": program, "args": CHROMIUM_ARGUMENTS}
