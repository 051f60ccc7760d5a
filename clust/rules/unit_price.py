"""The price per kilogram or litre that stands beside a price (directive 98/6/EC)."""

A_WHOLE = 1_000


def unit_price(gross_cents: int, contents: int) -> int:
    """
    Return the price of a kilogram or a litre, in cents with tax, half a cent upwards.

    :param gross_cents: of one unit of goods
    :param contents: grams or millilitres in it, at least 1
    """
    return (2 * gross_cents * A_WHOLE + contents) // (2 * contents)
