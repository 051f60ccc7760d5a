SELECT o.id AS subject, w.storefront_id, o.person_id, paid.at,
       json_build_object('order_id', o.id, 'campaign_id', o.campaign_id,
                         'total_gross_cents', o.total_gross_cents) AS data
FROM listening AS w
JOIN "order" AS o ON o.person_id = w.person_id
JOIN listing AS l ON l.campaign_id = o.campaign_id AND l.storefront_id = w.storefront_id
CROSS JOIN LATERAL (
    SELECT max(k.at) AS at, sum(k.cents) AS cents FROM capture AS k WHERE k.order_id = o.id
) AS paid
WHERE paid.at BETWEEN greatest(%(since)s, w.at) AND %(now)s
  AND paid.cents >= o.total_gross_cents - (
      SELECT coalesce(sum(u.goods_gross_cents + u.delivery_gross_cents), 0)
      FROM cancellation AS u WHERE u.order_id = o.id)
  AND (%(only)s::bigint IS NULL
       OR o.id = (SELECT k.order_id FROM capture AS k WHERE k.id = %(only)s))
