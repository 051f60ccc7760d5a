"""Adding the books up again."""

from clust.base.checks import Check

_ENTRIES = "SELECT count(*) FROM entry"
_POSTINGS = "SELECT count(*) FROM posting"

CHECKS = (
    Check(
        "every posting belongs to an entry",
        _POSTINGS,
        """
            SELECT 'posting ' || p.id
            FROM posting AS p LEFT JOIN entry AS e ON e.id = p.entry_id
            WHERE e.id IS NULL
        """,
    ),
    Check(
        "every entry has postings, and they sum to zero",
        _ENTRIES,
        """
            SELECT 'entry ' || e.key || ': ' || coalesce(p.cents::text, 'none')
            FROM entry AS e
            LEFT JOIN (
                SELECT entry_id, sum(cents) AS cents FROM posting GROUP BY entry_id
            ) AS p ON p.entry_id = e.id
            WHERE p.cents IS DISTINCT FROM 0
        """,
    ),
    Check(
        "the books of each currency sum to zero",
        "SELECT count(DISTINCT currency) FROM entry",
        """
            SELECT e.currency || ': ' || sum(p.cents)
            FROM posting AS p JOIN entry AS e ON e.id = p.entry_id
            GROUP BY e.currency HAVING sum(p.cents) <> 0
        """,
    ),
    Check(
        "kept balances are what the postings of each month come to",
        _POSTINGS,
        """
            WITH counted AS (
                SELECT month_in_books(e.at) AS month, e.currency, p.account, p.detail,
                       sum(greatest(p.cents, 0)) AS debit, sum(greatest(-p.cents, 0)) AS credit,
                       count(*) AS postings
                FROM posting AS p JOIN entry AS e ON e.id = p.entry_id
                GROUP BY 1, 2, 3, 4
            ), kept AS (
                SELECT month, currency, account, detail, sum(debit_cents) AS debit,
                       sum(credit_cents) AS credit, sum(postings) AS postings
                FROM balance GROUP BY 1, 2, 3, 4
            )
            SELECT concat_ws(' ', account, nullif(detail, ''), to_char(month, 'YYYY-MM'), currency)
                   || ': ' || coalesce(k.debit - k.credit, 0) || ' kept, '
                   || coalesce(c.debit - c.credit, 0) || ' counted'
            FROM counted AS c FULL JOIN kept AS k USING (month, currency, account, detail)
            WHERE (c.debit, c.credit, c.postings)
                  IS DISTINCT FROM (k.debit, k.credit, k.postings)
        """,
    ),
)
