"""`python -m demo.inside seed | crowd`: the parts of the demo that need the shop's settings."""

import importlib
import os
import sys

import django


def main(part: str) -> None:
    """Run one part."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clust.config.settings")
    django.setup()
    importlib.import_module(f"demo.{part}").main()


if __name__ == "__main__":
    main(sys.argv[1])
