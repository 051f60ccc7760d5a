"""Money as whole cents: reading a price, writing it plainly, splitting it without loss."""

import re
from collections.abc import Sequence

HIGHEST_PRICE = 10_000_000_000

_CENTS = r"(?P<cents>[0-9]{1,2})"
_PRICES = (
    re.compile(rf"(?P<whole>[0-9]+)(?:[.,]{_CENTS})?"),
    re.compile(rf"(?P<whole>[0-9]{{1,3}}(?:[ '’\u00a0\u2009\u202f][0-9]{{3}})+)(?:[.,]{_CENTS})?"),
    re.compile(rf"(?P<whole>[0-9]{{1,3}}(?:,[0-9]{{3}})+)\.{_CENTS}"),
    re.compile(rf"(?P<whole>[0-9]{{1,3}}(?:\.[0-9]{{3}})+),{_CENTS}"),
)


class NotAPrice(ValueError):
    """The text is no price in whole cents between 0 and 100,000,000.00, or has two readings."""


def parse_cents(text: str) -> int:
    """
    Return the cents that a person wrote as "80", "1234,50", "1 234.50" or "1.234,50".

    "1,234" could be a thousand or three decimals, so it is refused.

    :raises NotAPrice: if the text has no single reading
    """
    written = text.strip()
    if len(written) > 20:
        raise NotAPrice(text[:20])
    match = next(filter(None, (pattern.fullmatch(written) for pattern in _PRICES)), None)
    if match is None:
        raise NotAPrice(text)
    whole = re.sub("[^0-9]", "", match["whole"])
    cents = int(whole + (match["cents"] or "").ljust(2, "0"))
    if cents > HIGHEST_PRICE:
        raise NotAPrice(text)
    return cents


def plain(cents: int) -> str:
    """Return cents as "1234.50": a point, two decimals, no grouping."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{whole}.{rest:02}"


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """
    Split an amount in proportion to weights, by the largest remainder, ties to the earliest.

    :raises ValueError: if amount or a weight is negative, or all weights are zero
    """
    total = sum(weights)
    if amount < 0 or total <= 0 or min(weights) < 0:
        raise ValueError("an amount is split by weights of at least 0, one of them above")
    shares = [amount * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(amount * weights[i] % total))
    for i in by_remainder[: amount - sum(shares)]:
        shares[i] += 1
    return shares
