"""
A worker that charges and then hangs: `python -m tests.faults.charger FILE`.

It claims what waits and asks the provider, writes FILE, and never writes an answer.
"""

import os
import sys
import time
from pathlib import Path

import django


def main(charged: Path) -> None:
    """Charge, and hang before the answers are written."""
    from django.db import connections

    connections.databases["default"]["NAME"] = os.environ["CLUST_FAULT_DATABASE"]
    from clust.payments.actions import charging, collecting
    from tests.payments.sales import OVER

    for attempt in collecting.claim_attempts(50, now=OVER):
        charging.charge(attempt)
    charged.touch()
    time.sleep(600)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    main(Path(sys.argv[1]))
