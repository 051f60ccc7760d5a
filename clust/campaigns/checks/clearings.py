"""What was cleared and allotted, held against the book."""

from clust.base.checks import Check, within
from clust.campaigns.checks.books import CLEARED, STANDING

_ALLOTMENTS = f"""
    SELECT count(*) FROM allotment AS a
    JOIN clearing AS r ON r.id = a.clearing_id JOIN closing AS l ON l.id = r.closing_id
    WHERE {within("l.campaign_id")}
"""


CLEARINGS = (
    Check(
        "a clearing has the price of its rung, which its units reach, in whole cases that fit",
        CLEARED,
        f"""
            SELECT 'clearing ' || r.id || ' of campaign ' || l.campaign_id
            FROM clearing AS r
            JOIN closing AS l ON l.id = r.closing_id
            JOIN campaign AS c ON c.id = l.campaign_id
            LEFT JOIN rung AS f ON f.campaign_id = c.id AND f.number = r.rung
            WHERE r.gross_cents IS NOT NULL AND {within("c.id")} AND (
                f.id IS NULL OR f.gross_cents <> r.gross_cents OR r.units < f.from_units
                OR r.units > c.cap OR mod(r.units, c.case_size) <> 0
                OR r.units < c.minimum_cases * c.case_size
            )
        """,
    ),
    Check(
        "a clearing is on the rung in force, or on none where too little was carried",
        CLEARED,
        f"""
            SELECT 'clearing ' || r.id || ' of campaign ' || l.campaign_id || ': rung '
                   || coalesce(r.rung, 0) || ', in force ' || g.rung
            FROM clearing AS r
            JOIN closing AS l ON l.id = r.closing_id
            JOIN campaign AS c ON c.id = l.campaign_id
            JOIN gate AS g ON g.campaign_id = c.id
            JOIN rung AS f ON f.campaign_id = c.id AND f.number = greatest(g.rung, 1)
            WHERE coalesce(r.rung, 0) <> g.rung AND {within("c.id")} AND NOT (
                r.rung IS NULL AND c.minimum_cases > 0 AND c.minimum_cases * c.case_size > (
                    SELECT coalesce(sum(units), 0)
                    FROM allotted(c.id, f.gross_cents, g.case_size, g.room)
                )
            )
        """,
    ),
    Check(
        "the units of a clearing are those allotted",
        CLEARED,
        f"""
            SELECT 'clearing ' || r.id || ': ' || r.units || ' kept, '
                   || coalesce(a.units, 0) || ' allotted'
            FROM clearing AS r
            JOIN closing AS l ON l.id = r.closing_id
            LEFT JOIN (
                SELECT clearing_id, sum(units) AS units FROM allotment GROUP BY clearing_id
            ) AS a ON a.clearing_id = r.id
            WHERE r.units <> coalesce(a.units, 0) AND {within("l.campaign_id")}
        """,
    ),
    Check(
        "an allotment belongs to a clearing and to a pledge of the same campaign",
        "SELECT count(*) FROM allotment",
        """
            SELECT 'allotment ' || a.id
            FROM allotment AS a
            LEFT JOIN clearing AS r ON r.id = a.clearing_id
            LEFT JOIN closing AS l ON l.id = r.closing_id
            LEFT JOIN pledge AS p ON p.id = a.pledge_id AND p.campaign_id = l.campaign_id
            WHERE p.id IS NULL
        """,
    ),
    Check(
        "nobody is allotted anything above the most they would pay",
        _ALLOTMENTS,
        f"""
            SELECT 'allotment ' || a.id || ' of pledge ' || p.id
            FROM allotment AS a
            JOIN pledge AS p ON p.id = a.pledge_id
            JOIN clearing AS r ON r.id = a.clearing_id
            WHERE p.maximum_gross_cents < coalesce(r.gross_cents, 2147483647)
              AND {within("p.campaign_id")}
        """,
    ),
    Check(
        "without cap and cases everybody who pays the price is allotted all that stands",
        _ALLOTMENTS,
        f"""
            SELECT 'pledge ' || coalesce(s.id, a.pledge_id) || ': '
                   || coalesce(a.units, 0) || ' allotted, ' || coalesce(s.units, 0) || ' standing'
            FROM (
                SELECT s.id, s.units
                FROM ({STANDING}) AS s
                JOIN gate AS g ON g.campaign_id = s.campaign_id
                JOIN closing AS l ON l.campaign_id = s.campaign_id
                JOIN clearing AS r ON r.closing_id = l.id
                WHERE g.room IS NULL AND g.case_size = 1 AND s.maximum >= r.gross_cents
            ) AS s
            FULL JOIN (
                SELECT a.pledge_id, a.units
                FROM allotment AS a
                JOIN pledge AS p ON p.id = a.pledge_id
                JOIN gate AS g ON g.campaign_id = p.campaign_id
                WHERE g.room IS NULL AND g.case_size = 1 AND {within("p.campaign_id")}
            ) AS a ON a.pledge_id = s.id
            WHERE s.units IS DISTINCT FROM a.units
        """,
    ),
    Check(
        "under a cap or in cases everybody is allotted what the book gives",
        _ALLOTMENTS,
        f"""
            SELECT 'campaign ' || l.campaign_id || ', pledge ' || d.pledge_id || ': '
                   || d.given || ' allotted, ' || d.due || ' due'
            FROM clearing AS r
            JOIN closing AS l ON l.id = r.closing_id
            JOIN gate AS g ON g.campaign_id = l.campaign_id
            CROSS JOIN LATERAL (
                SELECT coalesce(a.pledge_id, b.pledge_id) AS pledge_id,
                       coalesce(a.units, 0) AS given, coalesce(b.units, 0) AS due
                FROM (SELECT * FROM allotment WHERE clearing_id = r.id) AS a
                FULL JOIN allotted(g.campaign_id, r.gross_cents, g.case_size, g.room) AS b
                    ON b.pledge_id = a.pledge_id
                WHERE a.units IS DISTINCT FROM b.units
            ) AS d
            WHERE r.gross_cents IS NOT NULL AND (g.room IS NOT NULL OR g.case_size > 1)
              AND {within("l.campaign_id")}
        """,
    ),
    Check(
        "each variant is cleared in whole cases",
        CLEARED,
        f"""
            SELECT 'clearing ' || a.clearing_id || ', variant ' || p.variant_id
            FROM allotment AS a
            JOIN pledge AS p ON p.id = a.pledge_id
            JOIN gate AS g ON g.campaign_id = p.campaign_id AND g.case_size > 1
            WHERE {within("p.campaign_id")}
            GROUP BY a.clearing_id, p.variant_id, g.case_size
            HAVING mod(sum(a.units), g.case_size) <> 0
        """,
    ),
    Check(
        "a release has let go as many pledges as it says",
        "SELECT count(*) FROM release",
        """
            SELECT 'release ' || r.id || ': ' || r.pledges || ' kept, ' || count(w.id) || ' let go'
            FROM release AS r
            JOIN extension AS e ON e.id = r.extension_id
            LEFT JOIN (
                SELECT w.id, w.at, p.campaign_id
                FROM withdrawal AS w JOIN pledge AS p ON p.id = w.pledge_id
                WHERE w.cause = 'released'
            ) AS w ON w.campaign_id = e.campaign_id AND w.at = r.at
            GROUP BY r.id, r.pledges HAVING r.pledges <> count(w.id)
        """,
    ),
)
