"""Counting a campaign's kept numbers again, from its pledges and withdrawals."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Q

from clust.base.checks import MOST_NAMED, Check, Checking, Found, within
from clust.campaigns.models import Gate

# Moments come from the clocks of several machines; where a campaign closed early no planned
# time tells before from after, and they may differ so much.
CLOCKS = "interval '10 seconds'"

STANDING = f"""
    SELECT p.id, p.campaign_id, p.person_id, p.variant_id, p.maximum_gross_cents AS maximum,
           p.units - coalesce(w.units, 0) AS units, p.up_to - p.units AS extra
    FROM pledge AS p
    LEFT JOIN (SELECT pledge_id, sum(units) AS units FROM withdrawal GROUP BY pledge_id) AS w
        ON w.pledge_id = p.id
    WHERE p.units > coalesce(w.units, 0) AND {within("p.campaign_id")}
"""

LEVELS = f"""
    SELECT m.campaign_id, coalesce(reached.number, last.number + 1) AS number, m.variant_id,
           sum(m.wanted)::bigint AS wanted, sum(m.extra)::bigint AS extra
    FROM (
        SELECT campaign_id, variant_id, maximum, sum(units) AS wanted, sum(extra) AS extra
        FROM ({STANDING}) AS standing GROUP BY campaign_id, variant_id, maximum
    ) AS m
    CROSS JOIN LATERAL (
        SELECT max(number) AS number FROM rung WHERE campaign_id = m.campaign_id
    ) AS last
    CROSS JOIN LATERAL (
        SELECT min(number) AS number FROM rung
        WHERE campaign_id = m.campaign_id AND gross_cents <= m.maximum
    ) AS reached
    GROUP BY m.campaign_id, coalesce(reached.number, last.number + 1), m.variant_id
"""

# What each rung carries at most, and without cap and cases exactly.
REACH = f"""
    SELECT r.campaign_id, r.number, r.from_units,
           coalesce(sum(l.wanted) OVER rungs, 0) AS wanted,
           coalesce(sum(l.wanted + l.extra) OVER rungs, 0) AS most
    FROM rung AS r
    LEFT JOIN (
        SELECT campaign_id, number, sum(wanted) AS wanted, sum(extra) AS extra
        FROM ({LEVELS}) AS levels GROUP BY campaign_id, number
    ) AS l ON l.campaign_id = r.campaign_id AND l.number = r.number
    WHERE {within("r.campaign_id")}
    WINDOW rungs AS (PARTITION BY r.campaign_id ORDER BY r.number)
"""

_PLEDGES = f"SELECT count(*) FROM pledge WHERE {within('campaign_id')}"
_CAMPAIGNS = f"SELECT count(*) FROM campaign WHERE {within('id')}"
_GATES = f"SELECT count(*) FROM gate WHERE {within('campaign_id')}"
_CAPPED = f"SELECT count(*) FROM gate WHERE room IS NOT NULL AND {within('campaign_id')}"
_CLEARINGS = f"""
    SELECT count(*) FROM clearing AS r JOIN closing AS l ON l.id = r.closing_id
    WHERE {within("l.campaign_id")}
"""
_ALLOTMENTS = f"""
    SELECT count(*) FROM allotment AS a
    JOIN clearing AS r ON r.id = a.clearing_id JOIN closing AS l ON l.id = r.closing_id
    WHERE {within("l.campaign_id")}
"""


class RungUnderConditions:
    """The rung in force under a cap or in cases: each is tried, deepest first, as the gate does."""

    says = "under a cap or in cases the rung in force is the deepest that its pledges carry"

    def find(self, campaigns: Sequence[int] | None) -> Found:
        """Try the ladders of these campaigns, or of all."""
        gates = Gate.objects.filter(Q(case_size__gt=1) | Q(room__isnull=False))
        if campaigns is not None:
            gates = gates.filter(campaign__in=campaigns)
        named = [
            f"campaign {gate.pk}: rung {gate.rung} kept, {carried} carried"
            for gate in gates.iterator()
            if (carried := _deepest(gate)) != gate.rung
        ]
        return Found(gates.count(), len(named), named[:MOST_NAMED])


def _deepest(gate: Gate) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, gross_cents, from_units FROM reach(%s) WHERE most >= from_units"
            " ORDER BY number DESC",
            [gate.pk],
        )
        for number, gross_cents, from_units in cursor.fetchall():
            cursor.execute(
                "SELECT coalesce(sum(units), 0) FROM allotted(%s, %s, %s, %s)",
                [gate.pk, gross_cents, gate.case_size, gate.room],
            )
            if cursor.fetchone()[0] >= from_units:
                return int(number)
    return 0


FACTS = (
    Check(
        "a pledge points at what its campaign has: a variant, a way of delivery",
        _PLEDGES,
        f"""
            SELECT 'pledge ' || p.id
            FROM pledge AS p
            LEFT JOIN campaign AS c ON c.id = p.campaign_id
            LEFT JOIN variant AS v ON v.id = p.variant_id AND v.product_id = c.product_id
            LEFT JOIN campaign_delivery AS d
                ON d.campaign_id = p.campaign_id AND d.option_id = p.delivery_option_id
            WHERE (v.id IS NULL OR d.id IS NULL) AND {within("p.campaign_id")}
        """,
    ),
    Check(
        "no pledge came before the opening or after the closing",
        _PLEDGES,
        f"""
            SELECT 'pledge ' || p.id || ' of campaign ' || c.id || ' came at ' || p.at
            FROM pledge AS p
            JOIN campaign AS c ON c.id = p.campaign_id
            LEFT JOIN closing AS l ON l.campaign_id = c.id
            WHERE (p.at < c.opens_at OR p.at >= c.closes_at OR p.at >= l.at + {CLOCKS})
              AND {within("c.id")}
        """,
    ),
    Check(
        "nobody took back more than was pledged, or after the closing",
        f"""
            SELECT count(*) FROM withdrawal AS w JOIN pledge AS p ON p.id = w.pledge_id
            WHERE {within("p.campaign_id")}
        """,
        f"""
            SELECT 'pledge ' || p.id || ': ' || w.units || ' of ' || p.units || ' taken back'
            FROM pledge AS p
            JOIN (
                SELECT pledge_id, sum(units) AS units, min(at) AS first, max(at) AS last
                FROM withdrawal GROUP BY pledge_id
            ) AS w ON w.pledge_id = p.id
            LEFT JOIN closing AS l ON l.campaign_id = p.campaign_id
            WHERE (w.units > p.units OR w.first < p.at - {CLOCKS} OR w.last >= l.at + {CLOCKS})
              AND {within("p.campaign_id")}
        """,
    ),
    Check(
        "a ladder's rungs are numbered, rise in units and fall in price",
        f"SELECT count(*) FROM rung WHERE {within('campaign_id')}",
        f"""
            SELECT 'campaign ' || campaign_id || ', rung ' || number
            FROM (
                SELECT *, row_number() OVER rungs AS place,
                       lag(from_units) OVER rungs AS units_before,
                       lag(gross_cents) OVER rungs AS cents_before
                FROM rung WHERE {within("campaign_id")}
                WINDOW rungs AS (PARTITION BY campaign_id ORDER BY number)
            ) AS r
            WHERE number <> place OR from_units <= units_before OR gross_cents >= cents_before
        """,
    ),
    Check(
        "nobody holds more than the limit per person",
        f"SELECT count(*) FROM gate WHERE per_person IS NOT NULL AND {within('campaign_id')}",
        f"""
            SELECT 'campaign ' || s.campaign_id || ', person ' || s.person_id
            FROM ({STANDING}) AS s
            JOIN gate AS g ON g.campaign_id = s.campaign_id AND g.per_person IS NOT NULL
            GROUP BY s.campaign_id, s.person_id, g.per_person
            HAVING sum(s.units + s.extra) > g.per_person
        """,
    ),
)

GATES = (
    Check(
        "every campaign has a gate with its terms, open until it is closed",
        _CAMPAIGNS,
        f"""
            SELECT 'campaign ' || c.id
            FROM campaign AS c
            LEFT JOIN gate AS g ON g.campaign_id = c.id
            LEFT JOIN closing AS l ON l.campaign_id = c.id
            WHERE {within("c.id")} AND (
                g.campaign_id IS NULL OR g.open = (l.id IS NOT NULL)
                OR (g.opens_at, g.closes_at, g.case_size) <> (c.opens_at, c.closes_at, c.case_size)
                OR g.per_person IS DISTINCT FROM c.per_person
                OR g.room IS DISTINCT FROM c.cap / c.case_size * c.case_size
            )
        """,
    ),
    Check(
        "the units per rung are those of the pledges",
        f"SELECT count(*) FROM level WHERE {within('campaign_id')}",
        f"""
            SELECT 'campaign ' || coalesce(k.campaign_id, f.campaign_id)
                   || ', rung ' || coalesce(k.number, f.number)
                   || ', variant ' || coalesce(k.variant_id, f.variant_id)
                   || ': ' || coalesce(k.wanted, 0) || ' + ' || coalesce(k.extra, 0)
                   || ' kept, ' || coalesce(f.wanted, 0) || ' + ' || coalesce(f.extra, 0)
                   || ' pledged'
            FROM (SELECT * FROM level WHERE wanted + extra > 0 AND {within("campaign_id")}) AS k
            FULL JOIN ({LEVELS}) AS f
                ON f.campaign_id = k.campaign_id AND f.number = k.number
                AND f.variant_id = k.variant_id
            WHERE k.wanted IS DISTINCT FROM f.wanted OR k.extra IS DISTINCT FROM f.extra
        """,
    ),
    Check(
        "without cap and cases the rung in force is the deepest that its pledges carry",
        f"""
            SELECT count(*) FROM gate
            WHERE room IS NULL AND case_size = 1 AND {within("campaign_id")}
        """,
        f"""
            SELECT 'campaign ' || g.campaign_id || ': rung ' || g.rung || ' kept, ' || f.rung
                   || ' carried'
            FROM gate AS g
            JOIN (
                SELECT campaign_id,
                       coalesce(max(number) FILTER (WHERE wanted >= from_units), 0) AS rung
                FROM ({REACH}) AS reach GROUP BY campaign_id
            ) AS f ON f.campaign_id = g.campaign_id
            WHERE g.room IS NULL AND g.case_size = 1 AND g.rung <> f.rung
        """,
    ),
    Check(
        "without a cap the units in are those of the pledges that pay the price shown",
        f"SELECT count(*) FROM gate WHERE room IS NULL AND {within('campaign_id')}",
        f"""
            SELECT 'campaign ' || g.campaign_id || ': ' || g.units || ' units kept, ' || f.wanted
                   || ' pledged'
            FROM gate AS g
            JOIN ({REACH}) AS f
                ON f.campaign_id = g.campaign_id AND f.number = greatest(g.rung, 1)
            WHERE g.room IS NULL AND g.units <> f.wanted
        """,
    ),
    Check(
        "no step can be reached before the gate looks at its ladder again",
        _GATES,
        f"""
            SELECT 'campaign ' || g.campaign_id || ': ' || g.slack || ' units kept, '
                   || min(f.from_units - f.most) || ' missing'
            FROM gate AS g
            JOIN ({REACH}) AS f ON f.campaign_id = g.campaign_id AND f.number > g.rung
            GROUP BY g.campaign_id, g.slack
            HAVING g.slack > min(f.from_units - f.most)
        """,
    ),
    Check(
        "under a cap the units in are those admitted in book order, and never more than fit",
        _CAPPED,
        f"""
            SELECT 'campaign ' || g.campaign_id || ': ' || g.units || ' of ' || g.room
                   || ' units kept, ' || a.units || ' admitted'
            FROM gate AS g
            JOIN rung AS r ON r.campaign_id = g.campaign_id AND r.number = greatest(g.rung, 1)
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(units), 0) AS units
                FROM admitted(g.campaign_id, r.gross_cents, g.case_size, g.room)
            ) AS a
            WHERE g.room IS NOT NULL AND (g.units <> a.units OR g.units > g.room)
              AND {within("g.campaign_id")}
        """,
    ),
    Check(
        "under a cap a moment of coming in is kept for whoever is in, and for nobody else",
        _CAPPED,
        f"""
            SELECT 'campaign ' || g.campaign_id || ', pledge ' || d.pledge_id
            FROM gate AS g
            JOIN rung AS r ON r.campaign_id = g.campaign_id AND r.number = greatest(g.rung, 1)
            CROSS JOIN LATERAL (
                SELECT coalesce(a.pledge_id, c.pledge_id) AS pledge_id
                FROM admitted(g.campaign_id, r.gross_cents, g.case_size, g.room) AS a
                FULL JOIN (
                    SELECT c.id, c.pledge_id
                    FROM comings(g.campaign_id) AS c
                    JOIN standing(g.campaign_id) AS s ON s.id = c.pledge_id
                ) AS c ON c.pledge_id = a.pledge_id
                WHERE a.pledge_id IS NULL OR c.id IS NULL
            ) AS d
            WHERE g.room IS NOT NULL AND {within("g.campaign_id")}
        """,
    ),
    RungUnderConditions(),
    Check(
        "the gate has counted every change of its ladder",
        _GATES,
        f"""
            SELECT 'campaign ' || g.campaign_id || ': ' || g.amendments || ' kept, '
                   || coalesce(f.changes, 0) || ' written'
            FROM gate AS g
            LEFT JOIN (
                SELECT campaign_id, count(*) AS changes
                FROM (
                    SELECT campaign_id FROM amendment WHERE kind IN ('rung', 'price', 'cap')
                    UNION ALL
                    SELECT e.campaign_id
                    FROM release AS r JOIN extension AS e ON e.id = r.extension_id
                ) AS change
                GROUP BY campaign_id
            ) AS f ON f.campaign_id = g.campaign_id
            WHERE g.amendments <> coalesce(f.changes, 0) AND {within("g.campaign_id")}
        """,
    ),
    Check(
        "price steps lead without a gap to the rung in force",
        f"SELECT count(*) FROM price_step WHERE {within('campaign_id')}",
        f"""
            SELECT 'campaign ' || g.campaign_id || coalesce(', price step ' || s.id, '')
            FROM gate AS g
            LEFT JOIN (
                SELECT *, lag(rung, 1, 0::smallint) OVER steps AS before,
                       lead(id) OVER steps AS next
                FROM price_step WINDOW steps AS (PARTITION BY campaign_id ORDER BY id)
            ) AS s ON s.campaign_id = g.campaign_id
            WHERE {within("g.campaign_id")}
              AND (s.was <> s.before OR (s.next IS NULL AND coalesce(s.rung, 0) <> g.rung))
        """,
    ),
)

CLEARINGS = (
    Check(
        "a clearing has the price of its rung, which its units reach, in whole cases that fit",
        _CLEARINGS,
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
        _CLEARINGS,
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
        _CLEARINGS,
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
        _CLEARINGS,
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

CHECKS: tuple[Checking, ...] = (*FACTS, *GATES, *CLEARINGS)
