"""`manage.py clear`: a book is cleared outside any database, for the curious and for auditors."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Never

from django.core.management.base import BaseCommand, CommandError

from clust.rules.book import BadBook, clear_book

BAD_INPUT = 2


class Command(BaseCommand):
    """Recompute a price from the book that carries it."""

    help = (
        'Reads a book, {"ladder": [[from, "price"], …], "pledges": [{"units": 2, "maximum":'
        ' "400.00"}, …], "case", "cap", "minimum_cases"}, pledges in the order of the book, and'
        ' prints {"price", "units", "allotments"}. With "arrived" it shares out a short delivery.'
        f" Exits {BAD_INPUT} on a book that is wrong, naming the field."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the book."""
        parser.add_argument("book", metavar="BOOK.json", help="a file, or - for standard input")

    def handle(self, *, book: str, **options: object) -> None:
        """Print what the book clears at."""
        try:
            cleared = clear_book(parsed(written(book)))
        except BadBook as error:
            refuse(str(error))
        self.stdout.write(json.dumps(cleared))


def written(book: str) -> bytes:
    """Return what stands in the file."""
    try:
        return sys.stdin.buffer.read() if book == "-" else Path(book).read_bytes()
    except OSError as error:
        refuse(f"{book}: {(error.strerror or str(error)).lower()}")


def parsed(text: bytes) -> object:
    """Return the JSON in a text."""
    try:
        return json.loads(text, parse_int=_whole, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        refuse(f"not JSON: {error}")
    except UnicodeDecodeError:
        refuse("not JSON: neither UTF-8 nor UTF-16")
    except ValueError as error:
        refuse(f"not a book: {error}")
    except RecursionError:
        refuse("not a book: nested too deeply")


def _whole(digits: str) -> int:
    if len(digits) > 20:
        raise ValueError(f"a number of {len(digits)} digits")
    return int(digits)


def _no_number(name: str) -> Never:
    raise ValueError(f"{name} is no number")


def refuse(why: str) -> Never:
    """End with the exit code for bad input."""
    raise CommandError(why, returncode=BAD_INPUT)
