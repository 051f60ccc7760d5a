"""Holding what was bought against the buyers' orders, what became of it, and what we owe."""

from clust.base.checks import Check, within

_PURCHASE_ORDERS = f"SELECT count(*) FROM purchase_order AS o WHERE {within('o.campaign_id')}"
_GOODS = f"SELECT count(*) FROM goods(NULL) AS g WHERE {within('g.campaign_id')}"

CHECKS = (
    Check(
        "what is resold has its invoice, and the books have its VAT",
        "SELECT count(*) FROM disposal WHERE kind = 'resold'",
        """
            SELECT 'disposal ' || d.id
            FROM disposal AS d
            LEFT JOIN resale_invoice AS r ON r.id = d.invoice_id
            LEFT JOIN LATERAL (
                SELECT -sum(p.cents) AS cents
                FROM posting AS p JOIN entry AS e ON e.id = p.entry_id
                WHERE e.key = 'disposal:' || d.id AND p.account = 'vat'
            ) AS booked ON true
            WHERE d.kind = 'resold'
              AND (r.gross_cents, r.per_mille, r.units, r.vat_cents) IS DISTINCT FROM
                  (d.sold_gross_cents, d.sold_per_mille::smallint, d.units,
                   coalesce(booked.cents, 0))
        """,
    ),
    Check(
        "a purchase order is for buyers' orders, each unit of each variant",
        _PURCHASE_ORDERS,
        f"""
            WITH bought AS (
                SELECT o.id, l.variant_id, l.units
                FROM purchase_order AS o
                JOIN purchase_order_line AS l ON l.purchase_order_id = o.id
                WHERE {within("o.campaign_id")}
            ), shared AS (
                SELECT po.id, v.variant_id, sum(s.units) AS units
                FROM purchase_order AS po
                JOIN purchase_share AS s ON s.purchase_order_id = po.id
                JOIN "order" AS o ON o.id = s.order_id AND o.campaign_id = po.campaign_id
                CROSS JOIN LATERAL (
                    SELECT CASE WHEN po.clearing_id IS NULL AND po.direct_order_id IS NULL
                                THEN sent_variant(o.id, o.variant_id) ELSE o.variant_id END
                ) AS v (variant_id)
                WHERE {within("po.campaign_id")}
                GROUP BY po.id, v.variant_id
            )
            SELECT 'purchase order ' || coalesce(b.id, o.id) || ', variant '
                   || coalesce(b.variant_id, o.variant_id) || ': ' || coalesce(b.units, 0)
                   || ' bought, ' || coalesce(o.units, 0) || ' ordered'
            FROM bought AS b
            FULL JOIN shared AS o ON o.id = b.id AND o.variant_id = b.variant_id
            WHERE b.units IS DISTINCT FROM o.units
        """,
    ),
    Check(
        "a clearing is bought whole: every unit of an order that was not undone before",
        _PURCHASE_ORDERS,
        f"""
            SELECT 'order ' || o.id || ': ' || o.units || ' sold, '
                   || coalesce(s.units, 0) || ' bought'
            FROM purchase_order AS po
            JOIN allotment AS a ON a.clearing_id = po.clearing_id
            JOIN "order" AS o ON o.allotment_id = a.id
            LEFT JOIN purchase_share AS s ON s.purchase_order_id = po.id AND s.order_id = o.id
            LEFT JOIN LATERAL (
                SELECT sum(c.units) AS units FROM cancellation AS c WHERE c.order_id = o.id
            ) AS gone ON true
            WHERE {within("po.campaign_id")}
              AND (coalesce(s.units, 0) > o.units
                   OR coalesce(s.units, 0) < o.units - coalesce(gone.units, 0))
        """,
    ),
    Check(
        "a purchase order adds up: its lines, in whole cases, at the quote's cost",
        _PURCHASE_ORDERS,
        f"""
            SELECT 'purchase order ' || o.id
            FROM purchase_order AS o
            JOIN campaign AS c ON c.id = o.campaign_id
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
                OR o.total_net_cents <> o.units::bigint * o.unit_net_cents
                OR o.clearing_id IS NOT NULL AND (
                    NOT coalesce(lines.in_cases, false)
                    OR o.unit_net_cents IS DISTINCT FROM cost.net_cents
                )
                OR NOT EXISTS (SELECT FROM quote_rung AS q WHERE q.quote_id = o.quote_id
                               AND q.net_cents = o.unit_net_cents)
            )
        """,
    ),
    Check(
        "no stock: nothing is kept, short, lost or disposed of beyond what was bought",
        _GOODS,
        f"""
            SELECT 'campaign ' || g.campaign_id || ', variant ' || g.variant_id || ': '
                   || g.remaining || ' remain'
            FROM goods(NULL) AS g
            WHERE {within("g.campaign_id")} AND g.remaining < 0
        """,
    ),
    Check(
        "no stock: what has no buyer was sold and undone since, sent back or exchanged",
        _GOODS,
        f"""
            SELECT 'campaign ' || g.campaign_id || ', variant ' || g.variant_id || ': '
                   || g.remaining || ' remain, ' || coalesce(undone.units, 0) || ' undone'
            FROM goods(NULL) AS g
            LEFT JOIN LATERAL (
                SELECT sum(c.units) AS units
                FROM cancellation AS c JOIN "order" AS o ON o.id = c.order_id
                WHERE o.campaign_id = g.campaign_id
                  AND g.variant_id IN (o.variant_id, sent_variant(o.id, o.variant_id))
                  AND c.cause IN ('campaign', 'retracted', 'returned', 'late', 'no_substitute')
            ) AS undone ON true
            LEFT JOIN LATERAL (
                SELECT sum(l.units) AS units
                FROM purchase_order AS po JOIN purchase_order_line AS l
                     ON l.purchase_order_id = po.id AND l.variant_id = g.variant_id
                WHERE po.campaign_id = g.campaign_id
                  AND po.clearing_id IS NULL AND po.direct_order_id IS NULL
                  AND NOT EXISTS (SELECT FROM replacement AS r WHERE r.purchase_order_id = po.id)
            ) AS exchanged ON true
            WHERE {within("g.campaign_id")}
              AND g.remaining > coalesce(undone.units, 0) + coalesce(exchanged.units, 0)
        """,
    ),
    Check(
        "no stock: of a campaign that is done with, nothing remains",
        f"SELECT count(*) FROM conclusion AS x WHERE {within('x.campaign_id')}",
        f"""
            SELECT 'campaign ' || x.campaign_id || ', variant ' || g.variant_id || ': '
                   || g.remaining || ' remain'
            FROM conclusion AS x CROSS JOIN LATERAL goods(x.campaign_id) AS g
            WHERE {within("x.campaign_id")} AND g.remaining <> 0
              AND NOT EXISTS (
                  SELECT FROM cancellation AS c JOIN "order" AS o ON o.id = c.order_id
                  WHERE o.campaign_id = x.campaign_id AND c.at > x.at
              )
        """,
    ),
    Check(
        "a substitute comes by consent only: a no is undone and not owed to the supplier",
        "SELECT count(*) FROM substitution_answer",
        """
            SELECT 'answer ' || a.id
            FROM substitution_answer AS a
            JOIN substitution_question AS q ON q.id = a.question_id
            LEFT JOIN cancellation AS c ON c.key = 'substitution:' || a.id
            LEFT JOIN purchase_reduction AS r ON r.key = 'substitution:' || a.id
            LEFT JOIN "order" AS o ON o.id = q.order_id
            WHERE a.accepted AND a.person_id IS DISTINCT FROM o.person_id
               OR coalesce(c.units, 0) <> CASE WHEN a.accepted THEN 0 ELSE a.units END
               OR coalesce(r.units, 0) <> CASE WHEN a.accepted THEN 0 ELSE a.units END
        """,
    ),
    Check(
        "no more is sent to a buyer than was sold",
        "SELECT count(*) FROM parcel_line",
        f"""
            SELECT 'order ' || o.id || ': ' || o.units || ' sold, ' || l.units || ' sent'
            FROM "order" AS o
            JOIN LATERAL (
                SELECT sum(pl.units - coalesce(g.units, 0)) AS units
                FROM parcel_line AS pl LEFT JOIN gap AS g ON g.line_id = pl.id
                WHERE pl.order_id = o.id
                  AND NOT EXISTS (SELECT FROM loss AS x WHERE x.parcel_id = pl.parcel_id)
            ) AS l ON true
            JOIN LATERAL (
                SELECT sum(s.units) AS units FROM purchase_share AS s WHERE s.order_id = o.id
            ) AS bought ON true
            WHERE {within("o.campaign_id")} AND l.units > greatest(o.units, bought.units)
        """,
    ),
    Check(
        "a delivery is of all that its parcel held, and in the books",
        "SELECT count(*) FROM delivery",
        """
            SELECT 'delivery ' || d.id
            FROM delivery AS d
            JOIN LATERAL (
                SELECT sum(pl.units - coalesce(g.units, 0)) AS units
                FROM parcel_line AS pl LEFT JOIN gap AS g ON g.line_id = pl.id
                WHERE pl.parcel_id = d.parcel_id
            ) AS sent ON true
            JOIN LATERAL (
                SELECT sum(l.units) AS units,
                       sum(l.goods_net_cents + l.delivery_net_cents) AS cents
                FROM delivery_line AS l WHERE l.delivery_id = d.id
            ) AS came ON true
            LEFT JOIN LATERAL (
                SELECT sum(p.cents) AS cents
                FROM entry AS e JOIN posting AS p ON p.entry_id = e.id
                WHERE e.key = 'delivery:' || d.id AND p.account IN ('sales', 'delivery_sales')
            ) AS booked ON true
            WHERE sent.units IS DISTINCT FROM came.units
               OR came.cents <> -coalesce(booked.cents, 0)
        """,
    ),
    Check(
        "we owe suppliers less by what was refused, short or sent back, more by bills, as booked",
        "SELECT count(*) FROM purchase_reduction",
        """
            WITH due AS (
                SELECT 'purchase_reduction:' || r.id AS key, r.net_cents AS cents
                FROM purchase_reduction AS r WHERE r.net_cents <> 0
                UNION ALL
                SELECT 'supplier_bill:' || b.id, -b.vat_cents - b.difference_net_cents
                FROM supplier_bill AS b WHERE b.vat_cents + b.difference_net_cents <> 0
                UNION ALL
                SELECT 'supplier_payment:' || y.id, y.cents FROM supplier_payment AS y
            ), booked AS (
                SELECT e.key, sum(p.cents) AS cents
                FROM posting AS p JOIN entry AS e ON e.id = p.entry_id
                WHERE p.account = 'suppliers'
                  AND (e.key LIKE 'purchase_reduction:%%' OR e.key LIKE 'supplier_bill:%%'
                       OR e.key LIKE 'supplier_payment:%%')
                GROUP BY e.key
            )
            SELECT coalesce(d.key, b.key) || ': ' || coalesce(b.cents, 0) || ' booked, '
                   || coalesce(d.cents, 0) || ' owed less'
            FROM due AS d FULL JOIN booked AS b ON b.key = d.key
            WHERE d.cents IS DISTINCT FROM b.cents
        """,
    ),
    Check(
        "what is resold brings its price to the bank, what is given away is written off at cost",
        "SELECT count(*) FROM disposal",
        """
            WITH said AS (
                SELECT 'disposal:' || d.id AS key, d.sold_gross_cents AS sold,
                       CASE WHEN d.kind IN ('donated', 'recycled')
                            THEN d.units * o.unit_net_cents::bigint ELSE 0 END AS written_off
                FROM disposal AS d JOIN purchase_order AS o ON o.id = d.purchase_order_id
            ), booked AS (
                SELECT e.key, sum(p.cents) FILTER (WHERE p.account = 'bank') AS bank,
                       -sum(p.cents) FILTER (WHERE p.account IN ('resales', 'vat')) AS sold,
                       sum(p.cents) FILTER (WHERE p.account = 'write_offs') AS written_off
                FROM posting AS p JOIN entry AS e ON e.id = p.entry_id
                WHERE e.key LIKE 'disposal:%%' GROUP BY e.key
            )
            SELECT coalesce(s.key, b.key)
            FROM said AS s FULL JOIN booked AS b ON b.key = s.key
            WHERE (coalesce(b.bank, 0), coalesce(b.sold, 0), coalesce(b.written_off, 0))
                  IS DISTINCT FROM (s.sold, s.sold, s.written_off)
        """,
    ),
    Check(
        "no bill is paid beyond what it asks for",
        "SELECT count(*) FROM supplier_bill",
        """
            SELECT 'bill ' || b.id
            FROM supplier_bill AS b JOIN supplier_payment AS y ON y.bill_id = b.id
            GROUP BY b.id HAVING sum(y.cents) > b.net_cents + b.vat_cents
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
