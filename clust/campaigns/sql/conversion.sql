-- Of closed clusts that came of wishes: who wanted it at the opening, how firmly, and who holds a
-- pledge. A person counts once a clust, at their firmest: a limit that no price of the ladder could
-- reach is left out, it was never asked.
WITH RECURSIVE sold AS (
    SELECT c.id, c.opens_at, c.currency, e.brief_id,
           (c.opens_at AT TIME ZONE %(zone)s)::date AS day,
           (SELECT min(r.gross_cents) FROM rung AS r WHERE r.campaign_id = c.id)
           + coalesce((SELECT min(v.surcharge_gross_cents) FROM variant AS v
                       WHERE v.product_id = c.product_id), 0) AS lowest
    FROM campaign AS c
    JOIN closing AS x ON x.campaign_id = c.id
    JOIN award AS a ON a.id = c.award_id
    JOIN quote AS q ON q.id = a.quote_id
    JOIN enquiry AS e ON e.id = q.enquiry_id
    WHERE x.at <= %(until)s AND (%(category)s::bigint IS NULL OR EXISTS (
        SELECT FROM brief_wish AS l JOIN wish AS w ON w.id = l.wish_id
        WHERE l.brief_id = e.brief_id AND w.category_id = %(category)s
    ))
), named AS (
    SELECT s.id AS campaign_id, l.wish_id FROM sold AS s JOIN brief_wish AS l USING (brief_id)
    UNION
    SELECT n.campaign_id, m.into_id FROM named AS n JOIN merge AS m ON m.wish_id = n.wish_id
), wanted AS (
    SELECT DISTINCT ON (s.id, b.person_id) s.id AS campaign_id, b.person_id, b.units,
           CASE WHEN b.limit_gross_cents IS NULL OR b.limit_until < s.day THEN 'wish'
                WHEN b.card_id IS NULL THEN 'limit' ELSE 'card' END AS firmness
    FROM sold AS s
    JOIN named AS n ON n.campaign_id = s.id
    JOIN wish AS w ON w.id = n.wish_id AND w.currency = s.currency
    JOIN backing AS b ON b.wish_id = w.id AND b.at <= s.opens_at
    LEFT JOIN backing_end AS e ON e.backing_id = b.id
    WHERE (e.id IS NULL OR e.at > s.opens_at)
      AND (b.limit_gross_cents IS NULL OR b.limit_until < s.day OR b.limit_gross_cents >= s.lowest)
    ORDER BY s.id, b.person_id,
             b.limit_gross_cents IS NULL OR b.limit_until < s.day, b.card_id IS NULL, b.id
), took AS (
    SELECT p.campaign_id, p.person_id, sum(p.units - coalesce(g.units, 0)) AS units
    FROM pledge AS p
    LEFT JOIN (SELECT x.pledge_id, sum(x.units) AS units FROM withdrawal AS x
               WHERE x.cause <> 'undone' GROUP BY 1) AS g ON g.pledge_id = p.id
    WHERE p.campaign_id IN (SELECT s.id FROM sold AS s)
    GROUP BY 1, 2
    HAVING sum(p.units - coalesce(g.units, 0)) > 0
)
SELECT d.firmness, count(*), sum(d.units), count(t.person_id), coalesce(sum(t.units), 0)
FROM wanted AS d LEFT JOIN took AS t USING (campaign_id, person_id)
GROUP BY 1
