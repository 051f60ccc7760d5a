"""`manage.py import_price_list`: a supplier's lines become products and quotes."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from rich.console import RenderableType

from clust.config.telling import Bar, bars, figures, rendered
from clust.sourcing.importing import Imported, import_prices
from clust.sourcing.price_list.columns import CODE, PRICE
from clust.sourcing.price_list.files import CannotRead
from clust.sourcing.price_list.lines import open_list
from clust.sourcing.price_list.unused import Report, beside, report, usable


class Command(BaseCommand):
    """Take a supplier's list in, whole or not at all."""

    help = (
        "Reads order lines or a price list (CSV, gzip or not; encoding, delimiter, decimal comma"
        " and English or French headers are found out), derives price breaks, and writes products"
        " and quotes. Prices are taken as what the supplier asks, without tax. Running it again"
        " changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, whose it is, and where to report."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--supplier", required=True, metavar="NAME")
        parser.add_argument("--currency", default="EUR", help="of the prices (EUR)")
        parser.add_argument(
            "--report",
            dest="report_path",
            metavar="PATH",
            type=Path,
            help="where the lines of no use are written as CSV (beside the file; under"
            f" {settings.DATA / 'reports'} where its folder is closed)",
        )

    def handle(
        self,
        *,
        file: Path,
        supplier: str,
        currency: str,
        report_path: Path | None,
        **options: object,
    ) -> None:
        """Read, write, and say what became of it."""
        name = supplier.strip()
        if not 1 <= len(name) <= 120:
            raise CommandError("A supplier's name has 1 to 120 characters.")
        if len(currency) != 3 or not currency.isalpha():
            raise CommandError("A currency has three letters, such as EUR.")
        try:
            self.take_in(file, name, currency.upper(), report_path)
        except CannotRead as error:
            raise CommandError(f"{error} Nothing was written.") from error

    def take_in(self, file: Path, supplier: str, currency: str, target: Path | None) -> None:
        """
        Import a file in one transaction.

        :raises CannotRead: if it cannot be read to its end
        """
        size = file.stat().st_size if file.exists() else 0
        with bars() as progress:
            looking, reading = Bar(progress, "Looking", size), Bar(progress, "Reading", size)
            listed = open_list(file, needed=(CODE, PRICE), told=looking.at)
            target = target or beside(file, settings.DATA / "reports")
            with report(listed.layout.header) as unused, transaction.atomic():
                imported = import_prices(
                    supplier_name=supplier,
                    lines=usable(listed.read(told=reading.at), unused),
                    source=file.name,
                    currency=currency,
                    now=timezone.now(),
                )
                report_lines(unused, target)
                if not imported.lines:
                    raise CommandError(f"{file} has no line of use; {target} says why.")
        self.stdout.write(told(supplier, imported, unused, target), ending="")


def report_lines(unused: Report, target: Path) -> None:
    """
    Write the report, where there is anything to report.

    :raises CommandError: if it cannot be written
    """
    try:
        if unused.lines:
            unused.write(target)
    except OSError as error:
        raise CommandError(f"The report cannot be written: {error}. Nothing was.") from error


def told(supplier: str, imported: Imported, unused: Report, target: Path) -> str:
    """Return what became of the list, for a terminal."""
    rows = [
        ("lines used", imported.lines),
        ("lines not used", unused.lines),
        *((f"  {reason}", count) for reason, count in unused.reasons.most_common()),
        ("items", imported.items),
        ("with price breaks", imported.laddered),
        ("new products", imported.products),
        ("new quotes", imported.quotes),
    ]
    parts: list[RenderableType] = [figures(supplier, rows)]
    parts += [f"Refused: {item}" for item in imported.refused[:20]]
    if not imported.changed:
        parts.append("Nothing changed: all of it was known.")
    if unused.lines:
        parts.append(f"Lines not used: {target}")
    return rendered(*parts)
