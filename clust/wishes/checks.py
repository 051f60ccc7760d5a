"""Checks of wishes: who wants what, counted again."""

from clust.base.checks import Check

CHECKS = (
    Check(
        "a backing is open until it has an end",
        "SELECT count(*) FROM backing",
        "SELECT 'backing ' || b.id || CASE WHEN b.open THEN ': open, and ended' ELSE ': no end' END"
        " FROM backing AS b LEFT JOIN backing_end AS e ON e.backing_id = b.id"
        " WHERE b.open = (e.id IS NOT NULL)",
    ),
    Check(
        "no backing is open on a wish that goes on as another",
        "SELECT count(*) FROM merge",
        "SELECT 'wish ' || m.wish_id || ': backing ' || b.id FROM merge AS m"
        " JOIN backing AS b ON b.wish_id = m.wish_id WHERE b.open",
    ),
    Check(
        "whoever backed a merged wish backs what it went on as, or backed that too",
        "SELECT count(*) FROM backing_end WHERE cause = 'merged'",
        "SELECT 'backing ' || b.id FROM backing_end AS e JOIN backing AS b ON b.id = e.backing_id"
        " WHERE e.cause = 'merged' AND NOT EXISTS (SELECT FROM merge AS m JOIN backing AS t"
        " ON t.wish_id = m.into_id AND t.person_id = b.person_id WHERE m.wish_id = b.wish_id)",
    ),
    Check(
        "wishes do not go on as each other in a circle",
        "SELECT count(*) FROM merge",
        "WITH RECURSIVE steps (wish, place) AS ("
        " SELECT wish_id, into_id FROM merge"
        " UNION SELECT s.wish, m.into_id FROM steps AS s JOIN merge AS m ON m.wish_id = s.place)"
        " SELECT 'wish ' || wish FROM steps WHERE wish = place",
    ),
    Check(
        "a limit has a last day, after the day it was named and within 366 days of it",
        "SELECT count(*) FROM backing WHERE limit_gross_cents IS NOT NULL",
        "SELECT 'backing ' || id FROM backing"
        " WHERE (limit_gross_cents IS NULL) <> (limit_until IS NULL)"
        " OR limit_until > (at AT TIME ZONE 'UTC')::date + 366"
        " OR (carried_from_id IS NULL AND limit_until <= (at AT TIME ZONE 'UTC')::date)",
    ),
    Check(
        "a backing names a choice of its own wish",
        "SELECT count(*) FROM backing WHERE choice_id IS NOT NULL",
        "SELECT 'backing ' || b.id FROM backing AS b"
        " LEFT JOIN wish_choice AS c ON c.id = b.choice_id"
        " WHERE b.choice_id IS NOT NULL AND c.wish_id IS DISTINCT FROM b.wish_id",
    ),
    Check(
        "whose backing is called alone has no other one open",
        "SELECT count(*) FROM backing WHERE open AND alone",
        "SELECT 'backing ' || b.id FROM backing AS b WHERE b.open AND b.alone AND EXISTS"
        " (SELECT FROM backing AS o WHERE o.person_id = b.person_id AND o.open AND o.id <> b.id)",
    ),
)
