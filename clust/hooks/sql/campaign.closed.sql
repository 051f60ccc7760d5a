SELECT x.id AS subject, w.storefront_id, NULL::bigint AS person_id, x.at,
       json_build_object('campaign_id', x.campaign_id) AS data
FROM closing AS x
JOIN listing AS l ON l.campaign_id = x.campaign_id
JOIN listening AS w ON w.storefront_id = l.storefront_id
WHERE x.at BETWEEN greatest(%(since)s, w.at) AND %(now)s
  AND (%(only)s::bigint IS NULL OR x.id = %(only)s)
