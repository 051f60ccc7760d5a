"""What a statement of a bank says, whatever it was written in, and what may be wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clust.rules.references import is_structured

MOST_BYTES = 10_000_000
MOST_LINES = 50_000
FROM_TABLE = "csv-"


class BadPaper(Exception):
    """What was sent cannot be taken; the subclasses say why."""


class TooLarge(BadPaper):
    """The file is larger than any statement."""


class NotAStatement(BadPaper):
    """The file is no statement in a format that we read."""


class Unreadable(BadPaper):
    """A line of it has a day, an amount or a field that cannot be read."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line, self.what = line, what


class WrongSum(BadPaper):
    """Its amounts do not add up: what stands there, and what the sum is, in cents."""

    def __init__(self, line: int, said: int, found: int) -> None:
        super().__init__(f"line {line}: {said} is said, {found} is the sum")
        self.line, self.said, self.found = line, said, found


class OtherCurrency(BadPaper):
    """It is in another currency than the account."""


@dataclass(frozen=True, slots=True)
class SaidLine:
    """
    A line: money that came is positive; who paid and what they wrote is kept apart.

    `batch` is the bank's number of the whole that it is a part of, if it is one.
    """

    booked_on: date
    cents: int
    ref: str
    reference: str = ""
    name: str = ""
    iban: str = ""
    text: str = ""
    end_to_end: str = ""
    batch: str = ""


@dataclass(frozen=True, slots=True)
class SaidStatement:
    """A statement of one account, in cents; the number of one from a table begins with `csv-`."""

    account: str
    currency: str
    number: str
    lines: Sequence[SaidLine]
    opening: int | None = None
    closing: int | None = None

    def check(self) -> None:
        """
        See that what was there before and all that moved come to what is there after.

        :raises WrongSum: if not; the line named is the last
        """
        if self.opening is None or self.closing is None:
            return
        found = self.opening + sum(line.cents for line in self.lines)
        if found != self.closing:
            raise WrongSum(len(self.lines), self.closing, found)


def structured_in(*texts: str) -> str:
    """Return the first structured reference in what somebody wrote, without spaces, or nothing."""
    for text in texts:
        words = text.upper().replace("/", " ").replace(":", " ").replace(",", " ").split()
        for start, word in enumerate(words):
            if "RF" in word and (found := _from(words[start:])):
                return found
    return ""


def _from(words: Sequence[str]) -> str:
    """Return the longest reference that begins in the first word and may go on in the next ones."""
    found = ""
    written = words[0][words[0].index("RF") :]
    for more in ["", *words[1:9]]:
        written += more
        if is_structured(written):
            found = written
    return found
