"""`python -m benchmarks.entry NAME`: one entry here, its row as JSON on the last line."""

import json
import logging
import sys
from collections.abc import Callable
from dataclasses import asdict

import django

from benchmarks.measure import Row


def entries() -> dict[str, Callable[[], Row]]:
    """Return the entries by name."""
    from benchmarks import (
        calls,
        captures,
        clearing,
        demands,
        designs,
        following,
        invoices,
        joins,
        machines,
        pages,
        posting,
        readers,
        storefronts,
        wishes,
    )

    rooms = (
        *(joins, clearing, calls, captures, invoices, posting, pages, readers),
        *(demands, designs, following, wishes, machines, storefronts),
    )
    return {entry.__name__: entry for room in rooms for entry in room.ENTRIES}


def main(name: str) -> None:
    """Run the entry and say what came out."""
    django.setup()
    logging.disable(logging.INFO)
    sys.stdout.write(f"{json.dumps(asdict(entries()[name]()))}\n")


if __name__ == "__main__":
    main(sys.argv[1])
