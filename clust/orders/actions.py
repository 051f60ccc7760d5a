"""Making orders from what was allotted."""

from datetime import datetime

from django.db import connection, transaction

from clust.campaigns.models import Clearing
from clust.ledger.actions import AlreadyPosted, post_set


class AlreadyOrdered(Exception):
    """The orders of this clearing exist."""


_ORDERS = """
    INSERT INTO "order" (
        allotment_id, campaign_id, person_id, variant_id, delivery_option_id, address_id, units,
        unit_gross_cents, surcharge_gross_cents, delivery_gross_cents, total_gross_cents, at
    )
    SELECT a.id, p.campaign_id, p.person_id, p.variant_id, p.delivery_option_id, p.address_id,
           a.units, %(price)s, p.surcharge_gross_cents, d.gross_cents,
           a.units::bigint * (%(price)s + p.surcharge_gross_cents) + d.gross_cents, %(now)s
    FROM allotment AS a
    JOIN pledge AS p ON p.id = a.pledge_id
    JOIN delivery_option AS d ON d.id = p.delivery_option_id
    WHERE a.clearing_id = %(clearing)s
"""

_LINES = """
    WITH made AS (
        SELECT o.* FROM "order" AS o JOIN allotment AS a ON a.id = o.allotment_id
        WHERE a.clearing_id = %s
    )
    SELECT 'buyers' AS account, person_id AS party, sum(total_gross_cents) AS cents
    FROM made GROUP BY person_id
    UNION ALL
    SELECT 'goods_promised', NULL, -sum(total_gross_cents - delivery_gross_cents) FROM made
    UNION ALL SELECT 'delivery_promised', NULL, -sum(delivery_gross_cents) FROM made
"""


@transaction.atomic
def order_allotments(clearing: Clearing, *, now: datetime) -> int:
    """
    Make one order per allotment at the final price, and put what buyers owe into the books.

    :returns: how many orders were made
    :raises AlreadyOrdered: if someone else did
    """
    campaign = clearing.closing.campaign
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM clearing WHERE id = %s FOR NO KEY UPDATE", [clearing.pk])
        cursor.execute(
            'SELECT FROM "order" WHERE allotment_id IN'
            " (SELECT id FROM allotment WHERE clearing_id = %s LIMIT 1)",
            [clearing.pk],
        )
        if cursor.rowcount:
            raise AlreadyOrdered
        cursor.execute(
            _ORDERS, {"price": clearing.gross_cents, "now": now, "clearing": clearing.pk}
        )
        made = int(cursor.rowcount)
    try:
        post_set(
            key=f"orders:{clearing.pk}",
            currency=campaign.currency,
            lines_sql=_LINES,
            params=[clearing.pk],
            now=now,
        )
    except AlreadyPosted as error:
        raise AlreadyOrdered from error
    return made
