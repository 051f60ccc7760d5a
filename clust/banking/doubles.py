"""Lines that the books have already: sent twice in one format, or in two."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from django.db.models import Q

from clust.banking.models import BankAccount, BankLine
from clust.banking.papers import FROM_TABLE, SaidLine, SaidStatement

LONG_ENOUGH = 8


class Words(NamedTuple):
    """What tells a line from another of its day and amount."""

    reference: str
    end_to_end: str
    text: str


class Doubles(NamedTuple):
    """
    What the books have of a statement: references left out, and lines that are a sum of others.

    `sums` holds, for a line that a table brought as one, the parts that the bank tells in XML.
    """

    refs: set[str]
    sums: list[tuple[BankLine, list[SaidLine]]]


def doubles_of(account: BankAccount, said: SaidStatement) -> Doubles:
    """
    Return which lines another statement of the account brought.

    Banks number lines in XML and not in tables. So a line of the other format is the same one
    where account, day and cents are, and a reference or the words; each is the double of one line.
    A batch that XML splits is one line of a table: the same where account, day and sum are.
    """
    lines = BankLine.objects.filter(account=account)
    refs = {line.ref for line in said.lines}
    known = set(lines.filter(ref__in=refs).values_list("ref", flat=True))
    fresh = list({line.ref: line for line in said.lines if line.ref not in known}.values())
    of_tables = Q(statement__number__startswith=FROM_TABLE)
    is_table = said.number.startswith(FROM_TABLE)
    others = lines.filter(booked_on__in={line.booked_on for line in fresh})
    others = others.filter(~of_tables if is_table else of_tables).select_related("payer")
    left = [(row, _kept(row)) for row in others.order_by("pk")]
    paired = _paired(fresh, left)
    rest = [line for line in fresh if line.ref not in paired]
    if is_table:
        return Doubles(known | paired | _sums_of_ours(rest, [row for row, _ in left]), [])
    sums = list(_sums_of_theirs(rest, [row for row, _ in left]))
    return Doubles(known | paired | {part.ref for _, parts in sums for part in parts}, sums)


def _sums_of_ours(said: Sequence[SaidLine], rows: Sequence[BankLine]) -> set[str]:
    """Return the lines of a table that are the sum of a batch that came in XML."""
    batches: dict[str, list[BankLine]] = {}
    for row in rows:
        batches.setdefault(row.ref.rpartition("-")[0], []).append(row)
    sums = Counter(
        (parts[0].booked_on, total)
        for batch, parts in batches.items()
        if batch.endswith(f"-{(total := sum(part.cents for part in parts))}") and len(parts) > 1
    )
    found = set()
    for line in said:
        if sums[line.booked_on, line.cents]:
            sums[line.booked_on, line.cents] -= 1
            found.add(line.ref)
    return found


def _sums_of_theirs(
    said: Sequence[SaidLine], rows: Sequence[BankLine]
) -> Iterator[tuple[BankLine, list[SaidLine]]]:
    """Yield lines of tables with the batch told in XML that each is the sum of."""
    batches: dict[str, list[SaidLine]] = {}
    for line in said:
        if line.batch:
            batches.setdefault(line.batch, []).append(line)
    left = list(rows)
    for parts in batches.values():
        wanted = (parts[0].booked_on, sum(part.cents for part in parts))
        row = next((row for row in left if (row.booked_on, row.cents) == wanted), None)
        if row:
            left.remove(row)
            yield row, parts


def _kept(row: BankLine) -> Words:
    payer = getattr(row, "payer", None)
    end, text = (payer.end_to_end, payer.text) if payer else ("", "")
    return Words(row.reference, plain(end), plain(text))


def _paired(said: Sequence[SaidLine], others: list[tuple[BankLine, Words]]) -> set[str]:
    """Return the lines said that are one of the others, and take those away; plain ones first."""
    found = set[str]()
    for same in (is_surely, is_likely):
        for line in said:
            if line.ref not in found and (double := _double(line, others, same)):
                others.remove(double)
                found.add(line.ref)
    return found


def _double(
    line: SaidLine, others: list[tuple[BankLine, Words]], same: Callable[[Words, Words], bool]
) -> tuple[BankLine, Words] | None:
    mine = Words(line.reference, plain(line.end_to_end), plain(line.text))
    for row, words in others:
        if (row.booked_on, row.cents) == (line.booked_on, line.cents) and same(mine, words):
            return row, words
    return None


def is_surely(one: Words, other: Words) -> bool:
    """Say whether two lines have the same reference, or else the same words."""
    for mine, theirs in ((one.reference, other.reference), (one.end_to_end, other.end_to_end)):
        if mine and theirs:
            return mine == theirs
    return bool(one.text) and one.text == other.text


def is_likely(one: Words, other: Words) -> bool:
    """Say whether one line's words hold those of the other, and no reference speaks against it."""
    for mine, theirs in ((one.reference, other.reference), (one.end_to_end, other.end_to_end)):
        if mine and theirs:
            return False
    pairs = [(one.text, other.text), (other.text, one.text)]
    pairs += [(one.end_to_end, other.text), (other.end_to_end, one.text)]
    return any(len(part) >= LONG_ENOUGH and part in whole for part, whole in pairs)


def plain(text: str) -> str:
    """Return what banks leave of a text in every format: its letters and digits, in capitals."""
    return "".join(letter for letter in text.upper() if letter.isalnum())
