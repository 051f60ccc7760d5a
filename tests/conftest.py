"""What every test may ask for that needs no rows."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as examples
from playwright.sync_api import Browser, BrowserContext

from clust.config.embedded import address
from clust.config.environment import Environment
from tests.emptying import empty_quickly
from tests.template import template

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

# No test is about how fast a machine is.
examples.register_profile("clust", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("clust")
empty_quickly()


@pytest.fixture(autouse=True)
def first_language() -> None:
    """Begin each test in the first language, whatever was read before it."""
    translation.deactivate()


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


@pytest.fixture(scope="session")
def browser(browser: Browser) -> Browser:
    """Give pages time: a browser test is not about how busy a machine is."""
    make = browser.new_context

    def unhurried(**options: Any) -> BrowserContext:
        context = make(**options)
        context.set_default_timeout(90_000)
        return context

    browser.new_context = unhurried  # type: ignore[method-assign]
    return browser


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Copy each test database from one that is migrated already."""
    environment = Environment()
    given = environment.database_url
    server = given.get_secret_value() if given else address(environment.data)
    name = template(server)
    for found in (settings.DATABASES["default"], connections["default"].settings_dict):
        found["TEST"]["TEMPLATE"] = name
