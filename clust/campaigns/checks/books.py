"""A campaign's book counted from its pledges: the queries that the checks share."""

from clust.base.checks import within

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

CLEARED = f"""
    SELECT count(*) FROM clearing AS r JOIN closing AS l ON l.id = r.closing_id
    WHERE {within("l.campaign_id")}
"""

PLEDGES = f"SELECT count(*) FROM pledge WHERE {within('campaign_id')}"

# Places that are held keep those who wait out until the holds come to their end.
UNHELD = """
    NOT EXISTS (
        SELECT FROM hold AS h LEFT JOIN hold_end AS e ON e.hold_id = h.id
        WHERE h.campaign_id = g.campaign_id AND NOT h.waits AND e.id IS NULL
    )
"""
