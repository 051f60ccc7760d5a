SELECT w.key, w.people, 0 AS posted_cents, coalesce(l.people, 0), coalesce(l.cents, 0),
       coalesce(l.limit_people, 0), coalesce(l.limit_cents, 0),
       coalesce(s.pledged_people, 0), coalesce(s.pledged, 0),
       coalesce(s.paid_people, 0), coalesce(s.paid, 0),
       coalesce(s.delivered_people, 0), coalesce(s.delivered, 0),
       coalesce(s.kept_people, 0), coalesce(s.kept, 0), count(*) OVER ()
FROM (
    SELECT k.key, count(DISTINCT x.person_id) AS people
    FROM (SELECT key FROM wishes UNION SELECT key FROM line) AS k
    LEFT JOIN wishes AS x
        ON x.key = k.key AND (
            %(month)s::bigint IS NULL
            OR to_char(x.at AT TIME ZONE %(zone)s, 'YYYYMM')::bigint = %(month)s)
    WHERE k.key IS NOT NULL
    GROUP BY 1
) AS w
LEFT JOIN (
    SELECT key, count(DISTINCT person_id) AS people, sum(cents) AS cents,
           count(DISTINCT person_id) FILTER (WHERE limit_cents IS NOT NULL) AS limit_people,
           sum(limit_cents) AS limit_cents
    FROM (SELECT DISTINCT key, wish_id, person_id, cents, limit_cents FROM line) AS once
    GROUP BY 1
) AS l ON l.key = w.key
LEFT JOIN (
    SELECT key, count(DISTINCT person_id) AS pledged_people, sum(pledged) AS pledged,
           count(DISTINCT person_id) FILTER (WHERE paid > 0) AS paid_people, sum(paid) AS paid,
           count(DISTINCT person_id) FILTER (WHERE delivered > 0) AS delivered_people,
           sum(delivered) AS delivered,
           count(DISTINCT person_id) FILTER (WHERE kept > 0) AS kept_people, sum(kept) AS kept
    FROM sale GROUP BY 1
) AS s ON s.key = w.key
ORDER BY CASE WHEN %(by)s = 'month' THEN w.key END DESC, coalesce(l.people, 0) DESC, w.key DESC
LIMIT %(most)s OFFSET %(from)s
