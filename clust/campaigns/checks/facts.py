"""What pledges, withdrawals and ladders are in themselves."""

from clust.base.checks import Check, within
from clust.campaigns.checks.books import PLEDGES, STANDING

# Moments come from the clocks of several machines; where a campaign closed early no planned
# time tells before from after, and they may differ so much.
CLOCKS = "interval '10 seconds'"

_CAMPAIGNS = f"SELECT count(*) FROM campaign WHERE {within('id')}"

FACTS = (
    Check(
        "a pledge points at what its campaign has: a variant, a way of delivery",
        PLEDGES,
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
        PLEDGES,
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
