-- Tell those whose pledges were let go because a new date found no new yes.
INSERT INTO notice (kind, fact, campaign_id, person_id, at)
SELECT DISTINCT 'released', %(release)s::bigint, p.campaign_id, p.person_id, %(now)s::timestamptz
FROM pledge AS p JOIN withdrawal AS w ON w.pledge_id = p.id
WHERE p.campaign_id = %(campaign)s AND w.cause = 'released' AND w.at = %(released_at)s
ON CONFLICT DO NOTHING
