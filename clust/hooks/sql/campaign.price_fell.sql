SELECT s.id AS subject, w.storefront_id, NULL::bigint AS person_id, s.at,
       json_build_object('campaign_id', s.campaign_id, 'was_gross_cents', s.was_gross_cents,
                         'price_gross_cents', s.gross_cents, 'units', s.units) AS data
FROM price_step AS s
JOIN listing AS l ON l.campaign_id = s.campaign_id
JOIN listening AS w ON w.storefront_id = l.storefront_id
WHERE s.at BETWEEN greatest(%(since)s, w.at) AND %(now)s AND s.gross_cents < s.was_gross_cents
  AND (%(only)s::bigint IS NULL OR s.id = %(only)s)
