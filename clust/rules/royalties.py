"""Royalties: owed for units delivered and kept, held a while, never paid twice or below zero."""

from typing import NamedTuple

HELD_DAYS = 30


class Account(NamedTuple):
    """A creator's royalties until a moment, in cents: all of them, and what statements paid out."""

    accrued: int
    reversed: int
    held: int
    stated: int


def kept_units(*, left: int, delivered: int, back: int) -> int:
    """
    Return the units of an order that earn a royalty.

    Those that came, less those that came back, and never more than are left of the order: a unit
    that came twice, in exchange, earns once.
    """
    return max(0, min(delivered - back, left))


def payable(account: Account) -> int:
    """
    Return what a statement pays out: what is owed, not held any more and on no statement yet.

    What was taken back after it was paid out is set off against what comes.
    """
    return max(0, account.accrued - account.reversed - account.held - account.stated)
