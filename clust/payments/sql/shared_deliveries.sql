-- Orders of one person that go in one parcel: one supplier, one address, one way of delivery, cleared
-- within a day. The first keeps its delivery fee; each later one of this clearing is freed of its own.
-- One that was refused and not paid since bears nobody's fee, nor one of a clust that is called off.
INSERT INTO cancellation (
    order_id, cause, units, goods_gross_cents, delivery_gross_cents, key, at
)
SELECT o.id, 'shared_delivery', 0, 0, o.delivery_gross_cents, 'shared_delivery:' || o.id, %(now)s
FROM allotment AS a
JOIN "order" AS o ON o.allotment_id = a.id
JOIN delivery_option AS d ON d.id = o.delivery_option_id AND d.kind = 'parcel'
WHERE a.clearing_id = %(clearing)s AND o.delivery_gross_cents > 0
  AND NOT EXISTS (SELECT FROM cancellation AS x WHERE x.order_id = o.id)
  AND EXISTS (
      SELECT FROM "order" AS other
      JOIN allotment AS b ON b.id = other.allotment_id
      JOIN clearing AS r ON r.id = b.clearing_id
      JOIN closing AS l ON l.id = r.closing_id
      JOIN campaign AS k ON k.id = l.campaign_id
      JOIN product AS p ON p.id = k.product_id
      WHERE other.person_id = o.person_id AND other.address_id = o.address_id
        AND other.delivery_option_id = o.delivery_option_id AND other.id < o.id
        AND p.supplier_id = %(supplier)s AND r.at > %(since)s AND k.asks_for_card
        AND NOT EXISTS (SELECT FROM campaign_cancellation AS f WHERE f.clearing_id = b.clearing_id)
        AND (EXISTS (SELECT FROM capture AS c WHERE c.order_id = other.id)
             OR NOT EXISTS (SELECT FROM refusal AS f JOIN attempt AS t ON t.id = f.attempt_id
                            WHERE t.order_id = other.id))
        AND other.delivery_gross_cents > (
            SELECT coalesce(sum(x.delivery_gross_cents), 0)
            FROM cancellation AS x WHERE x.order_id = other.id
        )
  )
RETURNING id
