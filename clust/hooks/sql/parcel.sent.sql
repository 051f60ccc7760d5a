SELECT DISTINCT ON (p.id, w.storefront_id) p.id AS subject, w.storefront_id, p.person_id, p.at,
       jsonb_build_object('parcel_id', p.id, 'carrier', p.carrier, 'tracking', p.tracking) AS data
FROM listening AS w
JOIN parcel AS p ON p.person_id = w.person_id
JOIN parcel_line AS i ON i.parcel_id = p.id
JOIN "order" AS o ON o.id = i.order_id
JOIN listing AS l ON l.campaign_id = o.campaign_id AND l.storefront_id = w.storefront_id
WHERE p.at BETWEEN greatest(%(since)s, w.at) AND %(now)s
  AND (%(only)s::bigint IS NULL OR p.id = %(only)s)
