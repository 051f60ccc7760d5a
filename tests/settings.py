"""The settings of a test run."""

import os

os.environ["CLUST_MODE"] = "testing"
# Playwright keeps an event loop in the thread of the tests, which read rows beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from clust.config.settings import *  # noqa: F403
