-- From wish to sale: whoever wanted something, one row a person and wish, and what they bought of it.
-- A merged wish counts as the one it goes on as. `key` is what the sums are broken down by.
-- People are those who wished; a pledge counts where it came after the wish.
WITH RECURSIVE root AS (
    SELECT w.id AS wish_id, w.id AS root_id FROM wish AS w
    WHERE NOT EXISTS (SELECT FROM merge AS m WHERE m.wish_id = w.id)
    UNION ALL
    SELECT m.wish_id, r.root_id FROM root AS r JOIN merge AS m ON m.into_id = r.wish_id
), offered AS (
    SELECT DISTINCT r.root_id AS wish_id, c.id AS campaign_id
    FROM campaign AS c
    JOIN award AS a ON a.id = c.award_id
    JOIN quote AS q ON q.id = a.quote_id
    JOIN enquiry AS e ON e.id = q.enquiry_id
    JOIN brief_wish AS l ON l.brief_id = e.brief_id
    JOIN root AS r ON r.wish_id = l.wish_id
    WHERE %(campaign)s::bigint IS NULL OR c.id = %(campaign)s
), wishes AS (
    SELECT w.id AS wish_id, w.person_id, w.storefront_id, w.at, o.campaign_id,
           CASE %(by)s WHEN 'wish' THEN w.id WHEN 'campaign' THEN o.campaign_id
                       WHEN 'storefront' THEN w.storefront_id
                       WHEN 'month' THEN to_char(w.at AT TIME ZONE %(zone)s, 'YYYYMM')::bigint
                       ELSE 0 END AS key
    FROM wish AS w LEFT JOIN offered AS o ON o.wish_id = w.id
    WHERE w.currency = %(currency)s
      AND NOT EXISTS (SELECT FROM merge AS m WHERE m.wish_id = w.id)
      AND (%(wish)s::bigint IS NULL OR w.id = %(wish)s)
      AND (%(storefront)s::bigint IS NULL OR w.storefront_id = %(storefront)s)
      AND (%(campaign)s::bigint IS NULL OR o.campaign_id IS NOT NULL)
), wanted AS (
    SELECT r.root_id AS wish_id, b.person_id, min(b.at) AS at, max(b.id) AS last,
           max(b.id) FILTER (WHERE b.limit_gross_cents IS NOT NULL) AS last_limit
    FROM backing AS b JOIN root AS r ON r.wish_id = b.wish_id
    WHERE r.root_id IN (SELECT w.wish_id FROM wishes AS w)
    GROUP BY 1, 2
), line AS (
    SELECT CASE %(by)s WHEN 'month' THEN to_char(d.at AT TIME ZONE %(zone)s, 'YYYYMM')::bigint
                       ELSE w.key END AS key,
           d.wish_id, d.person_id, d.at, w.campaign_id, b.units,
           b.units::bigint * coalesce(b.limit_gross_cents, b.guess_gross_cents, 0) AS cents,
           f.units::bigint * f.limit_gross_cents AS limit_cents
    FROM wanted AS d
    JOIN wishes AS w ON w.wish_id = d.wish_id
    JOIN backing AS b ON b.id = d.last
    LEFT JOIN backing AS f ON f.id = d.last_limit
    WHERE %(month)s::bigint IS NULL
       OR to_char(d.at AT TIME ZONE %(zone)s, 'YYYYMM')::bigint = %(month)s
), pledged AS (
    SELECT p.campaign_id, p.person_id, max(p.at) AS at, sum(p.units - coalesce(g.units, 0)) AS units,
           sum((p.units - coalesce(g.units, 0))::bigint
               * (p.maximum_gross_cents + p.surcharge_gross_cents)) AS cents
    FROM pledge AS p
    LEFT JOIN (SELECT x.pledge_id, sum(x.units) AS units FROM withdrawal AS x
               WHERE x.cause <> 'undone' GROUP BY 1) AS g ON g.pledge_id = p.id
    WHERE p.campaign_id IN (SELECT o.campaign_id FROM offered AS o)
    GROUP BY 1, 2
    HAVING sum(p.units - coalesce(g.units, 0)) > 0
), bought AS (
    SELECT o.campaign_id, o.person_id, sum(coalesce(m.cents, 0) + coalesce(u.cents, 0)) AS paid,
           sum(coalesce(d.units, 0)::bigint * (o.unit_gross_cents + o.surcharge_gross_cents))
               AS delivered,
           sum(greatest(coalesce(d.units, 0) - coalesce(r.units, 0), 0)::bigint
               * (o.unit_gross_cents + o.surcharge_gross_cents)) AS kept
    FROM "order" AS o
    LEFT JOIN (SELECT c.order_id, sum(c.cents) AS cents FROM capture AS c GROUP BY 1) AS m
        ON m.order_id = o.id
    LEFT JOIN (SELECT c.order_id, sum(c.cents) AS cents FROM credit_use AS c GROUP BY 1) AS u
        ON u.order_id = o.id
    LEFT JOIN (SELECT l.order_id, sum(l.units) AS units FROM delivery_line AS l GROUP BY 1) AS d
        ON d.order_id = o.id
    LEFT JOIN (SELECT c.order_id, sum(t.units) AS units
               FROM restitution AS t JOIN cancellation AS c ON c.id = t.cancellation_id
               WHERE t.return_of_id IS NOT NULL GROUP BY 1) AS r
        ON r.order_id = o.id
    WHERE o.campaign_id IN (SELECT f.campaign_id FROM offered AS f)
    GROUP BY 1, 2
), sale AS (
    SELECT l.key, l.campaign_id, l.person_id, min(l.wish_id) AS wish_id, p.units, p.at,
           p.cents AS pledged, coalesce(b.paid, 0) AS paid, coalesce(b.delivered, 0) AS delivered,
           coalesce(b.kept, 0) AS kept
    FROM line AS l
    JOIN pledged AS p
        ON p.campaign_id = l.campaign_id AND p.person_id = l.person_id AND p.at >= l.at
    LEFT JOIN bought AS b ON b.campaign_id = l.campaign_id AND b.person_id = l.person_id
    GROUP BY l.key, l.campaign_id, l.person_id, p.units, p.at, p.cents, b.paid, b.delivered, b.kept
)
