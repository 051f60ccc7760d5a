-- Owe word of what became of wishes and projects since a moment: to their authors what the desk
-- decided, to those who back them that they are merged, negotiated, voted on, or that there is news;
-- to whoever reported one what was decided, by mail where they have no account.
WITH told AS (
    SELECT 'hidden' AS kind, h.id AS fact, w.storefront_id, w.person_id
    FROM hiding AS h JOIN wish AS w ON w.id = h.wish_id
    WHERE h.at BETWEEN %(since)s AND %(now)s
    UNION ALL
    SELECT 'ruled', r.id, w.storefront_id, w.person_id
    FROM ruling AS r
    JOIN appeal AS a ON a.id = r.appeal_id
    JOIN hiding AS h ON h.id = a.hiding_id
    JOIN wish AS w ON w.id = h.wish_id
    WHERE r.at BETWEEN %(since)s AND %(now)s
    UNION ALL
    SELECT 'report_seen', r.id, w.storefront_id, r.person_id
    FROM report AS r JOIN wish AS w ON w.id = r.wish_id
    WHERE r.seen_at BETWEEN %(since)s AND %(now)s AND (r.person_id IS NOT NULL OR r.email <> '')
    UNION ALL
    SELECT 'merged', m.id, w.storefront_id, b.person_id
    FROM merge AS m
    JOIN wish AS w ON w.id = m.into_id
    JOIN backing AS o ON o.wish_id = m.wish_id
    JOIN backing AS b ON b.carried_from_id = o.id AND b.wish_id = m.into_id AND b.open
    WHERE m.at BETWEEN %(since)s AND %(now)s
    UNION ALL
    (SELECT DISTINCT ON (r.id, b.person_id) 'briefed', r.id, w.storefront_id, b.person_id
     FROM brief AS r
     JOIN brief_wish AS l ON l.brief_id = r.id
     JOIN wish AS w ON w.id = l.wish_id
     JOIN backing AS b ON b.wish_id = w.id AND b.open AND b.at <= r.at
     WHERE r.at BETWEEN %(since)s AND %(now)s
     ORDER BY r.id, b.person_id, l.id)
    UNION ALL
    SELECT 'reviewed', v.id, w.storefront_id, w.person_id
    FROM project_review AS v
    JOIN project AS p ON p.id = v.project_id
    JOIN wish AS w ON w.id = p.wish_id
    WHERE v.at BETWEEN %(since)s AND %(now)s
    UNION ALL
    (SELECT 'voted', e.id, w.storefront_id, x.person_id
     FROM vote_end AS e
     JOIN vote AS v ON v.id = e.vote_id
     JOIN project AS p ON p.id = v.project_id
     JOIN wish AS w ON w.id = p.wish_id
     JOIN LATERAL (
         SELECT w.person_id
         UNION
         SELECT b.person_id FROM backing AS b WHERE b.wish_id = w.id AND b.open AND b.at <= e.at
     ) AS x ON true
     WHERE e.at BETWEEN %(since)s AND %(now)s)
    UNION ALL
    SELECT 'news', u.id, w.storefront_id, b.person_id
    FROM project_update AS u
    JOIN project AS p ON p.id = u.project_id
    JOIN wish AS w ON w.id = p.wish_id
    JOIN backing AS b ON b.wish_id = w.id AND b.open AND b.at <= u.at AND b.person_id <> u.person_id
    WHERE u.at BETWEEN %(since)s AND %(now)s
)
INSERT INTO notice (kind, fact, storefront_id, person_id, at)
SELECT t.kind, t.fact, t.storefront_id, t.person_id, %(now)s
FROM told AS t
WHERE NOT EXISTS (SELECT FROM notice AS n WHERE n.kind = t.kind AND n.fact = t.fact)
ON CONFLICT DO NOTHING
