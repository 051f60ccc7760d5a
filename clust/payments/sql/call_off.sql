-- Undo all that is left of every order of a clearing.
INSERT INTO cancellation (
    order_id, cause, units, goods_gross_cents, delivery_gross_cents, key, at
)
SELECT o.id, 'campaign', o.units - gone.units,
       o.total_gross_cents - o.delivery_gross_cents - gone.goods,
       o.delivery_gross_cents - gone.delivery,
       'campaign_cancellation:' || %(fact)s || ':' || o.id, %(now)s
FROM allotment AS a
JOIN "order" AS o ON o.allotment_id = a.id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(x.units), 0) AS units, coalesce(sum(x.goods_gross_cents), 0) AS goods,
           coalesce(sum(x.delivery_gross_cents), 0) AS delivery
    FROM cancellation AS x WHERE x.order_id = o.id
) AS gone
WHERE a.clearing_id = %(clearing)s
  AND (o.units > gone.units OR o.total_gross_cents > gone.goods + gone.delivery)
ORDER BY o.id
RETURNING id
