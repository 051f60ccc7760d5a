"""Holding royalties against what was delivered and kept, and against the books."""

from clust.base.checks import Check, within

_ROYALTIES = "SELECT count(*) FROM royalty"
_STATEMENTS = "SELECT count(*) FROM royalty_statement"
_PARTS = """
    SELECT 'royalty:' || id AS key, rights_id, units, cents FROM royalty
    UNION ALL
    SELECT 'royalty_reversal:' || id, rights_id, -units, -cents FROM royalty_reversal
"""

ROYALTY_CHECKS = (
    Check(
        "royalties are earned for the units of a project that came and were kept",
        f"""
            SELECT count(*) FROM "order" AS o JOIN campaign AS c ON c.id = o.campaign_id
            WHERE c.rights_id IS NOT NULL AND {within("c.id")}
        """,
        f"""
            WITH one AS (
                SELECT o.id, o.units, r.royalty_cents,
                       (SELECT coalesce(sum(units), 0) FROM cancellation
                        WHERE order_id = o.id) AS gone,
                       (SELECT coalesce(sum(units), 0) FROM delivery_line
                        WHERE order_id = o.id) AS came,
                       (SELECT coalesce(sum(x.units), 0) FROM restitution AS x
                        JOIN cancellation AS n ON n.id = x.cancellation_id
                        WHERE n.order_id = o.id) AS back,
                       (SELECT coalesce(sum(y.cents), 0) FROM royalty AS y
                        JOIN delivery_line AS l ON l.id = y.delivery_line_id
                        WHERE l.order_id = o.id)
                       - (SELECT coalesce(sum(v.cents), 0) FROM royalty_reversal AS v
                          JOIN cancellation AS n ON n.id = v.cancellation_id
                          WHERE n.order_id = o.id) AS earned
                FROM "order" AS o
                JOIN campaign AS c ON c.id = o.campaign_id
                JOIN rights_assignment AS r ON r.id = c.rights_id
                WHERE {within("c.id")}
            )
            SELECT 'order ' || id || ': ' || greatest(least(came - back, units - gone), 0)
                   || ' units kept at ' || royalty_cents || ', ' || earned || ' earned'
            FROM one
            WHERE earned <> greatest(least(came - back, units - gone), 0) * royalty_cents
        """,
    ),
    Check(
        "every royalty and reversal is its units at the contract's price",
        _ROYALTIES,
        f"""
            SELECT p.key FROM ({_PARTS}) AS p JOIN rights_assignment AS r ON r.id = p.rights_id
            WHERE p.cents <> p.units * r.royalty_cents
        """,
    ),
    Check(
        "every royalty, reversal and payout stands in the books, on its creator's account",
        _ROYALTIES,
        f"""
            WITH one AS (
                SELECT p.key, r.person_id AS creator, p.cents
                FROM ({_PARTS}) AS p JOIN rights_assignment AS r ON r.id = p.rights_id
                WHERE p.cents <> 0
                UNION ALL
                SELECT coalesce('transfer_file:' || t.file_id, 'royalty_payout:' || o.id),
                       s.creator_id, -o.cents
                FROM royalty_payout AS o JOIN royalty_statement AS s ON s.id = o.statement_id
                LEFT JOIN transfer AS t ON t.id = o.transfer_id
                UNION ALL
                SELECT 'transfer_return:' || r.transfer_id, s.creator_id, o.cents
                FROM transfer_return AS r
                JOIN royalty_payout AS o ON o.transfer_id = r.transfer_id
                JOIN royalty_statement AS s ON s.id = o.statement_id
            ), said AS (
                SELECT key, creator, sum(cents) AS cents FROM one GROUP BY key, creator
            ), booked AS (
                SELECT e.key, p.party AS creator, -sum(p.cents) AS cents
                FROM posting AS p JOIN entry AS e ON e.id = p.entry_id
                WHERE p.account = 'royalties'
                  AND (e.key LIKE 'royalty%%' OR e.key LIKE 'transfer_file:%%'
                       OR e.key LIKE 'transfer_return:%%')
                GROUP BY e.key, p.party
            )
            SELECT coalesce(s.key, b.key)
            FROM said AS s FULL JOIN booked AS b ON b.key = s.key AND b.creator = s.creator
            WHERE s.cents IS DISTINCT FROM b.cents
        """,
    ),
    Check(
        "a statement begins where the one before ended, and its sums are those of its rows",
        _STATEMENTS,
        """
            WITH one AS (
                SELECT s.*, lag(until) OVER creator AS since,
                       coalesce(lag(before_cents + accrued_cents - reversed_cents - payable_cents)
                                OVER creator, 0) AS left_open
                FROM royalty_statement AS s
                WINDOW creator AS (PARTITION BY creator_id, currency ORDER BY month)
            )
            SELECT 'statement ' || o.id
            FROM one AS o
            WHERE o.before_cents <> o.left_open
               OR o.accrued_cents <> (
                    SELECT coalesce(sum(y.cents), 0)
                    FROM royalty AS y
                    JOIN rights_assignment AS r ON r.id = y.rights_id
                    JOIN project AS p ON p.id = r.project_id JOIN wish AS w ON w.id = p.wish_id
                    WHERE r.person_id = o.creator_id AND w.currency = o.currency
                      AND y.at < o.until AND (o.since IS NULL OR y.at >= o.since))
               OR o.reversed_cents <> (
                    SELECT coalesce(sum(y.cents), 0)
                    FROM royalty_reversal AS y
                    JOIN rights_assignment AS r ON r.id = y.rights_id
                    JOIN project AS p ON p.id = r.project_id JOIN wish AS w ON w.id = p.wish_id
                    WHERE r.person_id = o.creator_id AND w.currency = o.currency
                      AND y.at < o.until AND (o.since IS NULL OR y.at >= o.since))
        """,
    ),
    Check(
        "what was paid to a creator is what the statement says",
        "SELECT count(*) FROM royalty_payout",
        """
            SELECT 'payout ' || o.id
            FROM royalty_payout AS o JOIN royalty_statement AS s ON s.id = o.statement_id
            WHERE o.cents <> s.payable_cents
        """,
    ),
)
