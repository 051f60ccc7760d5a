SELECT c.id AS subject, w.storefront_id, NULL::bigint AS person_id, c.opens_at AS at,
       json_build_object('campaign_id', c.id, 'closes_at', c.closes_at) AS data
FROM listening AS w
JOIN listing AS l ON l.storefront_id = w.storefront_id
JOIN campaign AS c ON c.id = l.campaign_id
WHERE c.opens_at BETWEEN greatest(%(since)s, w.at) AND %(now)s
  AND (%(only)s::bigint IS NULL OR c.id = %(only)s)
