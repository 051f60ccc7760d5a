"""Sponsorship: a credit for a friend's first order that was delivered and kept; one level only."""

from enum import StrEnum
from typing import NamedTuple

LEAST_KEPT_DAYS = 18
KEPT_DAYS = 21


class Refusal(StrEnum):
    """Why somebody brought earns their sponsor nothing."""

    NO_TERMS = "no_terms"
    OWN = "own"
    GONE = "gone"
    SPONSORED = "sponsored"
    MUTUAL = "mutual"
    NOT_FIRST = "not_first"
    CARD = "card"
    ADDRESS = "address"
    DEVICE = "device"
    NOT_KEPT = "not_kept"
    TOO_SMALL = "too_small"
    TOO_MANY = "too_many"


class Terms(NamedTuple):
    """What is promised, in cents gross; `most_per_year` credits to one sponsor."""

    sponsor_cents: int
    sponsored_cents: int
    minimum_gross_cents: int
    most_per_year: int


class Facts(NamedTuple):
    """
    What is known of a sponsor and of whom they brought when the order has been kept.

    `first` is whether it is the first order of theirs that came; `sponsored` whether somebody else
    is their sponsor, `mutual` whether they are the sponsor's; `earned` the credits of this year.
    """

    same_person: bool
    sponsor_gone: bool
    sponsored: bool
    mutual: bool
    first: bool
    same_card: bool
    same_address: bool
    same_device: bool
    kept_units: int
    kept_gross_cents: int
    earned: int


def refusal(facts: Facts, terms: Terms | None) -> Refusal | None:
    """Return why nothing is earned, the plainest reason first; None where it is."""
    if terms is None or not (terms.sponsor_cents or terms.sponsored_cents):
        return Refusal.NO_TERMS
    told = {
        Refusal.OWN: facts.same_person,
        Refusal.GONE: facts.sponsor_gone,
        Refusal.SPONSORED: facts.sponsored,
        Refusal.MUTUAL: facts.mutual,
        Refusal.NOT_FIRST: not facts.first,
        Refusal.CARD: facts.same_card,
        Refusal.ADDRESS: facts.same_address,
        Refusal.DEVICE: facts.same_device,
        Refusal.NOT_KEPT: facts.kept_units <= 0,
        Refusal.TOO_SMALL: facts.kept_gross_cents < terms.minimum_gross_cents,
        Refusal.TOO_MANY: facts.earned >= terms.most_per_year,
    }
    return next((reason for reason, holds in told.items() if holds), None)


def same_place(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """Say whether two places (street, postcode, country) are one, however they are written."""
    return _plain(one) == _plain(other)


def _plain(place: tuple[str, str, str]) -> tuple[str, ...]:
    return tuple("".join(filter(str.isalnum, part.casefold())) for part in place)
