"""`python -m tests.faults.stage`: migrate an empty database, open a clust, print its numbers."""

import sys

import django


def main() -> None:
    """Print the campaign, a person and a way of delivery."""
    from django.core.management import call_command

    from tests.world import make_campaign, make_person, make_world

    call_command("migrate", verbosity=0)
    world = make_world()
    campaign = make_campaign(world, [(1, 5000)], cap=1_000_000)
    sys.stdout.write(f"{campaign.pk} {make_person().pk} {world.pickup.pk}\n")


if __name__ == "__main__":
    django.setup()
    main()
