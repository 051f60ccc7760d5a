SELECT x.id AS subject, w.storefront_id, NULL::bigint AS person_id, x.at,
       json_build_object('campaign_id', o.campaign_id, 'reached', x.gross_cents IS NOT NULL,
                         'price_gross_cents', x.gross_cents, 'units', x.units) AS data
FROM clearing AS x
JOIN closing AS o ON o.id = x.closing_id
JOIN listing AS l ON l.campaign_id = o.campaign_id
JOIN listening AS w ON w.storefront_id = l.storefront_id
WHERE x.at BETWEEN greatest(%(since)s, w.at) AND %(now)s
  AND (%(only)s::bigint IS NULL OR x.id = %(only)s)
