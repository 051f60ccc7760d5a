"""Holding payments against the books, and what is kept against the facts."""

from clust.base.checks import Check

_ATTEMPTS = "SELECT count(*) FROM attempt"
_BOOKED = """
    SELECT e.key, sum(p.cents) AS cents
    FROM posting AS p JOIN entry AS e ON e.id = p.entry_id
    WHERE e.key LIKE ANY(ARRAY['capture:%%', 'refund:%%', 'refund_failure:%%', 'regain:%%',
                               'refund_after_all:%%', 'credit_use:%%', 'credit_return:%%',
                               'subsidy:%%', 'subsidy_return:%%'])
      AND p.account = 'buyers'
    GROUP BY e.key
"""

CHECKS = (
    Check(
        "an attempt is open until it is captured or refused",
        _ATTEMPTS,
        """
            SELECT 'attempt ' || a.id
            FROM attempt AS a
            LEFT JOIN capture AS c ON c.attempt_id = a.id
            LEFT JOIN refusal AS r ON r.attempt_id = a.id
            WHERE a.open <> (c.id IS NULL AND r.id IS NULL)
        """,
    ),
    Check(
        "nobody is charged above what they authenticated",
        "SELECT count(*) FROM capture WHERE attempt_id IS NOT NULL",
        """
            SELECT 'capture ' || c.id || ': ' || c.cents || ', asked ' || a.cents
            FROM capture AS c
            JOIN attempt AS a ON a.id = c.attempt_id
            JOIN "order" AS o ON o.id = a.order_id
            LEFT JOIN allotment AS t ON t.id = o.allotment_id
            LEFT JOIN direct_order AS x ON x.order_id = o.id
            LEFT JOIN mandate AS m ON m.pledge_id = coalesce(t.pledge_id, x.pledge_id)
            WHERE c.order_id <> a.order_id OR c.cents > a.cents OR a.cents > m.most_gross_cents
        """,
    ),
    Check(
        "what is kept as refunded of a payment is what was asked and has not failed",
        "SELECT count(*) FROM capture",
        """
            SELECT 'capture ' || c.id || ': ' || c.refunded_cents || ' kept, ' || asked.cents
            FROM capture AS c
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(CASE WHEN f.id IS NULL THEN r.cents
                                         ELSE r.cents - x.twice_cents END), 0) AS cents
                FROM refund AS r
                LEFT JOIN refund_failure AS f ON f.refund_id = r.id
                LEFT JOIN refund_after_all AS x ON x.refund_id = r.id
                WHERE r.capture_id = c.id AND (f.id IS NULL OR x.id IS NOT NULL)
            ) AS asked
            WHERE c.refunded_cents <> asked.cents
        """,
    ),
    Check(
        "nobody keeps what went back to them twice",
        "SELECT count(*) FROM refund_after_all",
        """
            SELECT 'refund ' || x.refund_id || ': ' || x.twice_cents || ' went back twice'
            FROM refund_after_all AS x
            LEFT JOIN regain AS g ON g.after_all_id = x.id
            WHERE x.twice_cents > 0 AND g.id IS NULL
        """,
    ),
    Check(
        "a refund is open until it is done or failed",
        "SELECT count(*) FROM refund",
        """
            SELECT 'refund ' || r.id
            FROM refund AS r
            LEFT JOIN refund_done AS d ON d.refund_id = r.id
            LEFT JOIN refund_failure AS f ON f.refund_id = r.id
            WHERE r.open <> (d.id IS NULL AND f.id IS NULL)
        """,
    ),
    Check(
        "what is left of a credit is what was not used, and was not let go",
        "SELECT count(*) FROM credit",
        """
            SELECT 'credit ' || c.id || ': ' || c.left_cents || ' left'
            FROM credit AS c
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(u.cents), 0) AS cents FROM credit_use AS u
                WHERE u.credit_id = c.id
            ) AS used
            LEFT JOIN credit_expiry AS x ON x.credit_id = c.id
            LEFT JOIN credit_taking AS t ON t.credit_id = c.id
            WHERE c.left_cents
                  <> c.cents - used.cents - coalesce(x.cents, 0) - coalesce(t.cents, 0)
        """,
    ),
    Check(
        "what is kept as returned of a credit's use is what was given back",
        "SELECT count(*) FROM credit_use",
        """
            SELECT 'credit use ' || u.id
            FROM credit_use AS u
            WHERE u.returned_cents <> (
                SELECT coalesce(sum(r.cents), 0) FROM credit_return AS r WHERE r.use_id = u.id
            )
        """,
    ),
    Check(
        "buyers' debts in the books follow their payments, refunds, credits and subsidies",
        f"SELECT count(*) FROM ({_BOOKED}) AS booked",
        f"""
            WITH fact AS (
                SELECT 'capture:' || id AS key, -cents AS cents FROM capture
                UNION ALL SELECT 'refund:' || id, cents FROM refund
                UNION ALL
                SELECT 'refund_failure:' || f.refund_id, -r.cents
                FROM refund_failure AS f JOIN refund AS r ON r.id = f.refund_id
                UNION ALL
                SELECT 'refund_after_all:' || x.id, r.cents
                FROM refund_after_all AS x JOIN refund AS r ON r.id = x.refund_id
                UNION ALL
                SELECT 'regain:' || g.id, -x.twice_cents
                FROM regain AS g JOIN refund_after_all AS x ON x.id = g.after_all_id
                UNION ALL SELECT 'credit_use:' || id, -cents FROM credit_use
                UNION ALL SELECT 'credit_return:' || id, cents FROM credit_return
                UNION ALL SELECT 'subsidy:' || id, -cents FROM subsidy
                UNION ALL SELECT 'subsidy_return:' || id, cents FROM subsidy_return
            ), booked AS ({_BOOKED})
            SELECT coalesce(f.key, b.key) || ': ' || coalesce(b.cents, 0) || ' booked, '
                   || coalesce(f.cents, 0) || ' in fact'
            FROM fact AS f FULL JOIN booked AS b ON b.key = f.key
            WHERE f.cents IS DISTINCT FROM b.cents
        """,
    ),
    Check(
        "buyers owe in the books what is due of their orders and has not come",
        'SELECT count(DISTINCT person_id) FROM "order"',
        """
            WITH due AS (
                SELECT o.person_id AS person, sum(
                    o.total_gross_cents
                    - (SELECT coalesce(sum(x.goods_gross_cents + x.delivery_gross_cents), 0)
                       FROM cancellation AS x WHERE x.order_id = o.id)
                    - (SELECT coalesce(sum(s.cents - s.returned_cents), 0)
                       FROM subsidy AS s WHERE s.order_id = o.id)
                    - (SELECT coalesce(sum(u.cents - u.returned_cents), 0)
                       FROM credit_use AS u WHERE u.order_id = o.id)
                    - (SELECT coalesce(sum(c.cents - c.refunded_cents), 0)
                       FROM capture AS c WHERE c.order_id = o.id)
                    + (SELECT coalesce(sum(x.twice_cents), 0) FROM refund_after_all AS x
                       JOIN refund AS r ON r.id = x.refund_id
                       JOIN capture AS c ON c.id = r.capture_id
                       LEFT JOIN regain AS g ON g.after_all_id = x.id
                       WHERE c.order_id = o.id AND g.id IS NULL)
                ) AS cents
                FROM "order" AS o GROUP BY o.person_id
            ), booked AS (
                SELECT party AS person, sum(cents) AS cents
                FROM posting WHERE account = 'buyers' GROUP BY party
            )
            SELECT 'person ' || coalesce(d.person, b.person) || ': ' || coalesce(b.cents, 0)
                   || ' booked, ' || coalesce(d.cents, 0) || ' due'
            FROM due AS d FULL JOIN booked AS b ON b.person = d.person
            WHERE coalesce(d.cents, 0) <> coalesce(b.cents, 0)
        """,
    ),
)
