-- Tell those whose pledges were let go because their private clust was called off.
INSERT INTO notice (kind, fact, campaign_id, person_id, at)
SELECT DISTINCT 'called_off', %(ended)s::bigint, p.campaign_id, p.person_id, %(now)s::timestamptz
FROM pledge AS p JOIN withdrawal AS w ON w.pledge_id = p.id
WHERE p.campaign_id = %(campaign)s AND w.cause = 'released' AND w.at = %(ended_at)s
ON CONFLICT DO NOTHING
