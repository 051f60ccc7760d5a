"""The settings of a test run."""

import os

os.environ["CLUST_MODE"] = "testing"

from clust.config.settings import *  # noqa: F403
