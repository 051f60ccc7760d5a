SELECT p.id AS subject, w.storefront_id, p.person_id, p.at,
       json_build_object('pledge_id', p.id, 'campaign_id', p.campaign_id, 'units', p.units,
                         'maximum_gross_cents', p.maximum_gross_cents) AS data
FROM listening AS w
JOIN pledge AS p ON p.person_id = w.person_id
JOIN listing AS l ON l.campaign_id = p.campaign_id AND l.storefront_id = w.storefront_id
WHERE p.at BETWEEN greatest(%(since)s, w.at) AND %(now)s
  AND (%(only)s::bigint IS NULL OR p.id = %(only)s)
