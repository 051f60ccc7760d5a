"""The report of lines that were of no use, as a CSV beside the file."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from clust.sourcing.price_list.lines import Line, Unused


class Report:
    """Lines of no use, counted by reason, kept on disk until they are written."""

    def __init__(self, file: IO[str], header: Sequence[str]) -> None:
        self.reasons: Counter[str] = Counter()
        self._file = file
        self._rows = csv.writer(file, lineterminator="\n")
        self._rows.writerow(["line", "reason", *header])

    @property
    def lines(self) -> int:
        """The number of lines of no use."""
        return self.reasons.total()

    def add(self, line: Unused) -> None:
        """Note one more."""
        self.reasons[line.reason] += 1
        self._rows.writerow([line.number, line.reason, *line.fields])

    def write(self, target: Path) -> Path:
        """
        Write the report, whole or not at all.

        :raises OSError: if nothing can be written there
        """
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f"{target.name}.new")
        self._file.seek(0)
        with fresh.open("w", encoding="utf-8", newline="") as written:
            while block := self._file.read(1 << 20):
                written.write(block)
        return fresh.replace(target)


@contextmanager
def report(header: Sequence[str]) -> Iterator[Report]:
    """Begin a report; it is forgotten unless written."""
    with TemporaryFile("w+", encoding="utf-8", newline="") as file:
        yield Report(file, header)


def usable(rows: Iterable[Line | Unused], report: Report) -> Iterator[Line]:
    """Yield the lines of use and report the others."""
    for row in rows:
        if isinstance(row, Unused):
            report.add(row)
        else:
            yield row


def beside(path: Path, otherwise: Path) -> Path:
    """Return where the report goes: beside the file, or to `otherwise` if its folder is closed."""
    folder = path.parent if _takes_files(path.parent) else otherwise
    return folder / f"{path.name}.unused.csv"


def _takes_files(folder: Path) -> bool:
    """Say whether files may be added; a folder marked read-only stays so for root as well."""
    if not folder.stat().st_mode & 0o222:
        return False
    try:
        with TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
