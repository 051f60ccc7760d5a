"""Holding statements against subsidies, and what communities owe against the books."""

from clust.base.checks import Check

CHECKS = (
    Check(
        "a statement is the sum of its lines",
        "SELECT count(*) FROM contribution_statement",
        """
            SELECT 'statement ' || s.id FROM contribution_statement AS s
            LEFT JOIN LATERAL (
                SELECT coalesce(sum(l.cents), 0) AS cents FROM contribution_line AS l
                WHERE l.statement_id = s.id
            ) AS sums ON true
            WHERE sums.cents <> s.subsidies_cents - s.returns_cents
        """,
    ),
    Check(
        "nobody paid more for a statement than it asks",
        "SELECT count(*) FROM contribution_payment",
        """
            SELECT 'statement ' || s.id FROM contribution_statement AS s
            JOIN contribution_payment AS p ON p.statement_id = s.id
            GROUP BY s.id
            HAVING sum(p.cents) > s.subsidies_cents - s.returns_cents + s.before_cents
        """,
    ),
    Check(
        "communities owe in the books their subsidies less what flowed back and what they paid",
        "SELECT count(DISTINCT storefront_id) FROM subsidy_budget",
        """
            WITH owed AS (
                SELECT b.storefront_id AS party, sum(s.cents - s.returned_cents) AS cents
                FROM subsidy AS s
                JOIN subsidy_promise_part AS p ON p.id = s.part_id
                JOIN subsidy_plan AS l ON l.id = p.plan_id
                JOIN subsidy_budget AS b ON b.id = l.budget_id
                GROUP BY 1
                UNION ALL
                SELECT s.storefront_id, -sum(p.cents)
                FROM contribution_payment AS p
                JOIN contribution_statement AS s ON s.id = p.statement_id GROUP BY 1
            ), due AS (
                SELECT party, sum(cents) AS cents FROM owed GROUP BY party
            ), booked AS (
                SELECT party, sum(cents) AS cents FROM posting
                WHERE account = 'subsidies' GROUP BY party
            )
            SELECT 'storefront ' || coalesce(d.party, b.party)
            FROM due AS d FULL JOIN booked AS b ON b.party = d.party
            WHERE coalesce(d.cents, 0) <> coalesce(b.cents, 0)
        """,
    ),
)
