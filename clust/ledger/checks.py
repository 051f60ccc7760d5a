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
)
