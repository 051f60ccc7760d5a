SELECT x.id AS subject, w.storefront_id, p.person_id, x.at,
       json_build_object('withdrawal_id', x.id, 'pledge_id', p.id, 'campaign_id', p.campaign_id,
                         'units', x.units) AS data
FROM listening AS w
JOIN pledge AS p ON p.person_id = w.person_id
JOIN listing AS l ON l.campaign_id = p.campaign_id AND l.storefront_id = w.storefront_id
JOIN withdrawal AS x ON x.pledge_id = p.id
WHERE x.at BETWEEN greatest(%(since)s, w.at) AND %(now)s
  AND (%(only)s::bigint IS NULL OR x.id = %(only)s)
