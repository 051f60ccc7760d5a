"""Numbers without a gap: given in a row, and given back where the transaction fails."""

from django.db import connection

from clust.invoicing.models import Series

_TAKE = """
    INSERT INTO invoice_number (seller_id, year, series, last) VALUES (%s, %s, %s, %s)
    ON CONFLICT (seller_id, year, series)
        DO UPDATE SET last = invoice_number.last + excluded.last
    RETURNING last
"""


def take_numbers(*, seller: int, year: int, series: Series, count: int) -> range:
    """
    Return the next numbers of a seller's series in a year.

    The counter's row stays locked until the transaction ends: whoever comes next waits, and
    begins after these or, where this transaction fails, with them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [seller, year, series, count])
        last = int(cursor.fetchone()[0])
    return range(last - count + 1, last + 1)
