"""
A buyer who insists: `python -m tests.faults.buyer CAMPAIGN PERSON OPTION FILE`.

Sends one pledge after the other, each again with its key until it is answered, and writes the
keys of those that were acknowledged into FILE; leaves when FILE is taken away.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import django
import psycopg
from django.db import DatabaseError, connection


def main(campaign: int, person: int, option: int, file: Path) -> None:
    """Buy one after the other."""
    from clust.campaigns.actions.pledging import place_pledge
    from clust.campaigns.models import Campaign
    from clust.people.models import Person
    from clust.storefronts.models import DeliveryOption
    from tests.world import DAY

    into, pickup = Campaign.objects.get(pk=campaign), DeliveryOption.objects.get(pk=option)
    variant = into.product.variants.get()

    def send(key: UUID) -> None:
        place_pledge(
            campaign=into,
            person=Person(pk=person),
            variant=variant,
            units=1,
            delivery_option=pickup,
            shown_cents=5000,
            key=key,
            now=DAY,
        )

    with file.open("r+") as acknowledged:
        while file.exists():
            key = uuid4()
            if insist(send, key, file):
                acknowledged.write(f"{key}\n")
                acknowledged.flush()


def insist(send: Callable[[UUID], None], key: UUID, file: Path) -> bool:
    """Send until it is answered; say whether it was."""
    while file.exists():
        try:
            send(key)
        except (DatabaseError, psycopg.Error):
            connection.close()
        else:
            return True
    return False


if __name__ == "__main__":
    django.setup()
    main(*map(int, sys.argv[1:4]), Path(sys.argv[4]))
