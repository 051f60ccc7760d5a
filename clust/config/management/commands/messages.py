"""`manage.py messages`: bring the translations up to date, or say what is missing."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from clust.config.extraction import problems, update
from clust.config.messages import compile_messages


class Command(BaseCommand):
    """Keep the French words complete."""

    help = "Adds new messages to the French catalogue; with --check says what is not translated."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --check."""
        parser.add_argument("--check", action="store_true", help="change nothing; exit 1 on a gap")

    def handle(self, *, check: bool, **options: object) -> None:
        """Update the catalogue, then list what a French reader would miss."""
        if not check:
            update()
            compile_messages()
        missing = list(problems())
        for line in missing:
            self.stdout.write(line)
        if check and missing:
            raise CommandError(f"{len(missing)} messages are not in good French yet.")
        self.stdout.write(f"{len(missing)} to translate.")
