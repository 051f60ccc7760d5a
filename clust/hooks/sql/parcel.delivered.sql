SELECT DISTINCT ON (d.id, w.storefront_id) d.id AS subject, w.storefront_id, p.person_id, d.at,
       jsonb_build_object('parcel_id', p.id) AS data
FROM listening AS w
JOIN parcel AS p ON p.person_id = w.person_id
JOIN delivery AS d ON d.parcel_id = p.id
JOIN parcel_line AS i ON i.parcel_id = p.id
JOIN "order" AS o ON o.id = i.order_id
JOIN listing AS l ON l.campaign_id = o.campaign_id AND l.storefront_id = w.storefront_id
WHERE d.at BETWEEN greatest(%(since)s, w.at) AND %(now)s
  AND (%(only)s::bigint IS NULL OR d.id = %(only)s)
