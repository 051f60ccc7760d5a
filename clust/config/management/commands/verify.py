"""`manage.py verify`: every kept number is counted again from the facts."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from clust.config.telling import rendered
from clust.config.verification import verify


class Command(BaseCommand):
    """Count again, walk the keys of the chain, add up the books."""

    help = (
        "Recounts every kept number from the facts, walks the keys of the chain and sums the"
        " ledger, all at one moment of the database. Exits 1 where anything differs, naming rows."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the campaigns to look at."""
        parser.add_argument(
            "--campaign", type=int, action="append", help="look at this one only; may be repeated"
        )

    def handle(self, *, campaign: list[int] | None, **options: object) -> None:
        """Print what was checked, and fail where anything differs."""
        verified = verify(campaign)
        self.stdout.write(rendered(verified.table(), *verified.named()), ending="")
        if verified.differing:
            raise CommandError(f"{verified.differing:,} rows differ from the facts.")
        self.stdout.write("Everything agrees.")
