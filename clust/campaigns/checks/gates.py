"""What the gate keeps, counted again."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Q

from clust.base.checks import MOST_NAMED, Check, Found, within
from clust.campaigns.checks.books import LEVELS, REACH, UNHELD
from clust.campaigns.models import Gate, Hold

_CAMPAIGNS = f"SELECT count(*) FROM campaign WHERE {within('id')}"
_GATES = f"SELECT count(*) FROM gate WHERE {within('campaign_id')}"
_CAPPED = f"SELECT count(*) FROM gate WHERE room IS NOT NULL AND {within('campaign_id')}"


class RungUnderConditions:
    """The rung in force under a cap or in cases: each is tried, deepest first, as the gate does."""

    says = "under a cap or in cases the rung in force is the deepest that its pledges carry"

    def find(self, campaigns: Sequence[int] | None) -> Found:
        """Try the ladders of these campaigns, or of all."""
        held = Hold.objects.filter(end=None, waits=False).values("campaign")
        gates = Gate.objects.filter(Q(case_size__gt=1) | Q(room__isnull=False))
        gates = gates.exclude(room__isnull=False, campaign__in=held)
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
              AND {UNHELD} AND {within("g.campaign_id")}
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
            WHERE g.room IS NOT NULL AND {UNHELD} AND {within("g.campaign_id")}
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
