"""Prices that look like prices: ending in .90 from 10.00 on, in 9 from 2.00 on; in cents."""

TEN, TWO = 1_000, 200


def rounded_up(cents: int) -> int:
    """Return the next price that looks like one, this one if it does."""
    if cents >= TEN:
        return -(-(cents - 90) // 100) * 100 + 90
    return -(-(cents - 9) // 10) * 10 + 9 if cents >= TWO else cents


def rounded_down(cents: int) -> int:
    """Return the last price that looks like one at or below this."""
    if cents >= TEN:
        below = (cents - 90) // 100 * 100 + 90
        return below if below >= TEN else TEN - 1
    return (cents - 9) // 10 * 10 + 9 if cents >= TWO else cents
