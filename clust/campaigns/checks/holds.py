"""What is held until a card is confirmed, and what a confirmed card stands for."""

from clust.base.checks import Check, within
from clust.campaigns.checks.books import PLEDGES

_HOLDS = f"SELECT count(*) FROM hold WHERE {within('campaign_id')}"

HOLDS = (
    Check(
        "where a campaign asks for a card every pledge has its mandate, and elsewhere none has",
        PLEDGES,
        f"""
            SELECT 'pledge ' || p.id
            FROM pledge AS p
            JOIN campaign AS c ON c.id = p.campaign_id
            LEFT JOIN mandate AS m ON m.pledge_id = p.id
            WHERE c.asks_for_card <> (m.id IS NOT NULL) AND {within("p.campaign_id")}
        """,
    ),
    Check(
        "a mandate covers the most its pledge can cost",
        "SELECT count(*) FROM mandate",
        f"""
            SELECT 'pledge ' || p.id || ': ' || m.most_gross_cents || ' cents, can cost '
                   || p.up_to::bigint * (p.maximum_gross_cents + p.surcharge_gross_cents)
                      + d.gross_cents
            FROM mandate AS m
            JOIN pledge AS p ON p.id = m.pledge_id
            JOIN delivery_option AS d ON d.id = p.delivery_option_id
            WHERE m.most_gross_cents < d.gross_cents
                  + p.up_to::bigint * (p.maximum_gross_cents + p.surcharge_gross_cents)
              AND {within("p.campaign_id")}
        """,
    ),
    Check(
        "what was held is what was pledged",
        _HOLDS,
        f"""
            SELECT 'hold ' || h.id
            FROM hold AS h
            JOIN hold_end AS e ON e.hold_id = h.id
            JOIN pledge AS p ON p.id = e.pledge_id
            WHERE (p.campaign_id, p.person_id, p.variant_id, p.key)
                  <> (h.campaign_id, h.person_id, h.variant_id, h.key)
              AND {within("h.campaign_id")}
        """,
    ),
    Check(
        "a closed campaign holds nothing any more",
        _HOLDS,
        f"""
            SELECT 'hold ' || h.id
            FROM hold AS h
            JOIN closing AS l ON l.campaign_id = h.campaign_id
            LEFT JOIN hold_end AS e ON e.hold_id = h.id
            WHERE e.id IS NULL AND {within("h.campaign_id")}
        """,
    ),
)
