"""What a clust was planned to leave at its opening, and what it left, in cents net of tax."""

from dataclasses import dataclass

from django.db import connection

_MARGINS = """
    SELECT c.id,
           coalesce((SELECT sum(i.net_cents) FROM invoice AS i
                     JOIN "order" AS o ON o.id = i.order_id
                     WHERE o.campaign_id = c.id), 0)::bigint,
           coalesce((SELECT sum(n.net_cents) FROM credit_note AS n
                     JOIN cancellation AS x ON x.id = n.cancellation_id
                     JOIN "order" AS o ON o.id = x.order_id
                     WHERE o.campaign_id = c.id AND x.cause = 'gesture'), 0)::bigint,
           coalesce((SELECT sum(n.net_cents) FROM credit_note AS n
                     JOIN cancellation AS x ON x.id = n.cancellation_id
                     JOIN "order" AS o ON o.id = x.order_id
                     WHERE o.campaign_id = c.id AND x.cause <> 'gesture'), 0)::bigint,
           coalesce((SELECT sum(p.total_net_cents) FROM purchase_order AS p
                     WHERE p.campaign_id = c.id), 0)::bigint
           - coalesce((SELECT sum(r.net_cents) FROM purchase_reduction AS r
                       JOIN purchase_order AS p ON p.id = r.purchase_order_id
                       WHERE p.campaign_id = c.id), 0)::bigint
           + coalesce((SELECT sum(b.difference_net_cents) FROM supplier_bill AS b
                       JOIN purchase_order AS p ON p.id = b.purchase_order_id
                       WHERE p.campaign_id = c.id), 0)::bigint,
           coalesce((SELECT sum(f.fee_cents) FROM payout_line AS f
                     LEFT JOIN refund AS b ON b.id = f.refund_id
                     JOIN capture AS t ON t.id = coalesce(f.capture_id, b.capture_id)
                     JOIN "order" AS o ON o.id = t.order_id
                     WHERE o.campaign_id = c.id), 0)::bigint,
           coalesce((SELECT sum(y.cents) FROM royalty AS y
                     JOIN delivery_line AS l ON l.id = y.delivery_line_id
                     JOIN "order" AS o ON o.id = l.order_id
                     WHERE o.campaign_id = c.id), 0)::bigint
           - coalesce((SELECT sum(v.cents) FROM royalty_reversal AS v
                       JOIN cancellation AS x ON x.id = v.cancellation_id
                       JOIN "order" AS o ON o.id = x.order_id
                       WHERE o.campaign_id = c.id), 0)::bigint,
           coalesce((SELECT -sum(s.cents) FROM posting AS s
                     JOIN entry AS e ON e.id = s.entry_id
                     JOIN disposal AS d ON e.key = 'disposal:' || d.id
                     JOIN purchase_order AS p ON p.id = d.purchase_order_id
                     WHERE p.campaign_id = c.id AND s.account = 'resales'), 0)::bigint
    FROM campaign AS c WHERE c.id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Actual:
    """
    What came of a clust: invoiced, given away, taken back, bought, fees, royalties, resold.

    What is bought holds every order to the supplier, also of what was bought now, or again.
    """

    invoiced: int = 0
    gestures: int = 0
    taken_back: int = 0
    bought: int = 0
    fees: int = 0
    royalties: int = 0
    resold: int = 0

    @property
    def margin(self) -> int:
        """Return what is left."""
        came = self.invoiced + self.resold
        gone = self.gestures + self.taken_back + self.bought + self.fees + self.royalties
        return came - gone


def actual_margins(campaigns: list[int]) -> dict[int, Actual]:
    """Return what came of each clust so far."""
    with connection.cursor() as cursor:
        cursor.execute(_MARGINS, [campaigns])
        return {number: Actual(*cents) for number, *cents in cursor.fetchall()}
