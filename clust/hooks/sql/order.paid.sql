SELECT o.id AS subject, w.storefront_id, o.person_id, paid.at,
       json_build_object('order_id', o.id, 'campaign_id', o.campaign_id,
                         'total_gross_cents', o.total_gross_cents) AS data
FROM listening AS w
JOIN "order" AS o ON o.person_id = w.person_id
JOIN listing AS l ON l.campaign_id = o.campaign_id AND l.storefront_id = w.storefront_id
CROSS JOIN LATERAL (
    SELECT max(x.at) AS at, coalesce(sum(x.cents), 0) AS cents
    FROM (
        SELECT k.at, k.cents FROM capture AS k WHERE k.order_id = o.id
        UNION ALL
        SELECT s.at, s.cents - s.returned_cents FROM subsidy AS s WHERE s.order_id = o.id
        UNION ALL
        SELECT c.at, c.cents - c.returned_cents FROM credit_use AS c WHERE c.order_id = o.id
    ) AS x
) AS paid
CROSS JOIN LATERAL (
    SELECT coalesce(sum(u.units), 0) AS units,
           coalesce(sum(u.goods_gross_cents + u.delivery_gross_cents), 0) AS cents
    FROM cancellation AS u WHERE u.order_id = o.id
) AS undone
WHERE paid.at BETWEEN greatest(%(since)s, w.at) AND %(now)s
  AND o.units > undone.units
  AND paid.cents >= o.total_gross_cents - undone.cents
  AND (%(only)s::bigint IS NULL
       OR o.id = (SELECT k.order_id FROM capture AS k WHERE k.id = %(only)s))
