"""Holding what came back against what was bought, and against the books."""

from clust.base.checks import Check, within

CHECKS = (
    Check(
        "no more units come back than were bought",
        f"""
            SELECT count(*) FROM "return" AS r JOIN "order" AS o ON o.id = r.order_id
            WHERE {within("o.campaign_id")}
        """,
        f"""
            WITH back AS (
                SELECT r.order_id, sum(r.units) AS units
                FROM "return" AS r
                WHERE NOT EXISTS (SELECT FROM restitution AS x WHERE x.return_of_id = r.id)
                  AND NOT EXISTS (SELECT FROM exchange AS x WHERE x.return_of_id = r.id)
                  AND NOT EXISTS (SELECT FROM return_refusal AS x WHERE x.return_of_id = r.id)
                  AND NOT EXISTS (SELECT FROM return_end AS x WHERE x.return_of_id = r.id)
                GROUP BY r.order_id
            ), undone AS (
                SELECT order_id, sum(units) AS units FROM cancellation GROUP BY order_id
            )
            SELECT 'order ' || o.id || ': ' || o.units || ' bought, ' || coalesce(u.units, 0)
                   || ' undone, ' || b.units || ' coming back'
            FROM back AS b
            JOIN "order" AS o ON o.id = b.order_id
            LEFT JOIN undone AS u ON u.order_id = o.id
            WHERE b.units + coalesce(u.units, 0) > o.units AND {within("o.campaign_id")}
        """,
    ),
    Check(
        "what is given back for a return is what was accepted of it",
        "SELECT count(*) FROM restitution",
        """
            SELECT 'restitution ' || x.id
            FROM restitution AS x
            JOIN cancellation AS c ON c.id = x.cancellation_id
            LEFT JOIN "return" AS r ON r.id = x.return_of_id
            LEFT JOIN return_check AS k ON k.return_of_id = r.id
            WHERE c.units <> x.units
               OR r.id IS NOT NULL AND (c.order_id <> r.order_id
                                        OR x.units > coalesce(k.units, r.units))
        """,
    ),
    Check(
        "every restitution takes its net out of the sales in the books",
        "SELECT count(*) FROM restitution",
        """
            WITH booked AS (
                SELECT e.key, sum(p.cents) FILTER (WHERE p.account = 'sales') AS goods,
                       sum(p.cents) FILTER (WHERE p.account = 'delivery_sales') AS delivery
                FROM entry AS e LEFT JOIN posting AS p ON p.entry_id = e.id
                WHERE e.key LIKE 'restitution:%%'
                GROUP BY e.key
            )
            SELECT coalesce(b.key, 'restitution:' || x.id)
            FROM restitution AS x
            FULL JOIN booked AS b ON b.key = 'restitution:' || x.id
            WHERE x.goods_net_cents IS DISTINCT FROM coalesce(b.goods, 0)
               OR x.delivery_net_cents IS DISTINCT FROM coalesce(b.delivery, 0)
        """,
    ),
)
