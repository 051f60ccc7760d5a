"""`manage.py client`: our Python client, written anew from the OpenAPI document."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from clust.web.api.application import api
from clust.web.api.client import written
from clust.web.api.document import document

PLACE = Path(__file__).resolve().parents[4] / "clients" / "python" / "clust_client.py"


def client() -> str:
    """Return the client's module as the document asks for it."""
    with override("en"):
        return written(document(api))


class Command(BaseCommand):
    """Write `clients/python/clust_client.py`."""

    help = "Writes the Python client from the OpenAPI document."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to look only."""
        parser.add_argument("--check", action="store_true", help="fail where it is old")

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Write it, or say whether it is old.

        :raises CommandError: if it is to be looked at only and is old
        """
        if not options["check"]:
            PLACE.write_text(client())
        elif PLACE.read_text() != client():
            raise CommandError("The client is old: run bin/manage client.")
