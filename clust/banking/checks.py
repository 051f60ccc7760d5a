"""Holding statements and payouts against what they settle, and against the books."""

from clust.base.checks import Check

_LINES = "SELECT count(*) FROM bank_line"

CHECKS = (
    Check(
        "what is left of a bank's line is what nobody matched, paid back or explained",
        _LINES,
        """
            SELECT 'bank line ' || l.id || ': ' || l.left_cents || ' kept, ' || counted.cents
                   || ' left'
            FROM bank_line AS l
            CROSS JOIN LATERAL (
                SELECT CASE WHEN EXISTS (SELECT FROM explanation AS x WHERE x.line_id = l.id)
                    THEN 0 ELSE abs(l.cents)
                         - (SELECT coalesce(sum(cents), 0) FROM matching WHERE line_id = l.id)
                         - (SELECT coalesce(sum(cents), 0) FROM pay_back WHERE line_id = l.id)
                    END AS cents
            ) AS counted
            WHERE l.left_cents <> counted.cents
        """,
    ),
    Check(
        "in the books as much is unmatched as is left of the bank's lines",
        _LINES,
        """
            WITH left_over AS (
                SELECT a.currency, sum(sign(l.cents) * l.left_cents) AS cents
                FROM bank_line AS l JOIN bank_account AS a ON a.id = l.account_id
                WHERE l.left_cents > 0 GROUP BY a.currency
            ), booked AS (
                SELECT e.currency, -sum(p.cents) AS cents
                FROM posting AS p JOIN entry AS e ON e.id = p.entry_id
                WHERE p.account = 'unmatched' GROUP BY e.currency HAVING sum(p.cents) <> 0
            )
            SELECT currency || ': ' || coalesce(b.cents, 0) || ' booked, '
                   || coalesce(l.cents, 0) || ' left'
            FROM left_over AS l FULL JOIN booked AS b USING (currency)
            WHERE coalesce(l.cents, 0) <> coalesce(b.cents, 0)
        """,
    ),
    Check(
        "a statement's lines lead from its opening to its closing, where none came before",
        "SELECT count(*) FROM bank_statement WHERE closing_cents IS NOT NULL AND known_lines = 0",
        """
            SELECT 'statement ' || s.id || ': ' || s.opening_cents + l.cents || ' and not '
                   || s.closing_cents
            FROM bank_statement AS s
            JOIN (
                SELECT statement_id, sum(cents) AS cents, count(*) AS lines, max(position) AS last
                FROM bank_line GROUP BY statement_id
            ) AS l ON l.statement_id = s.id AND l.lines = l.last
            WHERE s.known_lines = 0 AND s.opening_cents + l.cents <> s.closing_cents
        """,
    ),
    Check(
        "a payout is the sum of its lines, and in the books",
        "SELECT count(*) FROM payout",
        """
            SELECT 'payout ' || p.id
            FROM payout AS p
            LEFT JOIN (
                SELECT payout_id, sum(gross_cents) AS gross, sum(fee_cents) AS fee
                FROM payout_line GROUP BY payout_id
            ) AS l ON l.payout_id = p.id
            LEFT JOIN entry AS e ON e.key = 'payout:' || p.id
            WHERE coalesce(l.gross, 0) <> p.net_cents + p.fee_cents
               OR coalesce(l.fee, 0) <> p.fee_cents
               OR e.id IS NULL
               OR p.net_cents <> (
                   SELECT coalesce(sum(cents), 0) FROM posting
                   WHERE entry_id = e.id AND account = 'bank'
               )
        """,
    ),
)
