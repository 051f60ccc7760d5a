"""Checks of storefronts: who belongs to which tribe, counted again."""

from clust.base.checks import Check

CHECKS = (
    Check(
        "a membership is open until it has an end",
        "SELECT count(*) FROM membership",
        "SELECT 'membership ' || m.id FROM membership AS m"
        " LEFT JOIN membership_end AS e ON e.membership_id = m.id"
        " WHERE m.open = (e.id IS NOT NULL)",
    ),
    Check(
        "an office is open until it has an end",
        "SELECT count(*) FROM officer",
        "SELECT 'officer ' || o.id FROM officer AS o"
        " LEFT JOIN officer_end AS e ON e.officer_id = o.id"
        " WHERE o.open = (e.id IS NOT NULL)",
    ),
    Check(
        "a tribe with members has an organiser",
        "SELECT count(*) FROM tribe",
        "SELECT 'tribe ' || tribe_id FROM membership WHERE open"
        " GROUP BY tribe_id HAVING NOT bool_or(organises)",
    ),
)
