"""The shop's settings with the reference views' addresses."""

from clust.config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.site.urls"
