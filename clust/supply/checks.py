"""Holding purchase orders against the buyers' orders, and against what the books say we owe."""

from clust.base.checks import Check, within

_PURCHASE_ORDERS = f"""
    SELECT count(*) FROM purchase_order AS o
    JOIN clearing AS r ON r.id = o.clearing_id JOIN closing AS l ON l.id = r.closing_id
    WHERE {within("l.campaign_id")}
"""

CHECKS = (
    Check(
        "a purchase order is for the units that the buyers ordered, of each variant",
        _PURCHASE_ORDERS,
        f"""
            WITH bought AS (
                SELECT o.id, l.variant_id, l.units
                FROM purchase_order AS o
                JOIN clearing AS r ON r.id = o.clearing_id
                JOIN closing AS c ON c.id = r.closing_id
                JOIN purchase_order_line AS l ON l.purchase_order_id = o.id
                WHERE {within("c.campaign_id")}
            ), ordered AS (
                SELECT po.id, o.variant_id, sum(o.units) AS units
                FROM purchase_order AS po
                JOIN allotment AS a ON a.clearing_id = po.clearing_id
                JOIN "order" AS o ON o.allotment_id = a.id
                WHERE {within("o.campaign_id")}
                GROUP BY po.id, o.variant_id
            )
            SELECT 'purchase order ' || coalesce(b.id, o.id) || ', variant '
                   || coalesce(b.variant_id, o.variant_id) || ': ' || coalesce(b.units, 0)
                   || ' bought, ' || coalesce(o.units, 0) || ' ordered'
            FROM bought AS b
            FULL JOIN ordered AS o ON o.id = b.id AND o.variant_id = b.variant_id
            WHERE b.units IS DISTINCT FROM o.units
        """,
    ),
    Check(
        "a purchase order adds up: its lines, in whole cases, at the quote's cost",
        _PURCHASE_ORDERS,
        f"""
            SELECT 'purchase order ' || o.id
            FROM purchase_order AS o
            JOIN clearing AS r ON r.id = o.clearing_id
            JOIN closing AS l ON l.id = r.closing_id
            JOIN campaign AS c ON c.id = l.campaign_id
            JOIN award AS w ON w.id = c.award_id
            LEFT JOIN LATERAL (
                SELECT sum(units) AS units, bool_and(units = cases * c.case_size) AS in_cases
                FROM purchase_order_line WHERE purchase_order_id = o.id
            ) AS lines ON true
            LEFT JOIN LATERAL (
                SELECT net_cents FROM quote_rung
                WHERE quote_id = o.quote_id
                ORDER BY from_units <= o.units DESC, CASE WHEN from_units <= o.units
                         THEN -from_units ELSE from_units END LIMIT 1
            ) AS cost ON true
            WHERE {within("c.id")} AND (
                o.quote_id <> w.quote_id OR o.units IS DISTINCT FROM lines.units
                OR NOT coalesce(lines.in_cases, false)
                OR o.unit_net_cents IS DISTINCT FROM cost.net_cents
                OR o.total_net_cents <> o.units::bigint * o.unit_net_cents
            )
        """,
    ),
    Check(
        "we owe suppliers in the books what the purchase orders come to",
        "SELECT count(*) FROM entry WHERE key LIKE 'purchase_order:%%'",
        """
            WITH due AS (
                SELECT 'purchase_order:' || o.id AS key, s.account,
                       CASE WHEN s.account = 'suppliers' THEN p.supplier_id END AS party,
                       s.sign * o.total_net_cents AS cents
                FROM purchase_order AS o
                JOIN quote AS q ON q.id = o.quote_id
                JOIN product AS p ON p.id = q.product_id
                CROSS JOIN (VALUES ('purchases', 1), ('suppliers', -1)) AS s (account, sign)
            ), booked AS (
                SELECT e.key, p.account, p.party, sum(p.cents) AS cents
                FROM posting AS p JOIN entry AS e ON e.id = p.entry_id
                WHERE e.key LIKE 'purchase_order:%%'
                GROUP BY e.key, p.account, p.party
            )
            SELECT coalesce(d.key, b.key) || ', ' || coalesce(d.account, b.account) || ': '
                   || coalesce(b.cents, 0) || ' booked, ' || coalesce(d.cents, 0) || ' bought'
            FROM due AS d
            FULL JOIN booked AS b
                ON b.key = d.key AND b.account = d.account
                AND coalesce(b.party, 0) = coalesce(d.party, 0)
            WHERE d.cents IS DISTINCT FROM b.cents
        """,
    ),
)
