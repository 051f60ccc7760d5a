-- Put every buyer of a clearing down to be charged: what is due and did not come, at most what the
-- mandate allows. Whoever is paying already is not asked a second time, and holds nobody up.
INSERT INTO attempt (
    order_id, collection_id, card_id, gateway, cents, currency, by_buyer, ref, wants_holder, open, at
)
SELECT o.id, %(collection)s, m.card_id, coalesce(c.gateway, %(gateway)s),
       least(o.total_gross_cents - gone.cents - paid.cents - credits.cents - kept.cents,
             m.most_gross_cents),
       %(currency)s, false, '', false, true, %(now)s
FROM allotment AS a
JOIN "order" AS o ON o.allotment_id = a.id
JOIN mandate AS m ON m.pledge_id = a.pledge_id AND NOT m.by_transfer
LEFT JOIN card AS c ON c.id = m.card_id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(x.goods_gross_cents + x.delivery_gross_cents), 0) AS cents
    FROM cancellation AS x WHERE x.order_id = o.id
) AS gone
CROSS JOIN LATERAL (
    SELECT coalesce(sum(s.cents - s.returned_cents), 0) AS cents
    FROM subsidy AS s WHERE s.order_id = o.id
) AS paid
CROSS JOIN LATERAL (
    SELECT coalesce(sum(u.cents - u.returned_cents), 0) AS cents
    FROM credit_use AS u WHERE u.order_id = o.id
) AS credits
CROSS JOIN LATERAL (
    SELECT coalesce(sum(k.cents - k.refunded_cents), 0) AS cents
    FROM capture AS k WHERE k.order_id = o.id
) AS kept
WHERE a.clearing_id = %(clearing)s
  AND o.total_gross_cents > gone.cents + paid.cents + credits.cents + kept.cents
ORDER BY o.id
ON CONFLICT (order_id) WHERE open DO NOTHING
