-- Tell those whom one calling called, while their wish stands and they have not pledged meanwhile.
INSERT INTO notice (kind, fact, campaign_id, person_id, at)
SELECT 'called', k.id, k.campaign_id, k.person_id, %(now)s
FROM call AS k
JOIN backing AS b ON b.id = k.backing_id
WHERE k.campaign_id = %(campaign)s AND k.at = %(at)s AND b.open
  AND NOT EXISTS (SELECT FROM pledge AS p
                  WHERE p.campaign_id = k.campaign_id AND p.person_id = k.person_id)
ON CONFLICT DO NOTHING
