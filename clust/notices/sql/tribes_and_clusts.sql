-- Owe word since a moment of new clusts to those who follow their storefront, and of what people
-- wish and share to those of their tribes who chose to hear it; never who wishes; of a closed
-- shop only those who are let in there.
WITH told AS (
    SELECT 'opened' AS kind, c.id AS fact, l.storefront_id, f.person_id
    FROM campaign AS c
    JOIN listing AS l ON l.campaign_id = c.id
    JOIN following AS f ON f.storefront_id = l.storefront_id AND f.open AND f.at <= c.opens_at
    WHERE c.opens_at BETWEEN %(since)s AND %(now)s AND c.closes_at > %(now)s
    UNION
    SELECT 'tribe_wish', w.id, w.storefront_id, m.person_id
    FROM wish AS w
    JOIN sharing AS s
        ON s.person_id = w.person_id AND s.storefront_id = w.storefront_id AND s.what = 'wishes'
    JOIN membership AS a ON a.person_id = w.person_id AND a.open
    JOIN tribe AS t ON t.id = a.tribe_id AND t.storefront_id = w.storefront_id
    JOIN membership AS m
        ON m.tribe_id = t.id AND m.open AND m.at <= w.at AND m.person_id <> w.person_id
    JOIN preference AS p
        ON p.person_id = m.person_id AND p.topic = 'tribes'
       AND (p.mail <> 'never' OR p.push OR p.site)
    WHERE w.at BETWEEN %(since)s AND %(now)s
      AND NOT EXISTS (SELECT FROM hiding AS h WHERE h.wish_id = w.id)
      AND NOT EXISTS (SELECT FROM talk_hiding AS h WHERE h.tribe_id = t.id)
)
INSERT INTO notice (kind, fact, storefront_id, person_id, at)
SELECT t.kind, t.fact, t.storefront_id, t.person_id, %(now)s
FROM told AS t
WHERE (NOT EXISTS (
          SELECT FROM storefront AS s WHERE s.id = t.storefront_id AND s.admission <> 'open'
      ) OR EXISTS (
          SELECT FROM admission AS a
          WHERE a.storefront_id = t.storefront_id AND a.person_id = t.person_id AND a.open
      ) OR EXISTS (
          SELECT FROM officer AS o
          WHERE o.storefront_id = t.storefront_id AND o.person_id = t.person_id AND o.open
      ) OR EXISTS (SELECT FROM person AS p WHERE p.id = t.person_id AND p.is_staff))
ON CONFLICT DO NOTHING
