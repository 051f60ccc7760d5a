"""Holding orders against what was allotted, and against what the books say buyers owe."""

from clust.base.checks import Check, within

_ORDERS = f"""SELECT count(*) FROM "order" WHERE {within("campaign_id")}"""

CHECKS = (
    Check(
        "an order is its allotment's, or its pledge's: units, buyer, variant, way of delivery",
        'SELECT count(*) FROM "order"',
        """
            SELECT 'order ' || o.id
            FROM "order" AS o
            LEFT JOIN allotment AS a ON a.id = o.allotment_id AND a.units = o.units
            LEFT JOIN direct_order AS x ON x.order_id = o.id AND o.allotment_id IS NULL
            LEFT JOIN pledge AS p
                ON p.id = coalesce(a.pledge_id, x.pledge_id) AND p.campaign_id = o.campaign_id
                AND p.person_id = o.person_id AND p.variant_id = o.variant_id
                AND p.delivery_option_id = o.delivery_option_id
            WHERE p.id IS NULL
        """,
    ),
    Check(
        "everybody pays one price, that of the clearing, and never above their maximum",
        _ORDERS,
        f"""
            SELECT 'order ' || o.id || ': ' || o.unit_gross_cents || ' cents, cleared at '
                   || coalesce(r.gross_cents::text, 'none') || ', most ' || p.maximum_gross_cents
            FROM "order" AS o
            JOIN allotment AS a ON a.id = o.allotment_id
            JOIN clearing AS r ON r.id = a.clearing_id
            JOIN pledge AS p ON p.id = a.pledge_id
            WHERE (o.unit_gross_cents IS DISTINCT FROM r.gross_cents
                   OR o.unit_gross_cents > p.maximum_gross_cents)
              AND {within("o.campaign_id")}
        """,
    ),
    Check(
        "an order's total is its units at price and surcharge, and its delivery",
        _ORDERS,
        f"""
            SELECT 'order ' || o.id || ': ' || o.total_gross_cents || ' cents'
            FROM "order" AS o
            LEFT JOIN allotment AS a ON a.id = o.allotment_id
            LEFT JOIN direct_order AS x ON x.order_id = o.id
            JOIN pledge AS p ON p.id = coalesce(a.pledge_id, x.pledge_id)
            JOIN delivery_option AS d ON d.id = p.delivery_option_id
            WHERE (o.surcharge_gross_cents <> p.surcharge_gross_cents
                   OR o.delivery_gross_cents <> d.gross_cents
                   OR o.total_gross_cents <> d.gross_cents
                      + o.units::bigint * (o.unit_gross_cents + p.surcharge_gross_cents))
              AND {within("o.campaign_id")}
        """,
    ),
    Check(
        "where a clearing has orders, each of its allotments has one, or was bought now",
        f"""
            SELECT count(*) FROM allotment AS a JOIN pledge AS p ON p.id = a.pledge_id
            WHERE {within("p.campaign_id")}
        """,
        f"""
            SELECT 'clearing ' || a.clearing_id || ': ' || count(*) - count(o.id)
                   || ' of ' || count(*) || ' without order'
            FROM allotment AS a
            JOIN pledge AS p ON p.id = a.pledge_id
            LEFT JOIN "order" AS o ON o.allotment_id = a.id
            WHERE {within("p.campaign_id")}
              AND NOT EXISTS (SELECT FROM direct_order AS x WHERE x.pledge_id = p.id)
            GROUP BY a.clearing_id
            HAVING count(o.id) NOT IN (0, count(*))
        """,
    ),
    Check(
        "buyers owe in the books what their orders come to",
        "SELECT count(*) FROM entry WHERE key LIKE 'orders:%%' OR key LIKE 'order:%%'",
        """
            WITH made AS (
                SELECT coalesce('orders:' || a.clearing_id, 'order:' || o.id) AS key,
                       o.person_id, sum(o.total_gross_cents) AS total,
                       sum(o.delivery_gross_cents) AS delivery
                FROM "order" AS o LEFT JOIN allotment AS a ON a.id = o.allotment_id
                GROUP BY 1, o.person_id
            ), due AS (
                SELECT key, 'buyers' AS account, person_id AS party, total AS cents FROM made
                UNION ALL
                SELECT key, 'goods_promised', NULL, sum(delivery - total)
                FROM made GROUP BY key HAVING sum(delivery - total) <> 0
                UNION ALL
                SELECT key, 'delivery_promised', NULL, -sum(delivery)
                FROM made GROUP BY key HAVING sum(delivery) <> 0
            ), booked AS (
                SELECT e.key, p.account, p.party, sum(p.cents) AS cents
                FROM posting AS p JOIN entry AS e ON e.id = p.entry_id
                WHERE e.key LIKE 'orders:%%' OR e.key LIKE 'order:%%'
                GROUP BY e.key, p.account, p.party
            )
            SELECT coalesce(d.key, b.key) || ', ' || coalesce(d.account, b.account)
                   || coalesce(' ' || coalesce(d.party, b.party), '') || ': '
                   || coalesce(b.cents, 0) || ' booked, ' || coalesce(d.cents, 0) || ' ordered'
            FROM due AS d
            FULL JOIN booked AS b
                ON b.key = d.key AND b.account = d.account
                AND coalesce(b.party, 0) = coalesce(d.party, 0)
            WHERE d.cents IS DISTINCT FROM b.cents
        """,
    ),
    Check(
        "what is kept as returned of a subsidy is what flowed back",
        "SELECT count(*) FROM subsidy",
        """
            SELECT 'subsidy ' || s.id FROM subsidy AS s
            WHERE s.returned_cents <> (
                SELECT coalesce(sum(r.cents), 0) FROM subsidy_return AS r WHERE r.subsidy_id = s.id
            )
        """,
    ),
    Check(
        "subsidies never pay more than what is left of an order's goods",
        "SELECT count(DISTINCT order_id) FROM subsidy",
        """
            SELECT 'order ' || o.id FROM "order" AS o
            JOIN (SELECT order_id, sum(cents - returned_cents) AS cents FROM subsidy GROUP BY 1)
                AS s ON s.order_id = o.id
            WHERE s.cents > o.total_gross_cents - o.delivery_gross_cents - (
                SELECT coalesce(sum(c.goods_gross_cents), 0) FROM cancellation AS c
                WHERE c.order_id = o.id)
        """,
    ),
    Check(
        "budgets and allowances have used what subsidies pay",
        "SELECT (SELECT count(*) FROM subsidy_budget) + (SELECT count(*) FROM subsidy_allowance)",
        """
            WITH paid AS (
                SELECT l.budget_id, p.of_person_id, p.of_family_id,
                       s.cents - s.returned_cents AS cents
                FROM subsidy AS s
                JOIN subsidy_promise_part AS p ON p.id = s.part_id
                JOIN subsidy_plan AS l ON l.id = p.plan_id
            )
            SELECT 'budget ' || b.id FROM subsidy_budget AS b
            WHERE b.used_cents <> (
                SELECT coalesce(sum(cents), 0) FROM paid WHERE budget_id = b.id)
            UNION ALL
            SELECT 'allowance ' || a.id FROM subsidy_allowance AS a
            WHERE a.used_cents <> (
                SELECT coalesce(sum(cents), 0) FROM paid
                WHERE a.id IN (of_person_id, of_family_id))
        """,
    ),
    Check(
        "what was undone lowers what buyers owe in the books, each once",
        "SELECT count(*) FROM cancellation",
        """
            SELECT 'cancellation ' || c.id || ': ' || coalesce(p.cents::text, 'none') || ' booked, '
                   || c.goods_gross_cents + c.delivery_gross_cents || ' undone'
            FROM cancellation AS c
            JOIN "order" AS o ON o.id = c.order_id
            LEFT JOIN entry AS e ON e.key = 'cancellation:' || c.id
            LEFT JOIN LATERAL (
                SELECT -sum(cents) AS cents FROM posting
                WHERE entry_id = e.id AND account = 'buyers' AND party = o.person_id
            ) AS p ON true
            WHERE coalesce(p.cents, 0) <> c.goods_gross_cents + c.delivery_gross_cents
        """,
    ),
)
