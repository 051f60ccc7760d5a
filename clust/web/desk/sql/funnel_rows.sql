, step AS (
    SELECT x.person_id, x.wish_id, min(x.campaign_id) AS campaign_id, NULL::bigint AS units,
           NULL::bigint AS cents, x.at
    FROM wishes AS x
    WHERE %(step)s = 'wish' AND (
        %(month)s::bigint IS NULL
        OR to_char(x.at AT TIME ZONE %(zone)s, 'YYYYMM')::bigint = %(month)s)
    GROUP BY x.person_id, x.wish_id, x.at
    UNION ALL
    SELECT l.person_id, l.wish_id, min(l.campaign_id), l.units, NULL, l.at
    FROM line AS l
    WHERE %(step)s = 'backing' OR %(step)s = 'limit' AND l.limit_cents IS NOT NULL
    GROUP BY l.person_id, l.wish_id, l.units, l.at
    UNION ALL
    SELECT s.person_id, s.wish_id, s.campaign_id, s.units,
           CASE %(step)s WHEN 'pledge' THEN s.pledged WHEN 'paid' THEN s.paid
                         WHEN 'delivered' THEN s.delivered ELSE s.kept END, s.at
    FROM sale AS s
    WHERE CASE %(step)s WHEN 'pledge' THEN true WHEN 'paid' THEN s.paid > 0
                        WHEN 'delivered' THEN s.delivered > 0
                        WHEN 'kept' THEN s.kept > 0 ELSE false END
)
SELECT t.person_id, t.wish_id, w.title, t.campaign_id, t.units, t.cents, t.at, count(*) OVER ()
FROM step AS t JOIN wish AS w ON w.id = t.wish_id
WHERE %(words)s = '' OR w.title ILIKE %(like)s OR t.person_id::text = %(words)s
ORDER BY CASE %(sort)s WHEN 'cents' THEN -t.cents WHEN 'units' THEN -t.units
                       WHEN 'person' THEN t.person_id END NULLS LAST, t.at DESC, t.person_id, t.wish_id
LIMIT %(most)s OFFSET %(from)s
